package org.decnn.operators.engine.nd4j;

/**
 * Where a convolution or a pooling looks.
 *
 * @param kernel height and width, as all pairs
 * @param begin padding at the top and the left
 * @param end padding at the bottom and the right
 * @param ceil whether a last window may hang over the end
 */
record SlidingWindow(
        long[] kernel, long[] strides, long[] begin, long[] end, long[] dilations, boolean ceil) {

    static SlidingWindow of(GraphNode node) {
        long[] pads = node.integers("pads", 0, 0, 0, 0);
        return new SlidingWindow(
                node.integers("kernel_shape"),
                node.integers("strides", 1, 1),
                new long[] {pads[0], pads[1]},
                new long[] {pads[2], pads[3]},
                node.integers("dilations", 1, 1),
                node.integer("ceil_mode", 0) != 0);
    }

    /** Whether ND4J can pad by itself: it knows one padding for both sides, and no ceiling. */
    boolean isPlain() {
        return !ceil && begin[0] == end[0] && begin[1] == end[1];
    }

    boolean isDilated() {
        return dilations[0] != 1 || dilations[1] != 1;
    }

    /** How many windows there are along an axis (0: height) of a size. */
    long windows(int axis, long size) {
        long room = size + begin[axis] + end[axis] - reach(axis);
        long count = (ceil ? (room + strides[axis] - 1) / strides[axis] : room / strides[axis]) + 1;
        // A window that would start in the end padding is dropped (ONNX MaxPool, AveragePool).
        boolean starts = (count - 1) * strides[axis] < size + begin[axis];
        return ceil && !starts ? count - 1 : count;
    }

    /** How much padding the end of an axis needs for its last window. */
    long endPadding(int axis, long size) {
        long covered = (windows(axis, size) - 1) * strides[axis] + reach(axis);
        return Math.max(0, covered - size - begin[axis]);
    }

    /** How many values of one axis a window sees, of an axis that ends at {@code limit}. */
    long seen(int axis, long window, long limit, boolean countBegin) {
        long start = window * strides[axis] - begin[axis];
        long from = countBegin ? start : Math.max(0, start);
        return Math.min(limit, start + kernel[axis]) - from;
    }

    private long reach(int axis) {
        return dilations[axis] * (kernel[axis] - 1) + 1;
    }

    /** ND4J's arguments, with one padding for both sides. */
    Arguments arguments(boolean padded, long... more) {
        long[] integers = new long[9 + more.length];
        for (int axis = 0; axis < 2; axis++) {
            integers[axis] = kernel[axis];
            integers[2 + axis] = strides[axis];
            integers[4 + axis] = padded ? 0 : begin[axis];
            integers[6 + axis] = dilations[axis];
        }
        // integers[8]: no "same" padding.
        System.arraycopy(more, 0, integers, 9, more.length);
        Arguments arguments = Arguments.integers(integers);
        // ND4J hands oneDNN wrong paddings with a dilation.
        return isDilated() ? arguments.unhelped() : arguments;
    }
}
