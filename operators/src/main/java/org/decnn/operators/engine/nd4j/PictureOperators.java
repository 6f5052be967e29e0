package org.decnn.operators.engine.nd4j;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Operators that give a picture of 8 bits the planes it was sent without, [1, planes, rows,
 * columns].
 */
final class PictureOperators {

    private static final float[] TWICE = {1, 1, 2, 2};

    private PictureOperators() {}

    /** Rows of one plane. */
    static INDArray slice(GraphNode node, Program program) {
        INDArray x = node.input(0);
        boolean rowsOfOnePlane =
                node.inputCount() == 4
                        && x.size(0) * x.size(1) == 1
                        && Arrays.equals(node.input(3).toLongVector(), new long[] {2});
        if (!rowsOfOnePlane) {
            throw node.refused("anything but rows of one plane of 8 bits");
        }
        long from = node.input(1).toLongVector()[0];
        long to = node.input(2).toLongVector()[0];
        INDArray y = program.allocate(DataType.UINT8, 1, 1, to - from, x.size(3));
        int start = Math.toIntExact(from * x.size(3));
        program.add(new Copy(Memory.bytes(x), start, Memory.bytes(y)));
        return y;
    }

    static INDArray resize(GraphNode node, Program program) {
        INDArray x = node.input(0);
        boolean twice =
                node.text("mode", "nearest").equals("nearest")
                                & node.text("coordinate_transformation_mode", "")
                                        .equals("asymmetric")
                                & node.text("nearest_mode", "").equals("floor")
                        && x.dataType() == DataType.UINT8
                        && node.inputCount() == 3
                        && Arrays.equals(node.input(2).toFloatVector(), TWICE);
        if (!twice) {
            throw node.refused("anything but each value of 8 bits four times");
        }
        INDArray y =
                program.allocate(
                        DataType.UINT8, x.size(0), x.size(1), 2 * x.size(2), 2 * x.size(3));
        int columns = Math.toIntExact(x.size(3));
        program.add(new Quadruple(Memory.bytes(x), columns, Memory.bytes(y)));
        return y;
    }

    private record Copy(ByteBuffer from, int start, ByteBuffer to) implements Step {
        @Override
        public void run() {
            to.put(0, from, start, to.limit());
        }
    }

    /** Each value twice in a row, and each row twice. */
    private record Quadruple(ByteBuffer from, int columns, ByteBuffer to) implements Step {
        @Override
        public void run() {
            for (int i = 0; i < from.limit(); i++) {
                byte value = from.get(i);
                int at = i / columns * 4 * columns + i % columns * 2;
                to.put(at, value);
                to.put(at + 1, value);
                to.put(at + 2 * columns, value);
                to.put(at + 2 * columns + 1, value);
            }
        }
    }
}
