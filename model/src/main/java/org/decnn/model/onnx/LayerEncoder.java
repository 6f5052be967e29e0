package org.decnn.model.onnx;

import static org.decnn.model.onnx.LayerNodes.attribute;
import static org.decnn.model.onnx.LayerNodes.integers;
import static org.decnn.model.onnx.LayerNodes.node;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import onnx.Onnx.NodeProto;
import org.decnn.model.network.AcrossChannels;
import org.decnn.model.network.Joining;
import org.decnn.model.network.Joining.Arithmetic;
import org.decnn.model.network.Layer;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel;
import org.decnn.model.network.Reduction;
import org.decnn.model.network.Renumbering;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Weighted;
import org.decnn.model.network.WithinGroups.GroupNorm;

/** One layer as ONNX nodes and initializers. The last node and its output have the layer's name. */
final class LayerEncoder {

    private final LayerNodes nodes;
    private final Layer layer;
    private final String x;
    private final TensorShape in;

    LayerEncoder(OnnxGraphBuilder graph, Layer layer, List<TensorShape> inputs) {
        this.nodes = new LayerNodes(graph, layer.name());
        this.layer = layer;
        this.x = layer.inputs().get(0);
        this.in = inputs.get(0);
    }

    void encode() {
        try {
            nodes.last(lastNode(layer.operation()));
        } catch (IllegalArgumentException e) {
            throw new NetworkException("layer '" + layer.name() + "': " + e.getMessage(), e);
        }
    }

    private NodeProto.Builder lastNode(Operation operation) {
        if (operation instanceof Weighted weighted) {
            return weighted(weighted);
        } else if (operation instanceof PerChannel perChannel) {
            return perChannel(perChannel);
        } else if (operation instanceof GroupNorm norm) {
            return new NormEncoder(nodes, x, in).groupNorm(norm);
        } else if (operation instanceof AcrossChannels across) {
            return acrossChannels(across);
        } else if (operation instanceof Renumbering renumbering) {
            return renumbering(renumbering);
        } else if (operation instanceof Joining joining) {
            return joining(joining);
        }
        throw unknown(operation);
    }

    private static IllegalStateException unknown(Operation operation) {
        return new IllegalStateException("no ONNX operator for " + operation);
    }

    private NodeProto.Builder weighted(Weighted operation) {
        if (operation instanceof Weighted.Conv conv) {
            return withWeights("Conv", conv.weight(), conv.bias())
                    .addAttribute(attribute("group", conv.groups()))
                    .addAllAttribute(WindowEncoder.attributes(conv.window()))
                    .addAttribute(WindowEncoder.dilations(conv.window()));
        } else if (operation instanceof Weighted.Linear linear) {
            return withWeights("Gemm", linear.weight(), linear.bias())
                    .addAttribute(attribute("transB", 1));
        }
        throw unknown(operation);
    }

    private NodeProto.Builder withWeights(String operator, Tensor weight, float[] bias) {
        NodeProto.Builder node =
                node(operator, x)
                        .addInput(nodes.constant("weight", weight.values(), weight.shape()));
        return bias.length == 0 ? node : node.addInput(nodes.constant("bias", bias, bias.length));
    }

