package org.decnn.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.decnn.model.onnx.GraphSketch.ints;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.decnn.model.network.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Axes may be split, joined and moved: layers are read by what runs along them. */
class ArrangementTest {

    private static final int[] LAST = ints(0, 2, 3, 1);
    private static final int[] FIRST = ints(0, 3, 1, 2);

    @ParameterizedTest(name = "{0}")
    @MethodSource({"channelsLast", "shuffles"})
    void whatIsReadComputesWhatTheFileComputes(
            String name, GraphSketch graph, List<String> operations) {
        Network network = ReadAsComputed.read(graph);

        assertThat(ReadAsComputed.names(network)).isEqualTo(operations);
    }

    static Stream<Arguments> channelsLast() {
        return Stream.of(
                arguments(
                        "transposes that cancel",
                        picture()
                                .node("Transpose", "x", "t", "perm", LAST)
                                .node("Relu", "t", "r")
                                .node("Transpose", "r", "y", "perm", FIRST),
                        List.of("Relu")),
                arguments(
                        "constants along the last axis",
                        picture()
                                .weight("f", 4)
                                .weight("s", 1, 1, 1, 4)
                                .node("Transpose", "x", "t", "perm", LAST)
                                .node("Mul", "t f", "m")
                                .node("Add", "s m", "a")
                                .node("Transpose", "a", "y", "perm", FIRST),
                        List.of("Affine")),
                arguments(
                        "a matrix over the channels of each pixel",
                        picture()
                                .weight("w", 4, 5)
                                .weight("b", 5)
                                .node("Transpose", "x", "t", "perm", LAST)
                                .node("MatMul", "t w", "m")
                                .node("Add", "b m", "a")
                                .node("Transpose", "a", "y", "perm", FIRST),
                        List.of("Conv")),
                arguments(
                        "a matrix in front of the channels of each pixel",
                        picture()
                                .weight("w", 5, 4)
                                .integers("flat", 1, 4, -1)
                                .integers("map", 1, 5, 6, 6)
                                .node("Reshape", "x flat", "t")
                                .node("MatMul", "w t", "m")
                                .node("Reshape", "m map", "y"),
                        List.of("Conv")),
                arguments(
                        "flattened with the channels last",
                        picture()
                                .weight("w", 7, 144)
                                .node("Transpose", "x", "t", "perm", LAST)
                                .node("Flatten", "t", "f")
                                .node("Gemm", "f w", "y", "transB", 1),
                        List.of("Flatten", "Linear")),
                arguments(
                        "flattened with the channels last, and left so",
                        picture()
                                .node("Transpose", "x", "t", "perm", LAST)
                                .node("Flatten", "t", "f")
                                .node("Relu", "f", "y"),
                        List.of("Relu", "Flatten", "Select")),
                arguments(
                        "means over the middle axes, squeezed",
                        picture()
                                .node("Transpose", "x", "t", "perm", LAST)
                                .node("ReduceMean", "t", "y", "axes", ints(1, 2), "keepdims", 0),
                        List.of("GlobalAveragePool", "Flatten")),
                arguments(
                        "joined and padded along the last axes",
                        picture()
                                .integers("pads", 0, 1, 2, 0, 0, 0, 0, 3)
                                .node("Transpose", "x", "t", "perm", LAST)
                                .node("Concat", "t t", "c", "axis", 3)
                                .node("Pad", "c pads", "p")
                                .node("Transpose", "p", "y", "perm", FIRST),
                        List.of("Concat", "PadChannels", "Pad")),
                arguments(
                        "softmax over the last axis",
                        picture()
                                .node("Transpose", "x", "t", "perm", LAST)
                                .node("Softmax", "t", "s", "axis", -1)
                                .node("Transpose", "s", "y", "perm", FIRST),
                        List.of("Softmax")),
                arguments(
                        "sums, with a vector too",
                        picture()
                                .node("Transpose", "x", "t", "perm", LAST)
                                .node("GlobalAveragePool", "x", "g")
                                .node("Flatten", "g", "v")
                                .node("Mul", "t v", "m")
                                .node("Add", "m t", "a")
                                .node("Transpose", "a", "y", "perm", FIRST),
                        List.of("GlobalAveragePool", "Flatten", "Unflatten", "Arithmetic", "Add")));
    }

