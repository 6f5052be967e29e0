package org.decnn.model.network;

/**
 * Where a convolution or a pooling looks: kernel, stride, zero padding and dilation, in pixels. The
 * padding is explicit; ONNX's {@code auto_pad} is resolved when a network is read.
 *
 * @param ceil whether the output size is rounded up (ONNX {@code ceil_mode}, pooling only)
 */
public record Window(
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int padTop,
        int padLeft,
        int padBottom,
        int padRight,
        int dilationHeight,
        int dilationWidth,
        boolean ceil) {

    public Window {
        if (kernelHeight < 1
                || kernelWidth < 1
                || strideHeight < 1
                || strideWidth < 1
                || dilationHeight < 1
                || dilationWidth < 1) {
            throw new IllegalArgumentException("kernel, stride and dilation are at least 1");
        }
        if (padTop < 0 || padLeft < 0 || padBottom < 0 || padRight < 0) {
            throw new IllegalArgumentException("padding is not negative");
        }
    }

    /** A square window with the same padding on all sides. */
    public static Window square(int kernel, int stride, int pad) {
        return new Window(kernel, kernel, stride, stride, pad, pad, pad, pad, 1, 1, false);
    }

    int outputHeight(int height) {
        return output(
                height + padTop + padBottom,
                kernelHeight,
                strideHeight,
                dilationHeight,
                height + padTop);
    }

    int outputWidth(int width) {
        return output(
                width + padLeft + padRight,
                kernelWidth,
                strideWidth,
                dilationWidth,
                width + padLeft);
    }

    private int output(int padded, int kernel, int stride, int dilation, int beforeEndPadding) {
        int room = padded - (dilation * (kernel - 1) + 1);
        if (room < 0) {
            throw new IllegalArgumentException(
                    "a window of "
                            + kernel
                            + " does not fit an input of "
                            + padded
                            + " with its padding");
        }
        int size = (ceil ? (room + stride - 1) / stride : room / stride) + 1;
        // A window that would start in the end padding is dropped (ONNX MaxPool, AveragePool).
        return ceil && (size - 1) * stride >= beforeEndPadding ? size - 1 : size;
    }
}
