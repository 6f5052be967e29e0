package org.decnn.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.decnn.model.onnx.GraphSketch.ints;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.decnn.model.network.Network;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Operators on each value, over whole axes, and of two activations, with their defaults. */
class CurvesAndReductionsTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource({"curves", "reductions", "norms", "arithmetic"})
    void whatIsReadComputesWhatTheFileComputes(
            String name, GraphSketch graph, List<String> operations) {
        Network network = ReadAsComputed.read(graph);

        assertThat(ReadAsComputed.names(network)).isEqualTo(operations);
    }

    static Stream<Arguments> curves() {
        return Stream.of(
                curve(22, "Sigmoid"),
                curve(22, "HardSigmoid"),
                curve(22, "HardSigmoid", "alpha", 0.3f, "beta", 0.4f),
                curve(22, "HardSwish"),
                curve(22, "Tanh"),
                curve(22, "LeakyRelu"),
                curve(22, "LeakyRelu", "alpha", 0.2f),
                curve(22, "Elu"),
                curve(22, "Elu", "alpha", 0.5f),
                curve(22, "Selu"),
                curve(22, "Selu", "alpha", 1.5f, "gamma", 0.9f),
                curve(13, "Celu"),
                curve(13, "Celu", "alpha", 2f),
                curve(22, "ThresholdedRelu"),
                curve(22, "ThresholdedRelu", "alpha", 0.25f),
                curve(20, "Gelu"),
                curve(20, "Gelu", "approximate", "tanh"),
                curve(22, "Mish"),
                curve(22, "Softplus"),
                curve(22, "Softsign"),
                curve(13, "Erf"),
                curve(13, "Exp"),
                curve(13, "Abs"),
                curve(13, "Neg"),
                curve(13, "Reciprocal"),
                arguments(
                        "root and logarithm",
                        picture(13)
                                .node("Abs", "x", "a")
                                .node("Sqrt", "a", "b")
                                .one("one", 1)
                                .node("Add", "b one", "c")
                                .node("Log", "c", "y"),
                        List.of("Pointwise", "Pointwise", "Affine", "Pointwise")),
                arguments(
                        "one slope for all",
                        picture(16).weight("s", 1, 1, 1).node("PRelu", "x s", "y"),
                        List.of("PRelu")),
                arguments(
                        "a slope for each channel",
                        picture(16).weight("s", 4, 1, 1).node("PRelu", "x s", "y"),
                        List.of("PRelu")),
                arguments(
                        "hard tanh",
                        picture(13).one("a", -1).one("b", 1).node("Clip", "x a b", "y"),
                        List.of("Clip")),
                arguments(
                        "the smaller of the larger",
                        picture(13)
                                .one("a", 0)
                                .weight("b", new float[] {6}, 1)
                                .node("Max", "x a", "m")
                                .node("Min", "b m", "y"),
                        List.of("Clip", "Clip")),
                arguments(
                        "powers",
                        picture(13)
                                .one("three", 3)
                                .one("two", 2)
                                .node("Pow", "x three", "a")
                                .node("Pow", "two a", "y"),
                        List.of("Pointwise", "Affine", "Pointwise")));
    }

    static Stream<Arguments> reductions() {
        return Stream.of(
                reduction("ReduceMean", "GlobalAveragePool", 2, 3),
                reduction("ReduceMax", "GlobalMaxPool", 2, 3),
                reduction("ReduceSum", "Reduce", -1, -2),
                reduction("ReduceMin", "Reduce", 2),
                reduction("ReduceMean", "Reduce", 3),
                reduction("ReduceL2", "Reduce", 2),
                reduction("ReduceMean", "ReduceChannels", 1),
                reduction("ReduceL2", "ReduceChannels", -3),
                arguments(
                        "sum of squares over channels",
                        picture(11).node("ReduceSumSquare", "x", "y", "axes", ints(1)),
                        List.of("Pointwise", "ReduceChannels")),
                arguments(
                        "sum of sizes over rows",
                        picture(11).node("ReduceL1", "x", "y", "axes", ints(2)),
                        List.of("Pointwise", "Reduce")),
                arguments(
                        "over everything",
                        picture(11).node("ReduceMean", "x", "y"),
                        List.of("GlobalAveragePool", "ReduceChannels")),
                arguments(
                        "rows, then columns, without their axes",
                        picture(11)
                                .node("ReduceMax", "x", "a", "axes", ints(2), "keepdims", 0)
                                .node("ReduceMean", "a", "y", "axes", ints(2), "keepdims", 0),
                        List.of("Reduce", "GlobalAveragePool", "Flatten")),
                arguments(
                        "over axes that there are none of",
                        picture(18)
                                .integers("axes", new long[0])
                                .node("ReduceSum", "x axes", "a", "noop_with_empty_axes", 1)
                                .node("Relu", "a", "y"),
                        List.of("Relu")),
                arguments(
                        "largest of all pixels",
                        picture(13).node("GlobalMaxPool", "x", "y"),
                        List.of("GlobalMaxPool")),
                arguments(
                        "logarithm of softmax",
                        picture(13).node("LogSoftmax", "x", "y", "axis", 1),
                        List.of("LogSoftmax")),
                arguments(
                        "softmax over all values, of opset 11",
                        picture(11).node("Softmax", "x", "s").node("Flatten", "s", "y"),
                        List.of("Flatten", "Softmax")));
    }

    static Stream<Arguments> norms() {
        return Stream.of(
                arguments(
                        "layer norm over channels",
                        picture(17)
                                .weight("g", 4)
                                .weight("b", 4)
                                .node("Transpose", "x", "t", "perm", ints(0, 2, 3, 1))
                                .node("LayerNormalization", "t g b", "n")
                                .node("Transpose", "n", "y", "perm", ints(0, 3, 1, 2)),
                        List.of("LayerNorm")),
                arguments(
                        "layer norm over everything",
                        picture(17)
                                .weight("g", filled(2, 144), 4, 6, 6)
                                .node("LayerNormalization", "x g", "y", "axis", 1),
                        List.of("GroupNorm")),
                arguments(
                        "instance norm",
                        picture(13)
                                .weight("g", 4)
                                .weight("b", 4)
                                .node("InstanceNormalization", "x g b", "y", "epsilon", 1e-3f),
                        List.of("GroupNorm")),
                arguments(
                        "group norm of groups' scales",
                        picture(18)
                                .weight("g", 2)
                                .weight("b", 2)
                                .node("GroupNormalization", "x g b", "y", "num_groups", 2),
                        List.of("GroupNorm")),
                arguments(
                        "group norm of channels' scales",
                        picture(21)
                                .weight("g", 4)
                                .weight("b", 4)
                                .node("GroupNormalization", "x g b", "y", "num_groups", 2),
                        List.of("GroupNorm")),
                arguments(
                        "length 1",
                        picture(22).node("LpNormalization", "x", "y", "axis", 1),
                        List.of("UnitLength")),
                arguments(
                        "batch norm of values in one axis",
                        picture(15)
                                .integers("flat", 1, 4, -1)
                                .integers("map", 1, 4, 6, 6)
                                .variance("v", 4)
                                .node("Reshape", "x flat", "f")
                                .node("BatchNormalization", "f v v v v", "b")
                                .node("Reshape", "b map", "y"),
                        List.of("BatchNorm")));
    }

    static Stream<Arguments> arithmetic() {
        return Stream.of(
                arguments(
                        "less, over, larger and smaller",
                        picture(13)
                                .node("Exp", "x", "e")
                                .node("Sub", "x e", "a")
                                .node("Div", "a e", "b")
                                .node("Max", "b x e", "c")
                                .node("Min", "c e", "y"),
                        List.of(
                                "Pointwise",
                                "Arithmetic",
                                "Arithmetic",
                                "Arithmetic",
                                "Arithmetic",
                                "Arithmetic")),
                arguments(
                        "constants before what they are taken from and divided by",
                        picture(13)
                                .weight("c", 4, 1, 1)
                                .one("two", 2)
                                .node("Exp", "x", "e")
                                .node("Div", "c e", "d")
                                .node("Sub", "two d", "y"),
                        List.of("Pointwise", "Pointwise", "Affine")),
                arguments(
                        "sizes of 1 on either side",
                        picture(13)
                                .node("ReduceMean", "x", "c", "axes", ints(1))
                                .node("GlobalAveragePool", "x", "p")
                                .node("Add", "c p", "y"),
                        List.of("ReduceChannels", "GlobalAveragePool", "Add")),
                arguments(
                        "a sum with constants",
                        picture(13)
                                .weight("c", 4, 1, 1)
                                .node("Relu", "x", "r")
                                .node("Sum", "x c r", "y"),
                        List.of("Relu", "Add", "Affine")),
                arguments(
                        "a grey channel made three",
                        GraphSketch.of(13, 1, 1, 6, 6).weight("c", 3, 1, 1).node("Sub", "x c", "y"),
                        List.of("Select", "Affine")),
                arguments(
                        "vectors",
                        picture(13)
                                .weight("c", 144)
                                .node("Flatten", "x", "v")
                                .node("Mul", "v c", "m")
                                .node("Sub", "m v", "y"),
                        List.of("Flatten", "Affine", "Arithmetic")),
                arguments(
                        "a constant for each value of pixels that are seen as a vector",
                        picture(13)
                                .weight("c", 144)
                                .integers("flat", 1, -1)
                                .node("Transpose", "x", "t", "perm", ints(0, 2, 3, 1))
                                .node("Reshape", "t flat", "v")
                                .node("Mul", "v c", "y"),
                        List.of("Flatten", "Select", "Affine")));
    }

    private static Arguments curve(int opset, String operator, Object... attributes) {
        return arguments(
                operator + " " + List.of(attributes),
                picture(opset).node(operator, "x", "y", attributes),
                List.of("Pointwise"));
    }

    private static Arguments reduction(String operator, String operation, int... axes) {
        return arguments(
                operator + " over " + axes.length + " from " + axes[0],
                picture(11).node(operator, "x", "y", "axes", axes),
                List.of(operation));
    }

    private static float[] filled(float value, int length) {
        float[] values = new float[length];
        Arrays.fill(values, value);
        return values;
    }

    private static GraphSketch picture(int opset) {
        return GraphSketch.of(opset, 1, 4, 6, 6);
    }
}
