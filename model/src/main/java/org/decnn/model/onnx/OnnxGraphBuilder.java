package org.decnn.model.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.decnn.model.network.AcrossChannels.Normalise;
import org.decnn.model.network.Layer;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.TensorShape;

/**
 * Makes one ONNX graph of layers: any number of named inputs, layers in an order in which each
 * follows its inputs, and named outputs. Tensors keep the names of inputs and layers. The batch is
 * fixed at 1: {@code [C, H, W]} becomes {@code [1, C, H, W]}, and {@code [C]} becomes {@code [1,
 * C]}. Not thread-safe.
 */
public final class OnnxGraphBuilder {

    private static final int IR_VERSION = 8;
    private static final int OPSET = 13;

    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final Map<String, TensorShape> shapes = new LinkedHashMap<>();
    private final Map<String, ElementType> types = new HashMap<>();
    private final Set<String> names = new HashSet<>();

    public OnnxGraphBuilder input(String name, TensorShape shape, ElementType type) {
        claim(name);
        define(name, shape, type);
        graph.addInput(valueInfo(name));
        return this;
    }

    /**
     * @throws NetworkException naming the layer, if its inputs are unknown or do not fit, or ONNX
     *     has no such operator
     */
    public OnnxGraphBuilder layer(Layer layer) {
        List<TensorShape> inputs = layer.inputs().stream().map(this::shapeOf).toList();
        try {
            shapes.put(layer.name(), layer.operation().outputShape(inputs));
        } catch (IllegalArgumentException e) {
            throw new NetworkException("layer '" + layer.name() + "': " + e.getMessage(), e);
        }
        types.put(
                layer.name(),
                layer.operation() instanceof Normalise
                        ? ElementType.FLOAT32
                        : types.get(layer.inputs().get(0)));
        new LayerEncoder(this, layer, inputs).encode();
        return this;
    }

    public OnnxGraphBuilder layers(List<Layer> layers) {
        layers.forEach(this::layer);
        return this;
    }

    /** Gives a tensor another element type, under another name (ONNX Cast). */
    public OnnxGraphBuilder cast(String tensor, ElementType type, String as) {
        define(as, shapeOf(tensor), type);
        add(
                NodeProto.newBuilder()
                        .setOpType("Cast")
                        .setName(as)
                        .addInput(tensor)
                        .addOutput(as)
                        .addAttribute(LayerNodes.attribute("to", type.onnxCode()))
                        .build());
        return this;
    }

    /**
     * Puts a tensor in eight bits: {@code x ≈ (value - zero point) · scale}, where 0 to 255 span
     * the tensor's own values and 0 (ONNX DynamicQuantizeLinear).
     *
     * @param values name of the result, in the tensor's shape
     * @param scale name of its scale, one value
     * @param zeroPoint name of its zero point, one value
     */
    public OnnxGraphBuilder quantize(String tensor, String values, String scale, String zeroPoint) {
        define(values, shapeOf(tensor), ElementType.UINT8);
        define(scale, TensorShape.SCALAR, ElementType.FLOAT32);
        define(zeroPoint, TensorShape.SCALAR, ElementType.UINT8);
        add(
                NodeProto.newBuilder()
                        .setOpType("DynamicQuantizeLinear")
                        .setName(values)
                        .addInput(tensor)
                        .addOutput(values)
                        .addOutput(scale)
                        .addOutput(zeroPoint)
                        .build());
        return this;
    }

    /** Undoes {@link #quantize} but for the rounding (ONNX DequantizeLinear). */
    public OnnxGraphBuilder dequantize(
            String values, String scale, String zeroPoint, String tensor) {
        define(tensor, shapeOf(values), ElementType.FLOAT32);
        add(
                NodeProto.newBuilder()
                        .setOpType("DequantizeLinear")
                        .setName(tensor)
                        .addInput(values)
                        .addInput(scale)
                        .addInput(zeroPoint)
                        .addOutput(tensor)
                        .build());
        return this;
    }

    private void define(String tensor, TensorShape shape, ElementType type) {
        shapes.put(tensor, shape);
        types.put(tensor, type);
    }

    /** Gives out the tensor of that name: an input, or the output of a layer. */
    public OnnxGraphBuilder output(String name) {
        shapeOf(name);
        graph.addOutput(valueInfo(name));
        return this;
    }

    /** The shape of an input or of a layer's output, without the batch axis. */
    public TensorShape shapeOf(String tensor) {
        TensorShape shape = shapes.get(tensor);
        if (shape == null) {
            throw new NetworkException("the graph has no tensor '" + tensor + "' yet");
        }
        return shape;
    }

    /** The model file's bytes. */
    public byte[] build(String graphName) {
        return build(graphName, Map.of());
    }

    /**
     * @param metadata what else the file says of itself (ONNX {@code metadata_props})
     */
    byte[] build(String graphName, Map<String, String> metadata) {
        ModelProto.Builder model = ModelProto.newBuilder();
        metadata.forEach(
                (key, value) -> model.addMetadataPropsBuilder().setKey(key).setValue(value));
        return model.setIrVersion(IR_VERSION)
                .setProducerName("decnn")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .setGraph(graph.setName(graphName))
                .build()
                .toByteArray();
    }

    void add(NodeProto node) {
        node.getOutputList().forEach(this::claim);
        graph.addNode(node);
    }

    void add(TensorProto constant) {
        claim(constant.getName());
        graph.addInitializer(constant);
    }

    private void claim(String name) {
        if (!names.add(name)) {
            throw new NetworkException("the graph has two tensors '" + name + "'");
        }
    }

    private ValueInfoProto valueInfo(String tensor) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        if (!shapes.get(tensor).isScalar()) {
            shape.addDimBuilder().setDimValue(1);
        }
        shapes.get(tensor).dims().forEach(size -> shape.addDimBuilder().setDimValue(size));
        return ValueInfoProto.newBuilder()
                .setName(tensor)
                .setType(
                        TypeProto.newBuilder()
                                .setTensorType(
                                        TypeProto.Tensor.newBuilder()
                                                .setElemType(types.get(tensor).onnxCode())
                                                .setShape(shape)))
                .build();
    }
}