    private NodeProto.Builder perChannel(PerChannel operation) {
        if (operation instanceof PerChannel.BatchNorm norm) {
            int channels = norm.gamma().length;
            return node("BatchNormalization", x)
                    .addInput(nodes.constant("weight", norm.gamma(), channels))
                    .addInput(nodes.constant("bias", norm.beta(), channels))
                    .addInput(nodes.constant("running_mean", norm.mean(), channels))
                    .addInput(nodes.constant("running_var", norm.variance(), channels))
                    .addAttribute(attribute("epsilon", norm.epsilon()));
        } else if (operation instanceof PerChannel.Affine affine) {
            return affine(affine);
        } else if (operation instanceof PerChannel.Clip clip) {
            return node(
                    "Clip", x, nodes.scalar("min", clip.min()), nodes.scalar("max", clip.max()));
        } else if (operation instanceof PerChannel.Pointwise pointwise) {
            return new CurveEncoder(nodes, x).encode(pointwise);
        } else if (operation instanceof PerChannel.PRelu relu) {
            int channels = relu.slope().length;
            int[] shape = in.isMap() ? new int[] {channels, 1, 1} : new int[] {channels};
            return node("PRelu", x, nodes.constant("slope", relu.slope(), shape));
        } else if (operation instanceof PerChannel.MaxPool pool) {
            return new WindowEncoder(nodes, x, in).maxPool(pool);
        } else if (operation instanceof PerChannel.AveragePool pool) {
            return new WindowEncoder(nodes, x, in).averagePool(pool);
        } else if (operation instanceof PerChannel.Reduce reduce) {
            return reduced(
                    reduce.reduction(),
                    IntStream.of(reduce.height() ? 2 : 0, reduce.width() ? 3 : 0)
                            .filter(axis -> axis > 0)
                            .toArray());
        } else if (operation instanceof PerChannel.Crop crop) {
            return node(
                    "Slice",
                    x,
                    nodes.constant("starts", crop.top(), crop.left()),
                    nodes.constant("ends", crop.bottom() + 1L, crop.right() + 1L),
                    nodes.constant("axes", 2, 3),
                    nodes.constant("steps", crop.strideHeight(), crop.strideWidth()));
        } else if (operation instanceof PerChannel.Pad pad) {
            return node(
                            "Pad",
                            x,
                            nodes.constant(
                                    "pads",
                                    0,
                                    0,
                                    pad.top(),
                                    pad.left(),
                                    0,
                                    0,
                                    pad.bottom(),
                                    pad.right()),
                            nodes.scalar("value", WindowEncoder.border(pad.value())))
                    .addAttribute(attribute("mode", pad.border().name().toLowerCase(Locale.ROOT)));
        } else if (operation instanceof PerChannel.Relu
                || operation instanceof PerChannel.GlobalAveragePool
                || operation instanceof PerChannel.GlobalMaxPool) {
            return node(operation.getClass().getSimpleName(), x);
        }
        throw unknown(operation);
    }

    /** Of the two nodes those that do something. */
    private NodeProto.Builder affine(PerChannel.Affine affine) {
        if (!affine.adds()) {
            return node("Mul", x, constant("factor", affine.factor()));
        }
        String scaled =
                affine.multiplies()
                        ? nodes.step("scaled", "Mul", x, constant("factor", affine.factor()))
                        : x;
        return node("Add", scaled, constant("summand", affine.summand()));
    }

    /** One value for each channel, or for all of them where it is the same. */
    private String constant(String part, float[] values) {
        boolean same = true;
        for (float value : values) {
            same &= value == values[0];
        }
        return same
                ? nodes.scalar(part, values[0])
                : nodes.constant(part, values, perChannel(in, values.length));
    }

    /** The shape in which a constant goes with the channels of a tensor. */
    static int[] perChannel(TensorShape tensor, int channels) {
        return tensor.isMap() ? new int[] {1, channels, 1, 1} : new int[] {1, channels};
    }

    private NodeProto.Builder reduced(Reduction reduction, int... axes) {
        NodeProto.Builder node =
                switch (reduction) {
                    case MEAN -> node("ReduceMean", x);
                    case MAX -> node("ReduceMax", x);
                    case MIN -> node("ReduceMin", x);
                    case L2 -> node("ReduceL2", x);
                    // Of these the first whose axes are an input.
                    case SUM ->
                            node(
                                    "ReduceSum",
                                    x,
                                    nodes.constant(
                                            "axes", IntStream.of(axes).asLongStream().toArray()));
                };
        if (reduction != Reduction.SUM) {
            node.addAttribute(integers("axes", axes));
        }
        return node.addAttribute(attribute("keepdims", 1));
    }

