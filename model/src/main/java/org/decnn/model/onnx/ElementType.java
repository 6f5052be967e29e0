package org.decnn.model.onnx;

import java.util.Locale;
import onnx.Onnx.TensorProto.DataType;

/** What a tensor at the edge of an ONNX graph is made of. */
public enum ElementType {
    FLOAT32(DataType.FLOAT, 4),
    FLOAT16(DataType.FLOAT16, 2),
    UINT8(DataType.UINT8, 1);

    private final DataType onnx;
    private final int bytes;

    ElementType(DataType onnx, int bytes) {
        this.onnx = onnx;
        this.bytes = bytes;
    }

    /** Bytes of one value. */
    public int bytes() {
        return bytes;
    }

    /** For people and the command line: {@code float16}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    int onnxCode() {
        return onnx.getNumber();
    }
}
