package org.decnn.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.decnn.model.onnx.GraphSketch.ints;
import static org.decnn.model.onnx.GraphSketch.tensor;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import onnx.Onnx.TensorProto.DataType;
import org.decnn.model.network.NetworkException;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A file that cannot be read says why in one line: the file, the node, and what to do. */
class OnnxErrorsTest {

    @ParameterizedTest(name = "{1}")
    @MethodSource({"operators", "graphs", "weights"})
    void theErrorNamesThePlaceAndTheRemedy(byte[] model, List<String> said) {
        assertThatThrownBy(() -> OnnxReader.read(model, "net.onnx", OptionalInt.empty()))
                .isInstanceOf(NetworkException.class)
                .hasMessageStartingWith("net.onnx: ")
                .hasMessageContainingAll(said.toArray(String[]::new))
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
    }

    static Stream<Arguments> operators() {
        return Stream.of(
                error(
                        image().named("/act/Sin", "Sin", "x", "y"),
                        "node '/act/Sin' (Sin)",
                        "not supported",
                        "BatchNormalization, Cast, CastLike, Celu, Clip"),
                error(
                        image().weight("w", 8, 1, 1, 1).node("Conv", "x w", "y", "group", 3),
                        "node 'y' (Conv)",
                        "3 groups do not divide 4 input and 8 output channels"),
                error(
                        image().weight("w", 8, 3, 1, 1).node("Conv", "x w", "y"),
                        "(Conv)",
                        "wants 3 input channels, its input has 4"),
                error(
                        image().weight("w", 8, 4, 1, 1).node("Conv", "x w", "y", "fancy", 1),
                        "(Conv)",
                        "attribute 'fancy' is not supported"),
                error(
                        image().weight("w", 8, 4, 1, 1).node("Conv", "x w", "y", "group", 1f),
                        "(Conv)",
                        "attribute 'group' is FLOAT, not INT"),
                error(
                        image().weight("w", 8, 4, 1).node("Conv", "x w", "y"),
                        "(Conv)",
                        "only convolutions of images"),
                error(
                        image().weight("w", 8, 4, 9, 9).node("Conv", "x w", "y"),
                        "(Conv)",
                        "a window of 9 does not fit"),
                error(
                        image().weight("w", 8, 4, 1, 1)
                                .node("Conv", "x w", "y", "pads", ints(1, 1)),
                        "(Conv)",
                        "2 pads"),
                error(
                        image().weight("w", 8, 4, 1, 1)
                                .node("Conv", "x w", "y", "pads", ints(-1, 0, 0, 0)),
                        "(Conv)",
                        "padding is not negative"),
                error(
                        image().weight("w", 8, 4, 1, 1)
                                .node("Conv", "x w", "y", "auto_pad", "SOME"),
                        "auto_pad 'SOME'"),
                error(
                        image().weight("w", 4)
                                .node("BatchNormalization", "x w w w w", "y", "training_mode", 1),
                        "(BatchNormalization)",
                        "evaluation mode"),
                error(
                        image().weight("w", 4)
                                .node("BatchNormalization", "x w w w w", "y", "spatial", 0),
                        "spatial=0"),
                error(
                        image().node("MaxPool", "x", "a i", "kernel_shape", ints(2, 2))
                                .node("Identity", "i", "y"),
                        "(MaxPool)",
                        "output 'i'"),
                error(
                        image().integers("p", 0, 1, 0, 0, 0, 0, 0, 0)
                                .node("Pad", "x p", "y", "mode", "edge"),
                        "(Pad)",
                        "mirrors or repeats channels"),
                error(
                        image().integers("p", 1, 0, 0, 0, 0, 0, 0, 0).node("Pad", "x p", "y"),
                        "(Pad)",
                        "only channels, height and width can be padded"),
                error(
                        image().integers("p", 0, 0, 6, 1, 0, 0, 1, 1)
                                .node("Pad", "x p", "y", "mode", "reflect"),
                        "(Pad)",
                        "it mirrors 4×6×6 further than it reaches"),
                error(
                        image().integers("p", 0, 0, 1, 1, 0, 0, 1, 1)
                                .node("Pad", "x p", "y", "mode", "wrap"),
                        "(Pad)",
                        "mode 'wrap'"),
                error(
                        image().weight("c", 6).node("Add", "x c", "y"),
                        "(Add)",
                        "adds a constant [6]"),
                error(
                        image().node("AveragePool", "x", "a", "kernel_shape", ints(2, 2))
                                .node("Add", "a x", "y"),
                        "(Add)",
                        "it adds 4×5×5 and 4×6×6"),
                error(
                        image().node("Transpose", "x", "t", "perm", ints(0, 1, 3, 2))
                                .integers("s", 1, 4, 6, 2, 3)
                                .node("Reshape", "x s", "a")
                                .node("Reshape", "t s", "b")
                                .node("Concat", "a b", "y", "axis", 2),
                        "(Concat)",
                        "only channels, axis 1"),
                error(
                        image().node("Transpose", "x", "y", "perm", ints(0, 2, 3, 1)),
                        "(Transpose)",
                        "[1, height, width, channels]"),
                error(
                        image().integers("s", 1, 8, 18)
                                .node("Reshape", "x s", "a")
                                .weight("w", 4, 8, 1, 1)
                                .node("Conv", "a w", "y"),
                        "(Conv)",
                        "seen as [1, 8, 18]"),
                error(
                        image().integers("s", 2, 9).node("Reshape", "x s", "y"),
                        "(Reshape)",
                        "not as many values"),
                error(
                        image().integers("s", 1, 2, 2, 6, 6)
                                .node("Reshape", "x s", "a")
                                .node("Transpose", "a", "b", "perm", ints(0, 2, 1, 3, 4))
                                .node("MaxPool", "b", "y", "kernel_shape", ints(1, 1)),
                        "(MaxPool)",
                        "seen as [1, 2, 2, 6, 6]"),
                error(
                        image().one("zero", 0)
                                .node("Greater", "x zero", "a")
                                .node("Cast", "a", "b", "to", DataType.FLOAT_VALUE)
                                .node("Mul", "x b", "y"),
                        "(Cast)",
                        "it chooses value by value"),
                error(
                        image().one("zero", 0)
                                .node("Abs", "x", "m")
                                .node("Less", "x zero", "a")
                                .node("Where", "a m zero", "y"),
                        "(Where)",
                        "a line on each side"),
                error(
                        image().node("Relu", "x", "r").node("MatMul", "x r", "y"),
                        "(MatMul)",
                        "as attention does"),
                error(
                        image().weight("c", 1, 1, 6, 6).node("Concat", "x c", "y", "axis", 1),
                        "(Concat)",
                        "only channels that are one value everywhere"),
                error(
                        image().node("Flatten", "x", "v")
                                .weight("w", 144, 2)
                                .node("Gemm", "v w", "y", "transA", 1),
                        "(Gemm)",
                        "transA=1"),
                error(
                        image().weight("w", 144, 2).node("MatMul", "x w", "y"),
                        "(MatMul)",
                        "is not flat"),
                error(
                        image().node("Cast", "x", "y", "to", DataType.INT32_VALUE),
                        "(Cast)",
                        "cast to INT32"));
    }

