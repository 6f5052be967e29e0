package org.decnn.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.decnn.model.onnx.GraphSketch.ints;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.decnn.model.network.AcrossChannels.LayerNorm;
import org.decnn.model.network.AcrossChannels.Lrn;
import org.decnn.model.network.AcrossChannels.UnitLength;
import org.decnn.model.network.Curve;
import org.decnn.model.network.Network;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel.Pointwise;
import org.decnn.model.network.WithinGroups.GroupNorm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Operations that exporters write in pieces are one layer where they are recognised. */
class WrittenInPiecesTest {

    private static final float ROOT_2 = (float) Math.sqrt(2);

    @ParameterizedTest(name = "{0}")
    @MethodSource("curves")
    void aCurveInPiecesIsOneLayer(String name, GraphSketch graph, Curve curve) {
        Network network = ReadAsComputed.read(graph);

        assertThat(network.layers()).hasSize(1);
        assertThat(((Pointwise) network.layers().get(0).operation()).curve()).isEqualTo(curve);
    }

    static Stream<Arguments> curves() {
        return Stream.of(
                arguments(
                        "x · sigmoid(x)",
                        picture().node("Sigmoid", "x", "s").node("Mul", "x s", "y"),
                        Curve.SWISH),
                arguments(
                        "sigmoid(1.7 · x) · x",
                        picture()
                                .one("k", 1.702f)
                                .node("Mul", "k x", "z")
                                .node("Sigmoid", "z", "s")
                                .node("Mul", "s x", "y"),
                        Curve.SWISH),
                arguments(
                        "x · hardSigmoid(x)",
                        picture()
                                .node("HardSigmoid", "x", "s", "alpha", 1 / 6f, "beta", 0.5f)
                                .node("Mul", "x s", "y"),
                        Curve.HARD_SWISH),
                arguments(
                        "x · clip(x + 3, 0, 6) / 6",
                        sixths().node("Mul", "x c", "m").node("Div", "m six", "y"),
                        Curve.HARD_SWISH),
                arguments(
                        "x · (clip(x + 3, 0, 6) / 6)",
                        sixths().node("Div", "c six", "d").node("Mul", "x d", "y"),
                        Curve.HARD_SWISH),
                arguments(
                        "clip(x + 3, 0, 6) / 6",
                        sixths().node("Div", "c six", "y"),
                        Curve.HARD_SIGMOID),
                arguments(
                        "x · (1 + erf(x / √2)) · ½",
                        erf().node("Mul", "x p", "m").node("Mul", "m half", "y"),
                        Curve.GELU),
                arguments(
                        "½ · x · (1 + erf(x / √2))",
                        erf().node("Mul", "half x", "m").node("Mul", "m p", "y"),
                        Curve.GELU),
                arguments(
                        "x · (½ · (1 + erf(x / √2)))",
                        erf().node("Mul", "half p", "m").node("Mul", "m x", "y"),
                        Curve.GELU),
                arguments(
                        "½ · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³)))",
                        tanh().one("three", 3)
                                .node("Pow", "x three", "cube")
                                .node("Mul", "cube k", "kc")
                                .node("Add", "x kc", "sum")
                                .node("Mul", "sum c", "z")
                                .node("Tanh", "z", "t")
                                .node("Add", "t one", "p")
                                .node("Mul", "x half", "h")
                                .node("Mul", "h p", "y"),
                        Curve.GELU_TANH),
                arguments(
                        "the same with x · x · x",
                        tanh().node("Mul", "x x", "square")
                                .node("Mul", "square x", "cube")
                                .node("Mul", "k cube", "kc")
                                .node("Add", "kc x", "sum")
                                .node("Mul", "c sum", "z")
                                .node("Tanh", "z", "t")
                                .node("Add", "one t", "p")
                                .node("Mul", "p x", "h")
                                .node("Mul", "half h", "y"),
                        Curve.GELU_TANH),
                arguments(
                        "x · tanh(softplus(x))",
                        picture()
                                .node("Softplus", "x", "s")
                                .node("Tanh", "s", "t")
                                .node("Mul", "x t", "y"),
                        Curve.MISH),
                arguments(
                        "log(1 + exp(x))",
                        picture()
                                .one("one", 1)
                                .node("Exp", "x", "e")
                                .node("Add", "e one", "p")
                                .node("Log", "p", "y"),
                        Curve.SOFTPLUS));
    }

