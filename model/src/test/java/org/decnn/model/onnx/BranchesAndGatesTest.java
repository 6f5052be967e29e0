package org.decnn.model.onnx;

import static org.decnn.model.onnx.GraphSketch.ints;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.decnn.model.network.Network;
import org.decnn.model.shard.ShardedNetwork;
import org.decnn.model.shard.Sharder;
import org.decnn.model.testing.ReferenceForward;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.model.testing.SplitForward;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Branches that are stacked, weighed and summed up, and gates along lines of channels or pixels.
 */
class BranchesAndGatesTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource({"stacks", "lines", "joins", "curves", "norms"})
    void whatIsReadComputesWhatTheFileComputesAndIsSplitExactly(String name, GraphSketch graph) {
        Network network = ReadAsComputed.read(graph.node("Flatten", "o", "y"));

        float[] input = SmallNetworks.randomInput(network, 3);
        ShardedNetwork sharded = Sharder.shard(network, 3);
        Agreement.assertClose(
                SplitForward.run(sharded, input), ReferenceForward.run(network, input), 1e-4);
    }

    static Stream<Arguments> stacks() {
        return Stream.of(
                arguments(
                        "selective kernels: softmax between two branches",
                        stem().weight("k", 8, 4, 1, 1)
                                .integers("one", 1)
                                .integers("pairs", 1, 2, 4, 1, 1)
                                .node("Relu", "s", "r")
                                .node("Unsqueeze", "s one", "a")
                                .node("Unsqueeze", "r one", "b")
                                .node("Concat", "a b", "both", "axis", 1)
                                .node("ReduceSum", "both one", "u", "keepdims", 0)
                                .node("GlobalAveragePool", "u", "g")
                                .node("Conv", "g k", "scores")
                                .node("Reshape", "scores pairs", "paired")
                                .node("Softmax", "paired", "weights", "axis", 1)
                                .node("Mul", "both weights", "weighed")
                                .node("ReduceSum", "weighed one", "o", "keepdims", 0)),
                arguments(
                        "split attention: the radix behind the groups",
                        stem().weight("k", 4, 2, 1, 1)
                                .integers("halves", 1, 1, 2, 2)
                                .integers("map", 1, 4, 1, 1)
                                .node("Split", "s", "a b", "axis", 1)
                                .node("Add", "a b", "u")
                                .node("GlobalAveragePool", "u", "g")
                                .node("Conv", "g k", "scores")
                                .node("Reshape", "scores halves", "p")
                                .node("Transpose", "p", "q", "perm", ints(0, 2, 1, 3))
                                .node("Softmax", "q", "r", "axis", 1)
                                .node("Reshape", "r map", "w")
                                .node("Mul", "s w", "o")),
                arguments(
                        "the mean of branches stacked along the batch",
                        stem().integers("zero", 0)
                                .node("Relu", "s", "r")
                                .node("Unsqueeze", "s zero", "a")
                                .node("Unsqueeze", "r zero", "b")
                                .node("Concat", "a b", "both", "axis", 0)
                                .node("ReduceMean", "both", "o", "axes", ints(0), "keepdims", 0)),
                arguments(
                        "maxout",
                        stem().integers("pairs", 1, 2, 2, 6, 6)
                                .node("Reshape", "s pairs", "p")
                                .node("ReduceMax", "p", "o", "axes", ints(2), "keepdims", 0)),
                arguments(
                        "group norm in pieces, the channels last, as Keras has it",
                        stem().weight("scale", 1, 1, 1, 2, 2)
                                .integers("groups", 1, 6, 6, 2, 2)
                                .integers("map", 1, 6, 6, 4)
                                .one("e", 1e-3f)
                                .node("Transpose", "s", "t", "perm", ints(0, 2, 3, 1))
                                .node("Reshape", "t groups", "g")
                                .node("ReduceMean", "g", "m", "axes", ints(1, 2, 4))
                                .node("Sub", "g m", "d")
                                .node("Mul", "d d", "q")
                                .node("ReduceMean", "q", "v", "axes", ints(1, 2, 4))
                                .node("Add", "v e", "ve")
                                .node("Sqrt", "ve", "root")
                                .node("Reciprocal", "root", "i")
                                .node("Mul", "i scale", "f")
                                .node("Mul", "d f", "n")
                                .node("Reshape", "n map", "u")
                                .node("Transpose", "u", "o", "perm", ints(0, 3, 1, 2))),
                arguments(
                        "the pixels' sum, weighed by a softmax (global context)",
                        stem().weight("k", 1, 4, 1, 1)
                                .integers("flat", 1, 1, 4, 36)
                                .integers("line", 1, 1, 36)
                                .integers("map", 1, 4, 1, 1)
                                .integers("last", -1)
                                .node("Reshape", "s flat", "a")
                                .node("Conv", "s k", "m")
                                .node("Reshape", "m line", "l")
                                .node("Softmax", "l", "w", "axis", 2)
                                .node("Unsqueeze", "w last", "column")
                                .node("MatMul", "a column", "sum")
                                .node("Reshape", "sum map", "context")
                                .node("Add", "s context", "o")),
                arguments(
                        "softmax over the pixels of each channel",
                        stem().integers("flat", 1, 4, 36)
                                .integers("map", 1, 4, 6, 6)
                                .node("Reshape", "s flat", "f")
                                .node("LogSoftmax", "f", "l", "axis", -1)
                                .node("Reshape", "l map", "o")));
    }

    static Stream<Arguments> lines() {
        return Stream.of(
                arguments(
                        "a convolution along the line of channels (ECA)",
                        stem().weight("k", 1, 1, 3)
                                .integers("last", -1)
                                .node("GlobalAveragePool", "s", "g")
                                .node("Squeeze", "g last", "a")
                                .node("Transpose", "a", "b", "perm", ints(0, 2, 1))
                                .node(
                                        "Conv",
                                        "b k",
                                        "c",
                                        "kernel_shape",
                                        ints(3),
                                        "pads",
                                        ints(1, 1),
                                        "strides",
                                        ints(1),
                                        "dilations",
                                        ints(1))
                                .node("Transpose", "c", "d", "perm", ints(0, 2, 1))
                                .node("Unsqueeze", "d last", "e")
                                .node("Sigmoid", "e", "f")
                                .node("Mul", "s f", "o")),
                arguments(
                        "a convolution over mean and deviation of each channel (SRM)",
                        stem().weight("k", 4, 1, 2)
                                .integers("flat", 1, 4, -1)
                                .integers("last", -1)
                                .node("Reshape", "s flat", "f")
                                .node("ReduceMean", "f", "m", "axes", ints(2))
                                .node("ReduceMax", "f", "x2", "axes", ints(2))
                                .node("Concat", "m x2", "u", "axis", 2)
                                .node("Conv", "u k", "c", "group", 4)
                                .node("Sigmoid", "c", "g")
                                .node("Unsqueeze", "g last", "h")
                                .node("Mul", "s h", "o")),
                arguments(
                        "rows and columns in one convolution (coordinate attention)",
                        stem().weight("k", 4, 4, 1, 1)
                                .integers("sizes", 6, 6)
                                .node("ReduceMean", "s", "rows", "axes", ints(3))
                                .node("ReduceMean", "s", "c", "axes", ints(2))
                                .node("Transpose", "c", "columns", "perm", ints(0, 1, 3, 2))
                                .node("Concat", "rows columns", "both", "axis", 2)
                                .node("Conv", "both k", "z")
                                .node("Split", "z sizes", "a b", "axis", 2)
                                .node("Transpose", "b", "d", "perm", ints(0, 1, 3, 2))
                                .node("Sigmoid", "a", "e")
                                .node("Sigmoid", "d", "f")
                                .node("Mul", "s e", "g")
                                .node("Mul", "g f", "o")),
                arguments(
                        "normalised in the groups that a reshape puts in the batch",
                        stem().weight("scale", 2)
                                .integers("groups", 2, 2, 6, 6)
                                .integers("map", 1, 4, 6, 6)
                                .node("Reshape", "s groups", "a")
                                .node("InstanceNormalization", "a scale scale", "b")
                                .node("Reshape", "b map", "o")),
                arguments(
                        "a linear layer of each pixel",
                        stem().weight("w", 4, 5)
                                .weight("b", 5)
                                .integers("pixels", -1, 4)
                                .integers("map", 1, 6, 6, 5)
                                .node("Transpose", "s", "t", "perm", ints(0, 2, 3, 1))
                                .node("Reshape", "t pixels", "p")
                                .node("Gemm", "p w b", "g")
                                .node("Reshape", "g map", "m")
                                .node("Transpose", "m", "o", "perm", ints(0, 3, 1, 2))));
    }

    static Stream<Arguments> joins() {
        return Stream.of(
                arguments(
                        "channels of zeros before and behind (ResNet's option A)",
                        stem().node("Shape", "s", "shape")
                                .node("ConstantOfShape", "shape", "zeros")
                                .node("Concat", "zeros s zeros", "o", "axis", 1)),
                arguments(
                        "columns turned around the edge",
                        stem().integers("zero", 0)
                                .integers("two", 2)
                                .integers("end", Long.MAX_VALUE)
                                .integers("axis", 3)
                                .node("Slice", "s two end axis", "a")
                                .node("Slice", "s zero two axis", "b")
                                .node("Concat", "a b", "o", "axis", 3)),
                arguments(
                        "the whole picture's mean beside each pixel",
                        stem().weight("k", 3, 8, 1, 1)
                                .node("GlobalAveragePool", "s", "g")
                                .node("Shape", "s", "shape")
                                .node("Expand", "g shape", "e")
                                .node("Concat", "s e", "c", "axis", 1)
                                .node("Conv", "c k", "o")),
                arguments(
                        "an average with gaps",
                        GraphSketch.of(19, 1, 4, 6, 6)
                                .node(
                                        "AveragePool",
                                        "x",
                                        "o",
                                        "kernel_shape",
                                        ints(2, 3),
                                        "dilations",
                                        ints(2, 1),
                                        "ceil_mode",
                                        1)),
                arguments(
                        "a constant of the type of another",
                        GraphSketch.of(19, 1, 4, 6, 6)
                                .one("half", 0.5f)
                                .node("CastLike", "half x", "h")
                                .node("CastLike", "x h", "c")
                                .node("Mul", "c h", "o")),
                arguments(
                        "the mean of three",
                        stem().node("Relu", "s", "r")
                                .node("Neg", "s", "n")
                                .node("Mean", "s r n", "o")));
    }

    static Stream<Arguments> curves() {
        return Stream.of(
                arguments(
                        "a softplus that is a line from a bound on",
                        stem().one("beta", 2)
                                .one("bound", 20)
                                .node("Mul", "s beta", "m")
                                .node("Softplus", "m", "p")
                                .node("Div", "p beta", "q")
                                .node("Greater", "m bound", "far")
                                .node("Where", "far s q", "o")),
                arguments(
                        "a leaky relu as a choice",
                        stem().one("zero", 0)
                                .one("slope", 0.1f)
                                .node("Mul", "s slope", "m")
                                .node("Less", "s zero", "below")
                                .node("Where", "below m s", "o")),
                arguments(
                        "two lines that meet",
                        stem().one("bound", 0.25f)
                                .one("half", 0.5f)
                                .one("eighth", 0.125f)
                                .node("Mul", "s half", "m")
                                .node("Add", "m eighth", "l")
                                .node("GreaterOrEqual", "bound s", "below")
                                .node("Where", "below s l", "o")),
                arguments(
                        "a threshold with a value below",
                        stem().one("bound", 0.3f)
                                .one("value", -2)
                                .node("Greater", "s bound", "above")
                                .node("Where", "above s value", "o")),
                arguments("shrunk hard", stem().node("Shrink", "s", "o", "lambd", 0.3f)),
                arguments(
                        "shrunk softly",
                        stem().node("Shrink", "s", "o", "lambd", 0.3f, "bias", 0.3f)));
    }

    static Stream<Arguments> norms() {
        return Stream.of(
                arguments(
                        "root mean square over the channels",
                        GraphSketch.of(23, 1, 4, 6, 6)
                                .weight("scale", 4)
                                .node("Transpose", "x", "t", "perm", ints(0, 2, 3, 1))
                                .node("RMSNormalization", "t scale", "n")
                                .node("Transpose", "n", "o", "perm", ints(0, 3, 1, 2))),
                arguments(
                        "mean and variance of each channel",
                        stem().node("MeanVarianceNormalization", "s", "o")),
                arguments(
                        "mean and variance of all",
                        stem().node(
                                        "MeanVarianceNormalization",
                                        "s",
                                        "o",
                                        "axes",
                                        ints(0, 1, 2, 3))),
                arguments(
                        "a weight divided by its largest stretch",
                        stem().weight("w", 3, 4, 1, 1)
                                .weight("u", 3)
                                .weight("v", 4)
                                .integers("flat", 3, 4)
                                .one("least", 0.5f)
                                .node("Reshape", "w flat", "m")
                                .node("MatMul", "m v", "mv")
                                .node("MatMul", "u mv", "stretch")
                                .node("Clip", "stretch least", "bounded")
                                .node("Div", "w bounded", "k")
                                .node("Conv", "s k", "o")));
    }

    private static GraphSketch stem() {
        return GraphSketch.of(13, 1, 4, 6, 6)
                .weight("stem", 4, 4, 3, 3)
                .node("Conv", "x stem", "s", "pads", ints(1, 1, 1, 1));
    }
}
