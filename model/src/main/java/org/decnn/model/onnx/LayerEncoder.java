package org.decnn.model.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import org.decnn.model.network.AcrossChannels.FullChroma;
import org.decnn.model.network.AcrossChannels.Lrn;
import org.decnn.model.network.AcrossChannels.Normalise;
import org.decnn.model.network.AcrossChannels.Softmax;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.Joining.Concat;
import org.decnn.model.network.Layer;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel.AveragePool;
import org.decnn.model.network.PerChannel.BatchNorm;
import org.decnn.model.network.PerChannel.Clip;
import org.decnn.model.network.PerChannel.GlobalAveragePool;
import org.decnn.model.network.PerChannel.MaxPool;
import org.decnn.model.network.PerChannel.Relu;
import org.decnn.model.network.Renumbering.ChannelShuffle;
import org.decnn.model.network.Renumbering.Flatten;
import org.decnn.model.network.Renumbering.Select;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Weighted.Linear;
import org.decnn.model.network.Window;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.UnsafeByteOperations;

/** One layer as ONNX nodes and initializers. The last node and its output have the layer's name. */
final class LayerEncoder {

    private final OnnxGraphBuilder graph;
    private final Layer layer;
    private final String name;
    private final List<TensorShape> inputs;

    LayerEncoder(OnnxGraphBuilder graph, Layer layer, List<TensorShape> inputs) {
        this.graph = graph;
        this.layer = layer;
        this.name = layer.name();
        this.inputs = inputs;
    }

    void encode() {
        graph.add(lastNode(layer.operation()).addOutput(name).setName(name).build());
    }

    private NodeProto.Builder weighted(String operator, Tensor weight, float[] bias) {
        NodeProto.Builder node =
                node(operator, layer.inputs())
                        .addInput(constant("weight", weight.values(), weight.shape()));
        return bias.length == 0 ? node : node.addInput(constant("bias", bias, bias.length));
    }

    private NodeProto.Builder lastNode(Operation operation) {
        if (operation instanceof Conv conv) {
            return weighted("Conv", conv.weight(), conv.bias())
                    .addAttribute(attribute("group", conv.groups()))
                    .addAllAttribute(kernelStridesPads(conv.window()))
                    .addAttribute(dilations(conv.window()));
        } else if (operation instanceof BatchNorm norm) {
            int channels = norm.gamma().length;
            return node("BatchNormalization", layer.inputs())
                    .addInput(constant("weight", norm.gamma(), channels))
                    .addInput(constant("bias", norm.beta(), channels))
                    .addInput(constant("running_mean", norm.mean(), channels))
                    .addInput(constant("running_var", norm.variance(), channels))
                    .addAttribute(attribute("epsilon", norm.epsilon()));
        } else if (operation instanceof Clip clip) {
            return node("Clip", layer.inputs())
                    .addInput(constant("min", new float[] {clip.min()}))
                    .addInput(constant("max", new float[] {clip.max()}));
        } else if (operation instanceof Lrn lrn) {
            return node("LRN", layer.inputs())
                    .addAttribute(attribute("size", lrn.size()))
                    .addAttribute(attribute("alpha", lrn.alpha()))
                    .addAttribute(attribute("beta", lrn.beta()))
                    .addAttribute(attribute("bias", lrn.bias()));
        } else if (operation instanceof MaxPool pool) {
            return node("MaxPool", layer.inputs())
                    .addAllAttribute(kernelStridesPads(pool.window()))
                    .addAttribute(dilations(pool.window()))
                    .addAttribute(attribute("ceil_mode", pool.window().ceil() ? 1 : 0));
        } else if (operation instanceof AveragePool pool) {
            return averagePool(pool);
        } else if (operation instanceof Add) {
            return node(layer.inputs().size() == 2 ? "Add" : "Sum", layer.inputs());
        } else if (operation instanceof Concat) {
            return node("Concat", layer.inputs()).addAttribute(attribute("axis", 1));
        } else if (operation instanceof Flatten) {
            return node("Flatten", layer.inputs()).addAttribute(attribute("axis", 1));
        } else if (operation instanceof Softmax) {
            return node("Softmax", layer.inputs()).addAttribute(attribute("axis", 1));
        } else if (operation instanceof ChannelShuffle shuffle) {
            return channelShuffle(shuffle);
        } else if (operation instanceof Select select) {
            return gather(layer.inputs().get(0), select.channels());
        } else if (operation instanceof Linear linear) {
            return weighted("Gemm", linear.weight(), linear.bias())
                    .addAttribute(attribute("transB", 1));
        } else if (operation instanceof Normalise normalise) {
            return normalise(normalise);
        } else if (operation instanceof FullChroma) {
            return fullChroma();
        } else if (operation instanceof Relu || operation instanceof GlobalAveragePool) {
            return node(operation.getClass().getSimpleName(), layer.inputs());
        }
        throw new IllegalStateException("no ONNX operator for " + operation);
    }

    private NodeProto.Builder averagePool(AveragePool pool) {
        Window window = pool.window();
        if (window.dilationHeight() != 1 || window.dilationWidth() != 1) {
            throw new NetworkException(
                    "layer '" + name + "': ONNX opset 13 has no average pool with dilation");
        }
        return node("AveragePool", layer.inputs())
                .addAllAttribute(kernelStridesPads(window))
                .addAttribute(attribute("ceil_mode", window.ceil() ? 1 : 0))
                .addAttribute(attribute("count_include_pad", pool.countPadding() ? 1 : 0));
    }

