package org.decnn.rewrite.read;

/** Rows and columns of zeros around a feature map. */
record ZeroPadding(int top, int bottom, int left, int right) {

    static final ZeroPadding NONE = new ZeroPadding(0, 0, 0, 0);

    ZeroPadding plus(ZeroPadding more) {
        return new ZeroPadding(
                top + more.top, bottom + more.bottom, left + more.left, right + more.right);
    }

    /** The refusal of zeros that cannot become a window's own padding. */
    static IllegalArgumentException notTakenIn() {
        return new IllegalArgumentException(
                "zero padding before it is not supported: only before a convolution, an average"
                        + " pooling, or a maximum of what a ReLU gives");
    }
}
