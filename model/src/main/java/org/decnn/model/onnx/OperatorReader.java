package org.decnn.model.onnx;

/** Reads a node of one operator. */
@FunctionalInterface
interface OperatorReader {

    /**
     * What the node's output stands for. Adds the layers that compute it.
     *
     * @throws IllegalArgumentException if the inputs do not fit
     */
    Value read(Node node, LayerList layers);
}
