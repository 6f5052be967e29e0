package org.decnn.rewrite.read;

/** Rows and columns of zeros around a feature map. */
record ZeroPadding(int top, int bottom, int left, int right) {

    static final ZeroPadding NONE = new ZeroPadding(0, 0, 0, 0);

    ZeroPadding plus(ZeroPadding more) {
        return new ZeroPadding(
                top + more.top, bottom + more.bottom, left + more.left, right + more.right);
    }
}