    private NodeProto.Builder channelShuffle(ChannelShuffle shuffle) {
        long height = inputs.get(0).height();
        long width = inputs.get(0).width();
        long channels = inputs.get(0).channels();
        long[] split = {1, shuffle.rows(), shuffle.columns(), height, width};
        String input = layer.inputs().get(0);
        String rows = step("rows", node("Reshape", List.of(input, constant("split", split))));
        String swapped =
                step(
                        "swapped",
                        node("Transpose", List.of(rows))
                                .addAttribute(attribute("perm", 0, 2, 1, 3, 4)));
        String joined = constant("channels", new long[] {1, channels, height, width});
        return node("Reshape", List.of(swapped, joined));
    }

    private NodeProto.Builder gather(String input, int[] channels) {
        long[] indices = Arrays.stream(channels).asLongStream().toArray();
        return node("Gather", List.of(input, constant("channels", indices)))
                .addAttribute(attribute("axis", 1));
    }

    /** {@code (x · scale - mean) / std} as one factor and one summand a channel of 8-bit values. */
    private NodeProto.Builder normalise(Normalise normalise) {
        int channels = normalise.order().length;
        float[] factor = new float[channels];
        float[] summand = new float[channels];
        for (int c = 0; c < channels; c++) {
            factor[c] = (float) ((double) normalise.scale() / normalise.std()[c]);
            summand[c] = (float) (-(double) normalise.mean()[c] / normalise.std()[c]);
        }
        String picture = layer.inputs().get(0);
        if (!Arrays.equals(normalise.order(), IntStream.range(0, channels).toArray())) {
            picture = step("ordered", gather(picture, normalise.order()));
        }
        String scaled =
                step(
                        "scaled",
                        node("DequantizeLinear", List.of(picture))
                                .addInput(constant("factor", factor, channels))
                                .addAttribute(attribute("axis", 1)));
        return node("Add", List.of(scaled, constant("summand", summand, 1, channels, 1, 1)));
    }

    private NodeProto.Builder fullChroma() {
        TensorShape sent = inputs.get(0);
        long width = sent.width();
        long height = sent.height() / 3 * 2;
        String halved =
                step(
                        "halved",
                        node(
                                "Reshape",
                                List.of(
                                        rows("chroma", height, sent.height()),
                                        constant(
                                                "planes",
                                                new long[] {1, 2, height / 2, width / 2}))));
        String full =
                step(
                        "full",
                        node("Resize", List.of(halved, ""))
                                .addInput(constant("factors", new float[] {1, 1, 2, 2}, 4))
                                .addAttribute(attribute("mode", "nearest"))
                                .addAttribute(
                                        attribute("coordinate_transformation_mode", "asymmetric"))
                                .addAttribute(attribute("nearest_mode", "floor")));
        return node("Concat", List.of(rows("luma", 0, height), full))
                .addAttribute(attribute("axis", 1));
    }

    /** Some rows of the layer's input. */
    private String rows(String step, long from, long to) {
        return step(
                step,
                node("Slice", layer.inputs())
                        .addInput(constant(step + ".from", new long[] {from}))
                        .addInput(constant(step + ".to", new long[] {to}))
                        .addInput(constant(step + ".axis", new long[] {2})));
    }

    /** Adds a node before the last one; gives the name of its output. */
    private String step(String step, NodeProto.Builder node) {
        String output = name + "/" + step;
        graph.add(node.setName(output).addOutput(output).build());
        return output;
    }

    private static NodeProto.Builder node(String operator, List<String> inputs) {
        return NodeProto.newBuilder().setOpType(operator).addAllInput(inputs);
    }

    /** An initializer {@code <layer>.<part>}; gives its name. No shape: a scalar. */
    private String constant(String part, float[] values, int... shape) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return constant(part, DataType.FLOAT, bytes, shape);
    }

    private String constant(String part, long[] values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return constant(part, DataType.INT64, bytes, values.length);
    }

    private String constant(String part, DataType type, ByteBuffer bytes, int... shape) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder()
                        .setName(name + "." + part)
                        .setDataType(type.getNumber())
                        .setRawData(UnsafeByteOperations.unsafeWrap(bytes));
        Arrays.stream(shape).forEach(tensor::addDims);
        graph.add(tensor.build());
        return tensor.getName();
    }

    private static List<AttributeProto> kernelStridesPads(Window window) {
        return List.of(
                attribute("kernel_shape", window.kernelHeight(), window.kernelWidth()),
                attribute("strides", window.strideHeight(), window.strideWidth()),
                attribute(
                        "pads",
                        window.padTop(),
                        window.padLeft(),
                        window.padBottom(),
                        window.padRight()));
    }

    private static AttributeProto dilations(Window window) {
        return attribute("dilations", window.dilationHeight(), window.dilationWidth());
    }

    static AttributeProto attribute(String name, int value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private static AttributeProto attribute(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    private static AttributeProto attribute(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    private static AttributeProto attribute(String name, int first, int second, int... more) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addInts(first)
                .addInts(second)
                .addAllInts(Arrays.stream(more).asLongStream().boxed().toList())
                .build();
    }
}