    static Stream<Arguments> graphs() {
        return Stream.of(
                error(
                        GraphSketch.of(13, -1, 4, -1, -1).node("Relu", "x", "y"),
                        "input 'x' has no fixed height and width",
                        "give --input-size"),
                error(GraphSketch.of(13, 1, -1, 6, 6).node("Relu", "x", "y"), "number of channels"),
                error(GraphSketch.of(13, 8, 4, 6, 6).node("Relu", "x", "y"), "a batch of 8"),
                error(
                        GraphSketch.of(13, 1, 4).node("Relu", "x", "y"),
                        "has 2 axes",
                        "[N, C, H, W]"),
                error(GraphSketch.of(6, 1, 4, 6, 6).node("Relu", "x", "y"), "opset 6", "convert"),
                error(
                        new GraphSketch(13)
                                .input("x", DataType.UINT8, 1, 4, 6, 6)
                                .node("Relu", "x", "y"),
                        "type UINT8",
                        "float input"),
                error(
                        image().input("other", 1, 4, 6, 6).node("Add", "x other", "y"),
                        "inputs 'x', 'other'",
                        "one image as input"),
                error(image().weight("w", 4).node("Identity", "w", "y"), "depends on no input"),
                error(
                        image().node("Relu", "x", "a").node("Shape", "a", "y"),
                        "output 'y' is not what a layer gives"),
                arguments(
                        image().node("Relu", "x", "a")
                                .node("Relu", "x", "b")
                                .output("a")
                                .output("b")
                                .model(),
                        List.of("outputs 'a', 'b'", "one of them")),
                arguments(new byte[0], List.of("no ONNX graph")),
                arguments(
                        "<html>404 Not Found</html>".getBytes(StandardCharsets.UTF_8),
                        List.of("not an ONNX file, or cut short")));
    }

