package org.decnn.model.onnx;

import java.util.List;

/** Reads a node of one operator. */
@FunctionalInterface
interface OperatorReader {

    /**
     * What the node's first output stands for. Adds the layers that compute it.
     *
     * @throws IllegalArgumentException if the inputs do not fit
     */
    Value read(Node node, LayerList layers);

    /** The same for a node of several outputs. */
    @FunctionalInterface
    interface OfSeveral {
        List<Value> read(Node node, LayerList layers);
    }
}
