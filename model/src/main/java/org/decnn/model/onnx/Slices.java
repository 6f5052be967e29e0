package org.decnn.model.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** What a Slice keeps. */
final class Slices {

    private Slices() {}

    /**
     * What is kept of one axis.
     *
     * @param step from one position to the next; negative backwards
     */
    record Slice(int axis, int first, int step, int count) {

        int[] places() {
            return IntStream.range(0, count).map(i -> first + i * step).toArray();
        }
    }

    /** By inputs, or by attributes before opset 10. */
    static List<Slice> of(Node node, List<Integer> dims) {
        long[] starts = given(node, 1, "starts", new long[0]);
        long[] ends = given(node, 2, "ends", new long[0]);
        long[] axes = given(node, 3, "axes", LongStream.range(0, starts.length).toArray());
        long[] steps =
                given(
                        node,
                        4,
                        "steps",
                        LongStream.generate(() -> 1).limit(starts.length).toArray());
        if (ends.length != starts.length
                || axes.length != starts.length
                || steps.length != starts.length) {
            throw node.error("its starts, ends, axes and steps are not as many; export again");
        }
        List<Slice> slices = new ArrayList<>();
        for (int i = 0; i < starts.length; i++) {
            int axis = node.axis(node.toInt(axes[i]), dims.size());
            slices.add(slice(node, axis, dims.get(axis), starts[i], ends[i], steps[i]));
        }
        return slices;
    }

    private static Slice slice(Node node, int axis, int size, long start, long end, long step) {
        if (step == 0) {
            throw node.error("it slices axis %d by steps of 0; export again", axis);
        }
        int by = (int) Math.max(-size - 1, Math.min(size + 1, step));
        int first = ConstantAxes.clamp(start, size, 0, by > 0 ? size : size - 1);
        // Backwards, one before the first position ends them.
        int last = ConstantAxes.clamp(end, size, by > 0 ? 0 : -1, by > 0 ? size : size - 1);
        int span = by > 0 ? last - first : first - last;
        int stride = Math.abs(by);
        return new Slice(axis, first, by, span <= 0 ? 0 : (span + stride - 1) / stride);
    }

    private static long[] given(Node node, int input, String attribute, long[] otherwise) {
        return node.hasInput(input)
                ? node.integers(input).values()
                : node.longs(attribute, otherwise);
    }
}