    @Test
    void whatIsNotQuiteTheCurveIsComputedInItsPieces() {
        Network network =
                ReadAsComputed.read(
                        picture()
                                .one("root", 1.5f)
                                .one("one", 1)
                                .one("half", 0.5f)
                                .node("Div", "x root", "z")
                                .node("Erf", "z", "e")
                                .node("Add", "e one", "p")
                                .node("Mul", "x p", "m")
                                .node("Mul", "m half", "y"));

        assertThat(ReadAsComputed.operations(network)).contains(Pointwise.of(Curve.ERF));
    }

    @Test
    void aPieceThatIsReadElsewhereStaysForItsReader() {
        Network network =
                ReadAsComputed.read(
                        picture()
                                .node("Sigmoid", "x", "s")
                                .node("Mul", "x s", "m")
                                .node("Add", "m s", "y"));

        assertThat(ReadAsComputed.operations(network))
                .contains(Pointwise.of(Curve.SIGMOID), new Pointwise(Curve.SWISH, 1, 0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("norms")
    void aNormalisationInPiecesIsOneLayer(
            String name, GraphSketch graph, Class<? extends Operation> norm) {
        Network network = ReadAsComputed.read(graph);

        assertThat(ReadAsComputed.operations(network)).hasSize(1).hasOnlyElementsOfType(norm);
    }

    static Stream<Arguments> norms() {
        return Stream.of(
                arguments(
                        "ConvNeXt's layer norm, channels last",
                        centred(true, -1)
                                .node("Div", "d r", "n")
                                .node("Mul", "n g", "m")
                                .node("Add", "m b", "a")
                                .node("Transpose", "a", "y", "perm", ints(0, 3, 1, 2)),
                        LayerNorm.class),
                arguments(
                        "layer norm, channels first",
                        centred(false, 1)
                                .node("Div", "d r", "n")
                                .node("Mul", "n g1", "m")
                                .node("Add", "b1 m", "y"),
                        LayerNorm.class),
                arguments(
                        "by the reciprocal of the root",
                        centred(false, 1).node("Reciprocal", "r", "i").node("Mul", "i d", "y"),
                        LayerNorm.class),
                arguments(
                        "over pixels",
                        centred(false, 2, 3).node("Div", "d r", "y"),
                        GroupNorm.class),
                arguments(
                        "PyTorch's group norm",
                        picture()
                                .integers("split", 0, 2, -1)
                                .integers("whole", 1, 4, 6, 6)
                                .weight("ones", new float[] {1, 1}, 2)
                                .weight("zeros", new float[] {0, 0}, 2)
                                .weight("g", 4, 1, 1)
                                .weight("b", 4, 1, 1)
                                .node("Reshape", "x split", "s")
                                .node("InstanceNormalization", "s ones zeros", "i")
                                .node("Reshape", "i whole", "w")
                                .node("Mul", "w g", "m")
                                .node("Add", "m b", "y"),
                        GroupNorm.class),
                arguments(
                        "x / max(‖x‖, least)",
                        picture()
                                .one("least", 1e-6f)
                                .integers("like", 1, 4, 6, 6)
                                .node("ReduceL2", "x", "n", "axes", ints(1))
                                .node("Clip", "n least", "c")
                                .node("Expand", "c like", "e")
                                .node("Div", "x e", "y"),
                        UnitLength.class),
                arguments(
                        "x / max(√(Σ x²), least)",
                        picture()
                                .one("least", 1e-6f)
                                .integers("axis", 1)
                                .node("Mul", "x x", "s")
                                .node("ReduceSum", "s axis", "n")
                                .node("Sqrt", "n", "r")
                                .node("Max", "r least", "c")
                                .node("Div", "x c", "y"),
                        UnitLength.class),
                arguments("PyTorch's LRN", localResponse(5, 2), Lrn.class));
    }

    @Test
    void aMeanOfAnEvenNumberOfChannelsIsAConvolution() {
        Network network = ReadAsComputed.read(localResponse(2, 1));

        assertThat(ReadAsComputed.names(network))
                .isEqualTo(List.of("Pointwise", "Conv", "Pointwise", "Arithmetic"));
    }

    @Test
    void aCurveOfAConvolutionDoesNotComputeTheConvolutionTwice() {
        Network network =
                ReadAsComputed.read(
                        picture()
                                .weight("w", 4, 4, 3, 3)
                                .one("three", 3)
                                .one("zero", 0)
                                .one("six", 6)
                                .node("Conv", "x w", "s")
                                .node("Add", "s three", "a")
                                .node("Clip", "a zero six", "c")
                                .node("Mul", "s c", "m")
                                .node("Div", "m six", "y"));

        assertThat(ReadAsComputed.names(network)).containsExactly("Conv", "Pointwise");
    }

    private static GraphSketch picture() {
        return GraphSketch.of(13, 1, 4, 6, 6);
    }

    private static GraphSketch sixths() {
        return picture()
                .one("three", 3)
                .one("zero", 0)
                .one("six", 6)
                .node("Add", "x three", "a")
                .node("Clip", "a zero six", "c");
    }

    private static GraphSketch erf() {
        return picture()
                .one("root", ROOT_2)
                .one("one", 1)
                .one("half", 0.5f)
                .node("Div", "x root", "z")
                .node("Erf", "z", "e")
                .node("Add", "e one", "p");
    }

    private static GraphSketch tanh() {
        return picture()
                .one("one", 1)
                .one("half", 0.5f)
                .one("k", 0.044715f)
                .one("c", (float) Math.sqrt(2 / Math.PI));
    }

    private static GraphSketch centred(boolean channelsLast, int... axes) {
        GraphSketch graph =
                picture()
                        .one("two", 2)
                        .one("eps", 1e-5f)
                        .weight("g", 4)
                        .weight("b", 4)
                        .weight("g1", 4, 1, 1)
                        .weight("b1", 1, 4, 1, 1);
        String x = "x";
        if (channelsLast) {
            graph.node("Transpose", "x", "t", "perm", ints(0, 2, 3, 1));
            x = "t";
        }
        return graph.node("ReduceMean", x, "mean", "axes", axes)
                .node("Sub", x + " mean", "d")
                .node("Pow", "d two", "q")
                .node("ReduceMean", "q", "v", "axes", axes)
                .node("Add", "v eps", "w")
                .node("Sqrt", "w", "r");
    }

    /** {@code nn.LocalResponseNorm}: an average over channels, in a picture of three axes. */
    private static GraphSketch localResponse(int size, int before) {
        return picture()
                .one("alpha", 0.5f)
                .one("k", 2)
                .one("beta", 0.75f)
                .integers("deep", 1, 1, 4, 6, -1)
                .integers("pads", 0, 0, before, 0, 0, 0, 0, size - 1 - before, 0, 0)
                .integers("flat", 1, 4, 6, 6)
                .node("Mul", "x x", "q")
                .node("Reshape", "q deep", "d")
                .node("Pad", "d pads", "p")
                .node(
                        "AveragePool",
                        "p",
                        "a",
                        "kernel_shape",
                        ints(size, 1, 1),
                        "strides",
                        ints(1, 1, 1))
                .node("Reshape", "a flat", "f")
                .node("Mul", "f alpha", "m")
                .node("Add", "m k", "s")
                .node("Pow", "s beta", "w")
                .node("Div", "x w", "y");
    }
}
