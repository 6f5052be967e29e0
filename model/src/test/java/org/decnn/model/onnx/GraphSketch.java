package org.decnn.model.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.AttributeProto.AttributeType;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/** An ONNX file written by hand, node by node, as an exporter would write it. */
final class GraphSketch {

    private final Random random = new Random(5);
    private final int opset;
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("sketch");

    GraphSketch(int opset) {
        this.opset = opset;
    }

    /** A graph with the input {@code x} of the given shape. */
    static GraphSketch of(int opset, int... inputDims) {
        return new GraphSketch(opset).input("x", inputDims);
    }

    /** An input; -1 is a free size. */
    GraphSketch input(String name, int... dims) {
        return input(name, DataType.FLOAT, dims);
    }

    GraphSketch input(String name, DataType type, int... dims) {
        graph.addInput(valueInfo(name, type, dims));
        return this;
    }

    /** A weight of random values in its raw bytes. */
    GraphSketch weight(String name, int... dims) {
        return weight(name, normal(dims), dims);
    }

    /** A constant of one value and no axes. */
    GraphSketch one(String name, float value) {
        return weight(name, new float[] {value});
    }

    GraphSketch weight(String name, float[] values, int... dims) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return initializer(
                tensor(name, DataType.FLOAT, dims).setRawData(ByteString.copyFrom(bytes)));
    }

    /** A weight of positive random values. */
    GraphSketch variance(String name, int... dims) {
        float[] values = normal(dims);
        for (int i = 0; i < values.length; i++) {
            values[i] = 0.5f + Math.abs(values[i]);
        }
        return weight(name, values, dims);
    }

    GraphSketch integers(String name, long... values) {
        return initializer(
                tensor(name, DataType.INT64, values.length)
                        .addAllInt64Data(Arrays.stream(values).boxed().toList()));
    }

    GraphSketch initializer(TensorProto.Builder tensor) {
        graph.addInitializer(tensor);
        return this;
    }

    /** A nameless node, as {@link #named}. */
    GraphSketch node(String operator, String inputs, String output, Object... attributes) {
        return named("", operator, inputs, output, attributes);
    }

    /**
     * @param inputs names, separated by spaces; {@code _} leaves one out
     * @param attributes names and values by turns
     */
    GraphSketch named(
            String name, String operator, String inputs, String outputs, Object... attributes) {
        NodeProto.Builder node = NodeProto.newBuilder().setName(name).setOpType(operator);
        for (String input : inputs.isEmpty() ? new String[0] : inputs.split(" ")) {
            node.addInput(input.equals("_") ? "" : input);
        }
        node.addAllOutput(List.of(outputs.split(" ")));
        for (int i = 0; i < attributes.length; i += 2) {
            node.addAttribute(attribute((String) attributes[i], attributes[i + 1]));
        }
        graph.addNode(node);
        return this;
    }

    /** Puts the last node into another domain than ONNX's own. */
    GraphSketch ofDomain(String domain) {
        graph.getNodeBuilder(graph.getNodeCount() - 1).setDomain(domain);
        return this;
    }

    /** Turns the order of the nodes around. */
    GraphSketch backwards() {
        List<NodeProto> nodes = new ArrayList<>(graph.getNodeList());
        Collections.reverse(nodes);
        graph.clearNode().addAllNode(nodes);
        return this;
    }

    /** The model, with the graph's output {@code y}. */
    byte[] bytes() {
        return output("y").model();
    }

    GraphSketch output(String name) {
        graph.addOutput(
                ValueInfoProto.newBuilder()
                        .setName(name)
                        .setType(
                                TypeProto.newBuilder()
                                        .setTensorType(
                                                TypeProto.Tensor.newBuilder()
                                                        .setElemType(DataType.FLOAT_VALUE))));
        return this;
    }

    byte[] model() {
        return ModelProto.newBuilder()
                .setIrVersion(opset < 9 ? 3 : 8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    static TensorProto.Builder tensor(String name, DataType type, int... dims) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
        Arrays.stream(dims).forEach(tensor::addDims);
        return tensor;
    }

    private float[] normal(int... dims) {
        float[] values = new float[Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * 0.5f;
        }
        return values;
    }

    private static ValueInfoProto valueInfo(String name, DataType type, int... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (int dim : dims) {
            if (dim < 0) {
                shape.addDimBuilder().setDimParam("free" + shape.getDimCount());
            } else {
                shape.addDimBuilder().setDimValue(dim);
            }
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(
                        TypeProto.newBuilder()
                                .setTensorType(
                                        TypeProto.Tensor.newBuilder()
                                                .setElemType(type.getNumber())
                                                .setShape(shape)))
                .build();
    }

    private static AttributeProto attribute(String name, Object value) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
        if (value instanceof float[] floats) {
            attribute.setType(AttributeType.FLOATS);
            for (float each : floats) {
                attribute.addFloats(each);
            }
            return attribute.build();
        } else if (value instanceof GraphSketch inner) {
            return attribute.setType(AttributeType.GRAPH).setG(inner.graph).build();
        }
        if (value instanceof Integer i) {
            return attribute.setType(AttributeType.INT).setI(i).build();
        } else if (value instanceof Float f) {
            return attribute.setType(AttributeType.FLOAT).setF(f).build();
        } else if (value instanceof String s) {
            return attribute.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(s)).build();
        } else if (value instanceof TensorProto.Builder t) {
            return attribute.setType(AttributeType.TENSOR).setT(t).build();
        }
        attribute.setType(AttributeType.INTS);
        Arrays.stream((int[]) value).forEach(attribute::addInts);
        return attribute.build();
    }

    static int[] ints(int... values) {
        return values;
    }
}
