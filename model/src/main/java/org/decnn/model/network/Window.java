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

    /**
     * Rows of the output. Throws {@link IllegalArgumentException} if no window fits the input.
     *
     * @param height rows of the input
     */
    public int outputHeight(int height) {
        return output(
                sum(height, padTop, padBottom),
                kernelHeight,
                strideHeight,
                dilationHeight,
                height + padTop);
    }

    /**
     * Columns of the output. Throws {@link IllegalArgumentException} if no window fits the input.
     *
     * @param width columns of the input
     */
    public int outputWidth(int width) {
        return output(
                sum(width, padLeft, padRight),
                kernelWidth,
                strideWidth,
                dilationWidth,
                width + padLeft);
    }

    private static int sum(int size, int before, int behind) {
        try {
            return Math.addExact(Math.addExact(size, before), behind);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "a padding of " + before + " and " + behind + " is too large", e);
        }
    }

    /**
     * The same windows without {@link #ceil}: what the last ones reach beyond the padding is
     * padding of its own.
     *
     * @param in shape of the input
     */
    public Window floored(TensorShape in) {
        if (!ceil) {
            return this;
        }
        int bottom = (outputHeight(in.height()) - 1) * strideHeight + reachHeight() - in.height();
        int right = (outputWidth(in.width()) - 1) * strideWidth + reachWidth() - in.width();
        return new Window(
                kernelHeight,
                kernelWidth,
                strideHeight,
                strideWidth,
                padTop,
                padLeft,
                Math.max(0, bottom - padTop),
                Math.max(0, right - padLeft),
                dilationHeight,
                dilationWidth,
                false);
    }

    /** The same windows with other padding. */
    public Window withPadding(int top, int left, int bottom, int right) {
        return new Window(
                kernelHeight,
                kernelWidth,
                strideHeight,
                strideWidth,
                top,
                left,
                bottom,
                right,
                dilationHeight,
                dilationWidth,
                ceil);
    }

    /** Whether a kernel's values are apart. */
    public boolean isDilated() {
        return dilationHeight != 1 || dilationWidth != 1;
    }

    private int reachHeight() {
        return dilationHeight * (kernelHeight - 1) + 1;
    }

    private int reachWidth() {
        return dilationWidth * (kernelWidth - 1) + 1;
    }

    private int output(int padded, int kernel, int stride, int dilation, int beforeEndPadding) {
        long room = padded - ((long) dilation * (kernel - 1) + 1);
        if (room < 0) {
            throw new IllegalArgumentException(
                    "a window of "
                            + kernel
                            + " does not fit an input of "
                            + padded
                            + " with its padding");
        }
        int size = Math.toIntExact((ceil ? (room + stride - 1) / stride : room / stride) + 1);
        // A window that would start in the end padding is dropped (ONNX MaxPool, AveragePool).
        return ceil && (size - 1L) * stride >= beforeEndPadding ? size - 1 : size;
    }
}