    static Stream<Arguments> weights() {
        return Stream.of(
                error(
                        image().node("Conv", "x stem.weight", "y"),
                        "(Conv)",
                        "it reads 'stem.weight'",
                        "export the network with its weights"),
                error(
                        image().node("Relu", "x", "w").node("Conv", "x w", "y"),
                        "(Conv)",
                        "weight 'w' is not a constant"),
                error(
                        image().initializer(tensor("w", DataType.FLOAT, 8, 4, 1, 1).addFloatData(1))
                                .node("Conv", "x w", "y"),
                        "weight 'w'",
                        "1 of its 32 values"),
                error(
                        image().initializer(tensor("w", DataType.BFLOAT16, 8, 4, 1, 1))
                                .node("Conv", "x w", "y"),
                        "weight 'w'",
                        "type BFLOAT16 is not supported"),
                arguments(
                        OnnxWeightsTest.externalWeight("net.onnx.data", "0"),
                        List.of(
                                "weight 'w'",
                                "net.onnx.data",
                                "read the network from its folder")));
    }

    @Test
    void aFileThatIsNotThereIsNamed(@TempDir Path folder) {
        assertFails(folder.resolve("absent.onnx"), "absent.onnx: no such file");
        assertFails(folder, "cannot be read");
    }

    @Test
    void aTruncatedFileIsNamedWhereverItIsCut(@TempDir Path folder) throws IOException {
        byte[] whole = OnnxWriter.write(SmallNetworks.denseChain(1));
        for (int length : IntStream.of(3, 20, 1000, whole.length / 2, whole.length - 1).toArray()) {
            Path file = folder.resolve("cut-" + length + ".onnx");
            Files.write(file, Arrays.copyOf(whole, length));
            assertFails(file, file + ": ");
        }
    }

    @Test
    void externalDataMustLieBesideTheModel(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("net.onnx");

        Files.write(file, OnnxWeightsTest.externalWeight("absent.data", "0"));
        assertFails(file, "weight 'w': its file 'absent.data' cannot be read");

        Files.write(file, OnnxWeightsTest.externalWeight("../outside.data", "0"));
        assertFails(file, "'../outside.data' is not in the network's folder");

        Files.write(folder.resolve("short.data"), new byte[31]);
        Files.write(file, OnnxWeightsTest.externalWeight("short.data", "0"));
        assertFails(file, "'short.data' is cut short");

        Files.write(file, OnnxWeightsTest.externalWeight("short.data", "eight"));
        assertFails(file, "offset or size in 'short.data' is not valid");
    }

    @Test
    void anInputSizeThatTheFileContradictsIsRefused() {
        byte[] model = GraphSketch.of(13, 1, 4, 6, 6).node("Relu", "x", "y").bytes();

        assertThatThrownBy(() -> OnnxReader.read(model, "net.onnx", OptionalInt.of(8)))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("fixed at 6 pixels, not 8; leave out --input-size");
    }

    private static void assertFails(Path file, String said) {
        assertThatThrownBy(() -> OnnxReader.read(file))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining(said)
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
    }

    private static GraphSketch image() {
        return GraphSketch.of(13, 1, 4, 6, 6);
    }

    private static Arguments error(GraphSketch graph, String... said) {
        return arguments(graph.bytes(), List.of(said));
    }
}
