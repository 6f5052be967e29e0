package org.decnn.model.testing;

import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Window;

/** Where values lie, and what a window sees. */
final class Pixels {

    private Pixels() {}

    /** The row of the input that a row of a window sees, perhaps in the padding. */
    static int row(Window window, int output, int kernel) {
        return output * window.strideHeight() - window.padTop() + kernel * window.dilationHeight();
    }

    static int column(Window window, int output, int kernel) {
        return output * window.strideWidth() - window.padLeft() + kernel * window.dilationWidth();
    }

    static boolean inside(TensorShape in, int y, int x) {
        return y >= 0 && y < in.height() && x >= 0 && x < in.width();
    }

    /** The place of a value in a tensor of row-major order. */
    static int at(TensorShape in, int channel, int y, int x) {
        return (channel * in.height() + y) * in.width() + x;
    }
}
