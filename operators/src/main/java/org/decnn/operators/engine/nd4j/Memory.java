package org.decnn.operators.engine.nd4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.ShortPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays as bytes, and bytes as arrays, without a copy. */
final class Memory {

    private Memory() {}

    /** A direct buffer as an array, a scalar with the shape [1]; the caller keeps the buffer. */
    static INDArray array(ByteBuffer bytes, DataType type, long... shape) {
        BytePointer pointer = new BytePointer(bytes);
        Pointer typed =
                switch (type) {
                    case FLOAT -> new FloatPointer(pointer);
                    case HALF -> new ShortPointer(pointer);
                    case UBYTE -> pointer;
                    default -> throw new IllegalArgumentException("no buffers of " + type);
                };
        return Nd4j.create(
                Nd4j.createBuffer(typed, bytes.capacity() / type.width(), type), shape(shape));
    }

    /** ND4J's shape for one of ONNX's: a scalar has the shape [1]. */
    static long[] shape(long... onnx) {
        return onnx.length == 0 ? new long[] {1} : onnx;
    }

    /** The memory of a whole array. */
    static ByteBuffer bytes(INDArray array) {
        if (array.offset() != 0 || array.ordering() != 'c' && array.rank() > 1) {
            throw new IllegalArgumentException("a part of an array has no memory of its own");
        }
        ByteBuffer bytes = array.data().asNio().order(ByteOrder.nativeOrder());
        return bytes.slice(0, Math.toIntExact(array.length() * array.dataType().width()))
                .order(ByteOrder.nativeOrder());
    }
}