    private NodeProto.Builder acrossChannels(AcrossChannels operation) {
        if (operation instanceof AcrossChannels.Lrn lrn) {
            return node("LRN", x)
                    .addAttribute(attribute("size", lrn.size()))
                    .addAttribute(attribute("alpha", lrn.alpha()))
                    .addAttribute(attribute("beta", lrn.beta()))
                    .addAttribute(attribute("bias", lrn.bias()));
        } else if (operation instanceof AcrossChannels.Softmax) {
            return node("Softmax", x).addAttribute(attribute("axis", 1));
        } else if (operation instanceof AcrossChannels.LogSoftmax) {
            return node("LogSoftmax", x).addAttribute(attribute("axis", 1));
        } else if (operation instanceof AcrossChannels.UnitLength unit) {
            return new NormEncoder(nodes, x, in).unitLength(unit);
        } else if (operation instanceof AcrossChannels.LayerNorm norm) {
            return new NormEncoder(nodes, x, in).layerNorm(norm);
        } else if (operation instanceof AcrossChannels.ReduceChannels reduce) {
            return reduced(reduce.reduction(), 1);
        } else if (operation instanceof AcrossChannels.Normalise normalise) {
            return new PictureEncoder(nodes, x, in).normalise(normalise);
        } else if (operation instanceof AcrossChannels.FullChroma) {
            return new PictureEncoder(nodes, x, in).fullChroma();
        }
        throw unknown(operation);
    }

    private NodeProto.Builder renumbering(Renumbering operation) {
        if (operation instanceof Renumbering.Flatten) {
            return node("Flatten", x).addAttribute(attribute("axis", 1));
        } else if (operation instanceof Renumbering.Unflatten map) {
            long channels = in.channels() / ((long) map.height() * map.width());
            return node(
                    "Reshape", x, nodes.constant("shape", 1, channels, map.height(), map.width()));
        } else if (operation instanceof Renumbering.ChannelShuffle shuffle) {
            return channelShuffle(shuffle);
        } else if (operation instanceof Renumbering.Select select) {
            return gather(nodes, x, select.channels());
        } else if (operation instanceof Renumbering.PadChannels pad) {
            long[] pads = new long[in.isMap() ? 8 : 4];
            pads[1] = pad.before();
            pads[pads.length / 2 + 1] = pad.after();
            return node("Pad", x, nodes.constant("pads", pads), nodes.scalar("value", pad.value()));
        }
        throw unknown(operation);
    }

    private NodeProto.Builder channelShuffle(Renumbering.ChannelShuffle shuffle) {
        long height = in.height();
        long width = in.width();
        String rows =
                nodes.step(
                        "rows",
                        "Reshape",
                        x,
                        nodes.constant(
                                "split", 1, shuffle.rows(), shuffle.columns(), height, width));
        String swapped =
                nodes.step(
                        "swapped",
                        node("Transpose", rows).addAttribute(integers("perm", 0, 2, 1, 3, 4)));
        return node(
                "Reshape", swapped, nodes.constant("channels", 1, in.channels(), height, width));
    }

    static NodeProto.Builder gather(LayerNodes nodes, String input, int[] channels) {
        long[] indices = Arrays.stream(channels).asLongStream().toArray();
        return node("Gather", input, nodes.constant("channels", indices))
                .addAttribute(attribute("axis", 1));
    }

    private NodeProto.Builder joining(Joining operation) {
        if (operation instanceof Joining.Add) {
            return node(layer.inputs().size() == 2 ? "Add" : "Sum", layer.inputs());
        } else if (operation instanceof Joining.Concat) {
            return node("Concat", layer.inputs()).addAttribute(attribute("axis", 1));
        } else if (operation instanceof Arithmetic arithmetic) {
            return node(
                    switch (arithmetic.operator()) {
                        case SUBTRACT -> "Sub";
                        case MULTIPLY -> "Mul";
                        case DIVIDE -> "Div";
                        case MAXIMUM -> "Max";
                        case MINIMUM -> "Min";
                    },
                    layer.inputs());
        }
        throw unknown(operation);
    }
}
