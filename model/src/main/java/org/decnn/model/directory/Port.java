package org.decnn.model.directory;

import org.decnn.model.network.TensorShape;
import org.decnn.model.onnx.ElementType;

/** An input or an output of a shard's graph: one sample's tensor. */
public record Port(String name, ElementType type, TensorShape shape) {
    public int bytes() {
        return Math.multiplyExact(shape.elements(), type.bytes());
    }
}
