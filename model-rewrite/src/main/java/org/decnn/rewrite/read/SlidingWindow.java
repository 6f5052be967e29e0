package org.decnn.rewrite.read;

import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Window;
import org.deeplearning4j.nn.conf.ConvolutionMode;

/** DL4J's description of a window; arrays hold height, then width. */
record SlidingWindow(
        int[] kernel, int[] stride, int[] padding, int[] dilation, ConvolutionMode mode) {

    /**
     * The window over a feature map.
     *
     * @param zeros what surrounds the feature map before the window's own padding
     * @throws IllegalArgumentException if the mode has no such window
     */
    Window over(TensorShape in, ZeroPadding zeros) {
        ZeroPadding all = zeros.plus(own(in, zeros));
        return new Window(
                kernel[0],
                kernel[1],
                stride[0],
                stride[1],
                all.top(),
                all.left(),
                all.bottom(),
                all.right(),
                dilation[0],
                dilation[1],
                false);
    }

    /** The window's own padding, which mode {@code Same} computes from the size. */
    ZeroPadding own(TensorShape in, ZeroPadding zeros) {
        return switch (mode) {
            case Strict, Truncate ->
                    new ZeroPadding(padding[0], padding[0], padding[1], padding[1]);
            case Same -> {
                int rows = missing(0, in.height() + zeros.top() + zeros.bottom());
                int columns = missing(1, in.width() + zeros.left() + zeros.right());
                yield new ZeroPadding(
                        rows / 2, rows - rows / 2, columns / 2, columns - columns / 2);
            }
            default ->
                    throw new IllegalArgumentException(
                            "convolution mode " + mode + " is not supported");
        };
    }

    /** Pixels that {@code size / stride} windows, rounded up, reach beyond the feature map. */
    private int missing(int axis, int size) {
        int windows = (size + stride[axis] - 1) / stride[axis];
        int reach = (windows - 1) * stride[axis] + dilation[axis] * (kernel[axis] - 1) + 1;
        return Math.max(0, reach - size);
    }
}
