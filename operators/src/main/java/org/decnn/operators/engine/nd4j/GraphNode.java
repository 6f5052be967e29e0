package org.decnn.operators.engine.nd4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.NodeProto;
import org.decnn.operators.engine.EngineException;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A node of a graph with the arrays that it reads. Every attribute must be read. */
final class GraphNode {

    private final NodeProto proto;
    private final List<INDArray> inputs;
    private final boolean overwritable;
    private final Map<String, AttributeProto> unread = new LinkedHashMap<>();

    /**
     * @param inputs null where one is left out
     * @param overwritable whether nothing after it reads its first input
     */
    GraphNode(NodeProto proto, List<INDArray> inputs, boolean overwritable) {
        this.proto = proto;
        this.inputs = inputs;
        this.overwritable = overwritable;
        proto.getAttributeList().forEach(attribute -> unread.put(attribute.getName(), attribute));
    }

    INDArray input(int index) {
        return inputs.get(index);
    }

    INDArray[] inputs() {
        return inputs.toArray(INDArray[]::new);
    }

    int inputCount() {
        return inputs.size();
    }

    /** Whether the result may be written over the first input. */
    boolean mayOverwriteInput() {
        return overwritable;
    }

    long integer(String name, long otherwise) {
        AttributeProto attribute = unread.remove(name);
        return attribute == null ? otherwise : attribute.getI();
    }

    float real(String name, float otherwise) {
        AttributeProto attribute = unread.remove(name);
        return attribute == null ? otherwise : attribute.getF();
    }

    long[] integers(String name, long... otherwise) {
        AttributeProto attribute = unread.remove(name);
        return attribute == null
                ? otherwise
                : attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
    }

    String text(String name, String otherwise) {
        AttributeProto attribute = unread.remove(name);
        return attribute == null ? otherwise : attribute.getS().toStringUtf8();
    }

    void requireAttributesRead() {
        unread.keySet().stream()
                .findFirst()
                .ifPresent(
                        name -> {
                            throw refused("its attribute '" + name + "'");
                        });
    }

    /** The engine lacks something that the node asks for. */
    EngineException refused(String what) {
        return new EngineException(
                "node '"
                        + proto.getName()
                        + "' ("
                        + proto.getOpType()
                        + "): the ND4J engine does not support "
                        + what
                        + "; use --engine onnxruntime",
                null);
    }
}
