package org.decnn.operators.engine.nd4j;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import onnx.Onnx.TensorProto;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Operators that change what a tensor is made of: what graphs send one another. */
final class WireOperators {

    private WireOperators() {}

    /**
     * @return ND4J's name of an ONNX element type, or null if no graph has tensors of it
     */
    static DataType typeOf(long onnx) {
        TensorProto.DataType type = TensorProto.DataType.forNumber(Math.toIntExact(onnx));
        return switch (type == null ? TensorProto.DataType.UNDEFINED : type) {
            case FLOAT -> DataType.FLOAT;
            case FLOAT16 -> DataType.FLOAT16;
            case UINT8 -> DataType.UINT8;
            default -> null;
        };
    }

    static INDArray cast(GraphNode node, Program program) {
        long to = node.integer("to", 0);
        DataType type = typeOf(to);
        if (type == null) {
            throw node.refused("the element type " + to);
        }
        INDArray y = program.allocate(type, node.input(0).shape());
        program.addInto(y, "cast", Arguments.integers(type.toInt()), node.input(0));
        return y;
    }

    /** ONNX DynamicQuantizeLinear: values, scale, zero point. */
    static List<INDArray> quantize(GraphNode node, Program program) {
        INDArray values = program.allocate(DataType.UINT8, node.input(0).shape());
        INDArray scale = program.allocate(DataType.FLOAT, 1);
        INDArray zeroPoint = program.allocate(DataType.UINT8, 1);
        program.add(
                new Quantize(
                        Memory.bytes(node.input(0)).asFloatBuffer(),
                        Memory.bytes(values),
                        Memory.bytes(scale).asFloatBuffer(),
                        Memory.bytes(zeroPoint)));
        return List.of(values, scale, zeroPoint);
    }

    static INDArray dequantize(GraphNode node, Program program) {
        if (node.integer("axis", 1) != 1) {
            throw node.refused("scales along another axis than the channels");
        }
        ByteBuffer zeroPoint =
                node.inputCount() > 2 ? Memory.bytes(node.input(2)) : ByteBuffer.allocate(1);
        if (zeroPoint.limit() != 1) {
            throw node.refused("a zero point for each channel");
        }
        INDArray values = program.allocate(DataType.FLOAT, node.input(0).shape());
        program.add(
                new Dequantize(
                        Memory.bytes(node.input(0)),
                        Memory.bytes(node.input(1)).asFloatBuffer(),
                        zeroPoint,
                        Memory.bytes(values).asFloatBuffer()));
        return values;
    }

    /** The 256 steps span the values and 0; a half is rounded to even. */
    private record Quantize(
            FloatBuffer values, ByteBuffer quantized, FloatBuffer scale, ByteBuffer zeroPoint)
            implements Step {
        @Override
        public void run() {
            float min = 0;
            float max = 0;
            int size = values.limit();
            for (int i = 0; i < size; i++) {
                float value = values.get(i);
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
            float step = max == min ? 1 : (max - min) / 255;
            int zero = saturated(-min / step, 0);
            for (int i = 0; i < size; i++) {
                quantized.put(i, (byte) saturated(values.get(i) / step, zero));
            }
            scale.put(0, step);
            zeroPoint.put(0, (byte) zero);
        }

        private static int saturated(float steps, int zero) {
            return Math.max(0, Math.min(255, (int) Math.rint(steps) + zero));
        }
    }

    /** One scale for all values, or one a channel of a batch of one. */
    private record Dequantize(
            ByteBuffer quantized, FloatBuffer scale, ByteBuffer zeroPoint, FloatBuffer values)
            implements Step {
        @Override
        public void run() {
            int zero = Byte.toUnsignedInt(zeroPoint.get(0));
            int area = values.limit() / scale.limit();
            for (int channel = 0; channel < scale.limit(); channel++) {
                float step = scale.get(channel);
                for (int i = channel * area; i < (channel + 1) * area; i++) {
                    values.put(i, (Byte.toUnsignedInt(quantized.get(i)) - zero) * step);
                }
            }
        }
    }
}
