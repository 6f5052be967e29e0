package org.decnn.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.decnn.model.onnx.GraphSketch.ints;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import onnx.Onnx.TensorProto.DataType;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Graphs in any order, with several outputs, and those that are none that this tool splits. */
class GraphStructureTest {

    @Test
    void nodesMayBeInAnyOrder() {
        GraphSketch graph =
                picture()
                        .weight("w", 4, 4, 1, 1)
                        .node("Conv", "x w", "a")
                        .node("Relu", "a", "b")
                        .node("Add", "a b", "c")
                        .node("GlobalAveragePool", "c", "y")
                        .backwards();

        Network network = OnnxReader.read(graph.bytes(), "net.onnx", OptionalInt.empty());

        assertThat(ReadAsComputed.names(network))
                .containsExactly("Conv", "Relu", "Add", "GlobalAveragePool");
    }

    @Test
    void anyTensorMayBeTheOutput() {
        byte[] model =
                picture()
                        .weight("w", 4, 4, 1, 1)
                        .node("Conv", "x w", "inner")
                        .node("GlobalAveragePool", "inner", "pool")
                        .node("Flatten", "pool", "logits")
                        .node("ArgMax", "logits", "class", "axis", 1)
                        .output("class")
                        .output("logits")
                        .model();

        assertThat(ReadAsComputed.names(OnnxReader.read(model, "net.onnx", output("logits"))))
                .containsExactly("Conv", "GlobalAveragePool", "Flatten");
        assertThat(OnnxReader.read(model, "net.onnx", output("inner")).output()).isEqualTo("inner");
        assertRefused(
                model, output("absent"), "no tensor 'absent'; its outputs are 'class', 'logits'");
        assertRefused(model, output("class"), "(ArgMax)", "cut the network", "--output logits");
    }

