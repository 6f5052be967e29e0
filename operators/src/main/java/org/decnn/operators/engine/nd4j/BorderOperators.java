package org.decnn.operators.engine.nd4j;

import java.util.Arrays;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Operators that take a part of a tensor, or put something around it. */
final class BorderOperators {

    static final Map<String, Operator.OfOne> BY_NAME =
            Map.of("Slice", BorderOperators::slice, "Pad", BorderOperators::pad);

    private BorderOperators() {}

    private static INDArray slice(GraphNode node, Program program) {
        INDArray x = node.input(0);
        if (x.dataType() == DataType.UINT8) {
            return PictureOperators.slice(node, program);
        }
        long[] starts = node.input(1).toLongVector();
        long[] ends = node.input(2).toLongVector();
        long[] axes =
                node.inputCount() > 3
                        ? node.input(3).toLongVector()
                        : LongStream.range(0, starts.length).toArray();
        long[] steps = new long[starts.length];
        Arrays.fill(steps, 1);
        if (node.inputCount() > 4) {
            steps = node.input(4).toLongVector();
        }
        INDArrayIndex[] part = new INDArrayIndex[x.rank()];
        Arrays.fill(part, NDArrayIndex.all());
        for (int i = 0; i < starts.length; i++) {
            int axis = Math.toIntExact(axes[i]);
            long end = Math.min(ends[i], x.size(axis));
            if (axis < 0 || starts[i] < 0 || ends[i] < 0 || steps[i] < 1 || starts[i] >= end) {
                throw node.refused("parts that are counted from the end, backwards or empty");
            }
            part[axis] = NDArrayIndex.interval(starts[i], steps[i], end);
        }
        INDArray view = x.get(part);
        INDArray y = program.allocate(x.dataType(), view.shape());
        program.addInto(y, "identity", Arguments.NONE, view);
        return y;
    }

    private static INDArray pad(GraphNode node, Program program) {
        String mode = node.text("mode", "constant");
        long[] pads = node.input(1).toLongVector();
        if (Arrays.stream(pads).anyMatch(pad -> pad < 0)) {
            throw node.refused("padding below 0");
        }
        return switch (mode) {
            case "constant" -> constant(node, program, pads);
            case "reflect" -> around(node, program, pads, BorderOperators::mirrored);
            case "edge" ->
                    around(node, program, pads, size -> at -> Math.max(0, Math.min(size - 1, at)));
            default -> throw node.refused("the mode '" + mode + "'");
        };
    }

    private static INDArray constant(GraphNode node, Program program, long[] pads) {
        INDArray x = node.input(0);
        boolean said = node.inputCount() > 2 && node.input(2) != null;
        double value = said ? node.input(2).getDouble(0) : 0;
        int rank = x.rank();
        long[][] sides = new long[rank][];
        long[] shape = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            sides[axis] = new long[] {pads[axis], pads[rank + axis]};
            shape[axis] = x.size(axis) + pads[axis] + pads[rank + axis];
        }
        INDArray y = program.allocate(x.dataType(), shape);
        program.addInto(
                y,
                "pad",
                new Arguments(new long[] {0}, new double[] {value}, true),
                x,
                Nd4j.createFromArray(sides));
        return y;
    }

    /** For each size of an axis: where the values of all places, from below 0 on, come from. */
    @FunctionalInterface
    private interface Border {
        LongUnaryOperator of(long size);
    }

    private static LongUnaryOperator mirrored(long size) {
        return at -> size - 1 - Math.abs(size - 1 - Math.abs(at));
    }

    /** What stands around is gathered from within, axis by axis. */
    private static INDArray around(GraphNode node, Program program, long[] pads, Border border) {
        INDArray y = node.input(0);
        for (int axis : IntStream.range(0, y.rank()).toArray()) {
            long before = pads[axis];
            long after = pads[y.rank() + axis];
            if (before + after > 0) {
                long[] sources =
                        LongStream.range(-before, y.size(axis) + after)
                                .map(border.of(y.size(axis)))
                                .toArray();
                y = program.add("gather", Arguments.integers(axis), y, program.constant(sources));
            }
        }
        return y == node.input(0) ? ShapeOperators.again(y) : y;
    }
}
