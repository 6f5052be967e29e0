package org.decnn.model.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.UnsafeByteOperations;

/** The nodes and initializers of one layer; all are named after it. */
final class LayerNodes {

    private final OnnxGraphBuilder graph;
    private final String layer;

    LayerNodes(OnnxGraphBuilder graph, String layer) {
        this.graph = graph;
        this.layer = layer;
    }

    /** A node that is not in the graph yet. */
    static NodeProto.Builder node(String operator, String... inputs) {
        return node(operator, List.of(inputs));
    }

    static NodeProto.Builder node(String operator, List<String> inputs) {
        return NodeProto.newBuilder().setOpType(operator).addAllInput(inputs);
    }

    /** Adds the layer's last node, whose output has the layer's name. */
    void last(NodeProto.Builder node) {
        graph.add(node.addOutput(layer).setName(layer).build());
    }

    /** Adds a node before the last one; gives the name of its output. */
    String step(String step, NodeProto.Builder node) {
        String output = layer + "/" + step;
        graph.add(node.setName(output).addOutput(output).build());
        return output;
    }

    String step(String step, String operator, String... inputs) {
        return step(step, node(operator, inputs));
    }

    /** An initializer {@code <layer>.<part>}; gives its name. No shape: a scalar. */
    String constant(String part, float[] values, int... shape) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return constant(part, DataType.FLOAT, bytes, shape);
    }

    String scalar(String part, float value) {
        return constant(part, new float[] {value});
    }

    String constant(String part, long... values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return constant(part, DataType.INT64, bytes, values.length);
    }

    private String constant(String part, DataType type, ByteBuffer bytes, int... shape) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder()
                        .setName(layer + "." + part)
                        .setDataType(type.getNumber())
                        .setRawData(UnsafeByteOperations.unsafeWrap(bytes));
        Arrays.stream(shape).forEach(tensor::addDims);
        graph.add(tensor.build());
        return tensor.getName();
    }

    static AttributeProto attribute(String name, int value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto attribute(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    static AttributeProto attribute(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    static AttributeProto integers(String name, int... values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(Arrays.stream(values).asLongStream().boxed().toList())
                .build();
    }
}