    @Test
    void channelsThatAreFreeAreTheFirstConvolutionsOrGiven() {
        byte[] convolution =
                GraphSketch.of(13, -1, -1, 6, 6)
                        .weight("w", 4, 3, 3, 3)
                        .weight("m", 1, 1, 1, 1)
                        .node("Sub", "x m", "s")
                        .node("Conv", "s w", "y", "group", 2)
                        .bytes();
        byte[] pool = GraphSketch.of(13, -1, -1, 6, 6).node("GlobalMaxPool", "x", "y").bytes();

        assertThat(OnnxReader.read(convolution, "net.onnx", ReadOptions.NONE).input().channels())
                .isEqualTo(6);
        assertThat(OnnxReader.read(pool, "net.onnx", channels(5)).input().channels()).isEqualTo(5);
        assertRefused(pool, ReadOptions.NONE, "number of channels", "give --channels");
        assertRefused(
                picture().node("Relu", "x", "y").bytes(),
                channels(3),
                "fixed at 4 channels, not 3",
                "leave out --channels");
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource({"graphs", "operators"})
    void whatIsNotReadIsRefusedByName(GraphSketch graph, List<String> said) {
        assertRefused(graph.bytes(), ReadOptions.NONE, said.toArray(String[]::new));
    }

    static Stream<Arguments> graphs() {
        return Stream.of(
                refused(
                        picture()
                                .node("Add", "x b", "a")
                                .node("Relu", "a", "b")
                                .node("Relu", "b", "y"),
                        "what it gives itself"),
                refused(
                        picture().node("Relu", "x", "y").node("Abs", "x", "y"),
                        "node 'y' (Abs)",
                        "given twice"),
                refused(
                        picture().node("Relu", "x", "y").ofDomain("com.example"),
                        "node 'y' (Relu)",
                        "domain 'com.example' is not ONNX's own"),
                refused(
                        GraphSketch.of(27, 1, 4, 6, 6).node("Relu", "x", "y"),
                        "opset 27 is newer than 26"),
                refused(
                        GraphSketch.of(13, 1, 12, 64).node("Relu", "x", "y"),
                        "has 3 axes",
                        "this tool splits CNNs: one image [N, C, H, W] in, class scores out"),
                refused(
                        GraphSketch.of(13, 1, 3, 1 << 30, 8).node("Relu", "x", "y"),
                        "an axis of 1073741824"));
    }

    static Stream<Arguments> operators() {
        return Stream.of(
                refused(picture().node("LSTM", "x x x", "y"), "(LSTM)", "recurrent", "splits CNNs"),
                refused(
                        picture().weight("w", 4, 1, 2, 2).node("ConvTranspose", "x w", "y"),
                        "(ConvTranspose)",
                        "larger pictures",
                        "splits CNNs"),
                refused(picture().node("Resize", "x", "y"), "(Resize)", "splits CNNs"),
                refused(
                        picture().node("MatMul", "x x", "y"),
                        "(MatMul)",
                        "attention",
                        "splits CNNs"),
                refused(
                        picture()
                                .one("s", 1)
                                .initializer(GraphSketch.tensor("z", DataType.INT8).addInt32Data(0))
                                .node("QuantizeLinear", "x s z", "q")
                                .node("DequantizeLinear", "q s z", "y"),
                        "(QuantizeLinear)",
                        "quantised networks are not read"),
                refused(
                        picture().node("SequenceConstruct", "x", "y"),
                        "(SequenceConstruct)",
                        "sequences"),
                refused(
                        picture()
                                .node("ReduceMax", "x", "m")
                                .node("Cast", "m", "c", "to", DataType.BOOL_VALUE)
                                .node("If", "c", "y"),
                        "(Cast)",
                        "a cast to BOOL"),
                refused(
                        picture().node("TopK", "x k", "y").integers("k", 1),
                        "(TopK)",
                        "--output x"),
                refused(picture().node("Einsum", "x", "y"), "(Einsum)", "sums by a formula"),
                refused(picture().node("LRN", "x", "y", "size", 4), "(LRN)", "its size 4 is even"),
                refused(
                        picture()
                                .weight("w", new float[] {1, 2, Float.NaN, 4}, 4, 1, 1, 1)
                                .node("Conv", "x w", "y", "group", 4),
                        "(Conv)",
                        "weight 'w' holds NaN (value 2 of 4)"),
                refused(
                        picture()
                                .weight(
                                        "w",
                                        new float[] {1, 2, 3, Float.NEGATIVE_INFINITY},
                                        4,
                                        1,
                                        1)
                                .node("Mul", "x w", "y"),
                        "(Mul)",
                        "weight 'w' holds -Infinity"),
                refused(
                        picture()
                                .weight("w", new float[] {1, 2, 0, 3}, 4, 1, 1)
                                .node("Div", "x w", "y"),
                        "(Div)",
                        "of channel 2"),
                refused(
                        picture()
                                .weight("w", 4, 1, 3, 3)
                                .node(
                                        "Conv",
                                        "x w",
                                        "y",
                                        "group",
                                        4,
                                        "pads",
                                        ints(1 << 30, 0, 1 << 30, 0)),
                        "(Conv)",
                        "2147483654 pixels of 6"),
                refused(
                        picture()
                                .node(
                                        "MaxPool",
                                        "x",
                                        "y",
                                        "kernel_shape",
                                        ints(2, 2),
                                        "pads",
                                        ints(2, 2, 2, 2)),
                        "(MaxPool)",
                        "not smaller than its kernel"),
                refused(
                        picture()
                                .weight("w", 4)
                                .node("BatchNormalization", "x w w w w", "y a b c d"),
                        "(BatchNormalization)",
                        "evaluation mode"),
                refused(
                        picture().weight("c", 6, 6).node("Mul", "x c", "y"),
                        "(Mul)",
                        "from pixel to pixel"),
                refused(
                        picture().integers("like", 3, 4, 6, 6).node("Expand", "x like", "y"),
                        "output 'y' is not what a layer gives"));
    }

    private static ReadOptions output(String name) {
        return new ReadOptions(OptionalInt.empty(), OptionalInt.empty(), Optional.of(name));
    }

    private static ReadOptions channels(int channels) {
        return new ReadOptions(OptionalInt.empty(), OptionalInt.of(channels), Optional.empty());
    }

    private static Arguments refused(GraphSketch graph, String... said) {
        return arguments(graph, List.of(said));
    }

    private static void assertRefused(byte[] model, ReadOptions options, String... said) {
        assertThatThrownBy(() -> OnnxReader.read(model, "net.onnx", options))
                .isInstanceOf(NetworkException.class)
                .hasMessageStartingWith("net.onnx: ")
                .hasMessageContainingAll(said)
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
    }

    private static GraphSketch picture() {
        return GraphSketch.of(13, 1, 4, 6, 6);
    }
}