    static Stream<Arguments> shuffles() {
        return Stream.of(
                arguments(
                        "a shuffle read by a convolution",
                        picture()
                                .integers("rows", 1, 2, 2, 36)
                                .integers("join", 1, 4, 6, 6)
                                .weight("w", 3, 4, 1, 1)
                                .node("Reshape", "x rows", "a")
                                .node("Transpose", "a", "b", "perm", ints(0, 2, 1, 3))
                                .node("Reshape", "b join", "c")
                                .node("Conv", "c w", "y"),
                        List.of("ChannelShuffle", "Conv")),
                arguments(
                        "two shuffles that cancel",
                        picture()
                                .integers("rows", 1, 2, 2, 36)
                                .node("Reshape", "x rows", "a")
                                .node("Transpose", "a", "b", "perm", ints(0, 2, 1, 3))
                                .node("Relu", "b", "r")
                                .node("Transpose", "r", "c", "perm", ints(0, 2, 1, 3))
                                .integers("join", 1, 4, 6, 6)
                                .node("Reshape", "c join", "y"),
                        List.of("Relu")),
                arguments(
                        "halves that a reshape puts in the batch",
                        picture()
                                .integers("pairs", 2, 2, 36)
                                .integers("halves", 2, -1, 2, 6, 6)
                                .integers("first", 0)
                                .integers("second", 1)
                                .integers("zero", 0)
                                .node("Reshape", "x pairs", "a")
                                .node("Transpose", "a", "b", "perm", ints(1, 0, 2))
                                .node("Reshape", "b halves", "c")
                                .node("Gather", "c first", "d", "axis", 0)
                                .node("Gather", "c second", "e", "axis", 0)
                                .node("Squeeze", "d zero", "f")
                                .node("Squeeze", "e zero", "g")
                                .node("Concat", "g f", "y", "axis", 1),
                        List.of("Select", "Select", "Concat")),
                arguments(
                        "stacked and interleaved",
                        picture()
                                .integers("two", 2)
                                .integers("join", 1, 8, 6, 6)
                                .node("Relu", "x", "r")
                                .node("Unsqueeze", "x two", "a")
                                .node("Unsqueeze", "r two", "b")
                                .node("Concat", "a b", "c", "axis", 2)
                                .node("Reshape", "c join", "y"),
                        List.of("Relu", "Concat", "ChannelShuffle")),
                arguments(
                        "gates of groups of channels",
                        picture()
                                .integers("groups", 1, 2, 2, 6, 6)
                                .integers("join", 1, 4, 6, 6)
                                .integers("first", 0, 1)
                                .integers("gates", 1, 2, 1, 1, 1)
                                .node("GlobalAveragePool", "x", "g")
                                .node("Gather", "g first", "h", "axis", 1)
                                .node("Reshape", "h gates", "k")
                                .node("Reshape", "x groups", "a")
                                .node("Mul", "a k", "b")
                                .node("Reshape", "b join", "y"),
                        List.of("GlobalAveragePool", "Select", "Select", "Arithmetic")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("gates")
    void squeezeAndExcitationIsReadInAnyShape(String name, GraphSketch graph) {
        assertThat(ReadAsComputed.names(ReadAsComputed.read(graph))).contains("Arithmetic");
    }

    static Stream<Arguments> gates() {
        return Stream.of(
                arguments(
                        "by 1×1 convolutions",
                        squeezed("GlobalAveragePool", 1)
                                .weight("w", 4, 4, 1, 1)
                                .node("Conv", "g w", "a")
                                .node("Sigmoid", "a", "s")
                                .node("Mul", "s x", "y")),
                arguments(
                        "by means that keep their axes",
                        squeezed("ReduceMean", 1)
                                .weight("w", 4, 4, 1, 1)
                                .node("Conv", "g w", "a")
                                .node("HardSigmoid", "a", "s")
                                .node("Mul", "x s", "y")),
                arguments(
                        "by a matrix, unsqueezed twice",
                        squeezed("ReduceMean", 0)
                                .weight("w", 4, 4)
                                .integers("end", -1)
                                .node("MatMul", "g w", "a")
                                .node("Sigmoid", "a", "s")
                                .node("Unsqueeze", "s end", "u")
                                .node("Unsqueeze", "u end", "v")
                                .node("Mul", "x v", "y")),
                arguments(
                        "by a linear layer, expanded",
                        squeezed("ReduceMean", 0)
                                .weight("w", 4, 4)
                                .integers("map", -1, 4, 1, 1)
                                .integers("like", 1, 4, 6, 6)
                                .node("Gemm", "g w", "a")
                                .node("Reshape", "a map", "v")
                                .node("Expand", "v like", "e")
                                .node("Mul", "x e", "y")),
                arguments(
                        "by a matrix over the last axis, channels last",
                        squeezed("ReduceMean", 1)
                                .weight("w", 4, 4)
                                .node("Transpose", "x", "t", "perm", LAST)
                                .node("Transpose", "g", "h", "perm", LAST)
                                .node("MatMul", "h w", "a")
                                .node("Sigmoid", "a", "s")
                                .node("Mul", "t s", "m")
                                .node("Transpose", "m", "y", "perm", FIRST)),
                arguments(
                        "of pixels: one value for all channels of each",
                        picture()
                                .weight("w", 1, 1, 3, 3)
                                .node("ReduceMax", "x", "g", "axes", ints(1))
                                .node("Conv", "g w", "a", "pads", ints(1, 1, 1, 1))
                                .node("Sigmoid", "a", "s")
                                .node("Mul", "x s", "y")));
    }

    @Test
    void anInputWhoseChannelsAreLastIsReadAsOneWhoseChannelsAreFirst() {
        Network network =
                ReadAsComputed.readChannelsLast(
                        GraphSketch.of(13, -1, 6, 5, 3)
                                .weight("mean", 3)
                                .weight("w", 4, 3, 3, 3)
                                .integers("turned", 2, 1, 0)
                                .node("Gather", "x turned", "bgr", "axis", 3)
                                .node("Sub", "bgr mean", "s")
                                .node("Transpose", "s", "t", "perm", FIRST)
                                .node("Conv", "t w", "c", "pads", ints(1, 1, 1, 1))
                                .node("GlobalAveragePool", "c", "g")
                                .node("Flatten", "g", "y"));

        assertThat(network.input().toString()).isEqualTo("3×6×5");
    }

    @Test
    void aGreyInputWhoseChannelIsLastMayBeReshaped() {
        Network network =
                ReadAsComputed.readChannelsLast(
                        GraphSketch.of(13, -1, 6, 6, 1)
                                .integers("map", -1, 1, 6, 6)
                                .weight("w", 4, 1, 3, 3)
                                .node("Reshape", "x map", "t")
                                .node("Conv", "t w", "c")
                                .node("GlobalAveragePool", "c", "g")
                                .node("Flatten", "g", "y"));

        assertThat(network.input().toString()).isEqualTo("1×6×6");
    }

    @Test
    void channelsThatBecomePixelsAreLaidOutAnew() {
        Network network =
                ReadAsComputed.read(
                        picture()
                                .integers("split", 1, 1, 2, 2, 6, 6)
                                .integers("join", 1, 1, 12, 12)
                                .weight("w", 3, 1, 1, 1)
                                .node("Reshape", "x split", "a")
                                .node("Transpose", "a", "b", "perm", ints(0, 1, 4, 2, 5, 3))
                                .node("Reshape", "b join", "c")
                                .node("Conv", "c w", "y"));

        assertThat(ReadAsComputed.names(network))
                .containsExactly("Flatten", "Select", "Unflatten", "Conv");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ReduceMean", "ReduceMax", "Softmax"})
    void aPartOfThePixelsIsLaidOutAnew(String operator) {
        GraphSketch halves =
                picture().integers("halves", 1, 4, 2, 18).node("Reshape", "x halves", "a");

        Network network =
                ReadAsComputed.read(
                        operator.equals("Softmax")
                                ? halves.node(operator, "a", "y", "axis", 2)
                                : halves.node(operator, "a", "y", "axes", ints(2)));

        assertThat(ReadAsComputed.names(network)).contains("Unflatten");
    }

    private static GraphSketch picture() {
        return GraphSketch.of(13, 1, 4, 6, 6);
    }

    private static GraphSketch squeezed(String operator, int keepdims) {
        return operator.equals("ReduceMean")
                ? picture().node(operator, "x", "g", "axes", ints(2, 3), "keepdims", keepdims)
                : picture().node(operator, "x", "g");
    }
}
