package org.decnn.model.onnx;

import onnx.Onnx.TensorProto.DataType;

/** What a tensor at the edge of an ONNX graph is made of. */
public enum ElementType {
    FLOAT32(DataType.FLOAT),
    UINT8(DataType.UINT8);

    private final DataType onnx;

    ElementType(DataType onnx) {
        this.onnx = onnx;
    }

    int onnxCode() {
        return onnx.getNumber();
    }
}
