package org.decnn.model.onnx;

import onnx.Onnx.TensorProto.DataType;

/** What a tensor at the edge of an ONNX graph is made of. */
public enum ElementType {
    FLOAT32(DataType.FLOAT, 4),
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

    int onnxCode() {
        return onnx.getNumber();
    }
}
