package org.decnn.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.decnn.model.onnx.GraphSketch.ints;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.decnn.model.network.Network;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Parts of pictures and borders around them, of channels and of pixels. */
class PartsAndBordersTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource({"parts", "borders"})
    void whatIsReadComputesWhatTheFileComputes(
            String name, GraphSketch graph, List<String> operations) {
        Network network = ReadAsComputed.read(graph);

        assertThat(ReadAsComputed.names(network)).isEqualTo(operations);
    }

    static Stream<Arguments> parts() {
        return Stream.of(
                arguments(
                        "split in halves",
                        picture(13)
                                .node("Split", "x", "a b", "axis", 1)
                                .node("Concat", "b a", "y", "axis", 1),
                        List.of("Select", "Select", "Concat")),
                arguments(
                        "split by sizes",
                        picture(13)
                                .integers("sizes", 1, 3)
                                .node("Split", "x sizes", "a b", "axis", -3)
                                .node("Mul", "a b", "y"),
                        List.of("Select", "Select", "Arithmetic")),
                arguments(
                        "split by an attribute",
                        picture(11)
                                .node("Split", "x", "a b", "axis", 1, "split", ints(3, 1))
                                .node("Concat", "b a", "y", "axis", 1),
                        List.of("Select", "Select", "Concat")),
                arguments(
                        "split in parts of which the last is smaller",
                        picture(18)
                                .node("Split", "x", "a b c", "axis", 2, "num_outputs", 3)
                                .node("Mul", "a c", "y"),
                        List.of("Crop", "Crop", "Arithmetic")),
                arguments(
                        "every second row and column",
                        picture(13)
                                .integers("s", 0, 1)
                                .integers("e", Long.MAX_VALUE, 6)
                                .integers("a", 2, 3)
                                .integers("t", 2, 3)
                                .node("Slice", "x s e a t", "y"),
                        List.of("Crop", "Crop")),
                arguments(
                        "channels backwards",
                        picture(13)
                                .integers("s", -1)
                                .integers("e", Long.MIN_VALUE)
                                .integers("a", 1)
                                .integers("t", -1)
                                .node("Slice", "x s e a t", "y"),
                        List.of("Select")),
                arguments(
                        "a slice by attributes",
                        picture(9)
                                .node(
                                        "Slice",
                                        "x",
                                        "y",
                                        "axes",
                                        ints(1, 2),
                                        "starts",
                                        ints(1, 2),
                                        "ends",
                                        ints(3, -1)),
                        List.of("Select", "Crop")),
                arguments(
                        "one row, its axis gone",
                        picture(13)
                                .initializer(
                                        GraphSketch.tensor(
                                                        "two", onnx.Onnx.TensorProto.DataType.INT64)
                                                .addInt64Data(2))
                                .node("Gather", "x two", "a", "axis", 2)
                                .node("ReduceMax", "a", "b", "axes", ints(2), "keepdims", 0)
                                .node("Relu", "b", "y"),
                        List.of("Crop", "GlobalMaxPool", "Relu", "Flatten")),
                arguments(
                        "space to depth",
                        picture(13).node("SpaceToDepth", "x", "y", "blocksize", 2),
                        List.of("Crop", "Crop", "Crop", "Crop", "Concat")));
    }

    static Stream<Arguments> borders() {
        return Stream.of(
                arguments(
                        "ResNet's option A",
                        picture(13)
                                .integers("pads", 0, 2, 0, 0, 0, 1, 0, 0)
                                .node("Pad", "x pads", "y"),
                        List.of("PadChannels")),
                arguments(
                        "of a constant",
                        picture(13)
                                .integers("pads", 0, 0, 1, 0, 0, 0, 0, 2)
                                .one("v", 0.5f)
                                .weight("w", 4, 4, 3, 3)
                                .node("Pad", "x pads v", "p")
                                .node("Conv", "p w", "y"),
                        List.of("Pad", "Conv")),
                arguments(
                        "mirrored",
                        picture(13)
                                .integers("pads", 0, 0, 2, 1, 0, 0, 1, 3)
                                .node("Pad", "x pads", "y", "mode", "reflect"),
                        List.of("Pad")),
                arguments(
                        "repeated",
                        picture(13)
                                .integers("pads", 0, 0, 2, 1, 0, 0, 1, 3)
                                .node("Pad", "x pads", "y", "mode", "edge"),
                        List.of("Pad")),
                arguments(
                        "of zeros before a max pool, which would pad with less",
                        picture(13)
                                .integers("pads", 0, 0, 0, 0, 0, 0, 1, 1)
                                .node("Pad", "x pads", "p")
                                .node("MaxPool", "p", "y", "kernel_shape", ints(2, 2)),
                        List.of("Pad", "MaxPool")),
                arguments(
                        "of zeros around one of zeros",
                        picture(13)
                                .integers("a", 0, 0, 1, 0, 0, 0, 0, 1)
                                .integers("b", 0, 0, 0, 1, 0, 0, 1, 1)
                                .weight("w", 4, 4, 3, 3)
                                .node("Pad", "x a", "p")
                                .node("Pad", "p b", "q")
                                .node("Conv", "q w", "y"),
                        List.of("Conv")),
                arguments(
                        "of zeros around a constant",
                        picture(13)
                                .integers("a", 0, 0, 1, 0, 0, 0, 0, 1)
                                .one("v", 2)
                                .weight("w", 4, 4, 3, 3)
                                .node("Pad", "x a v", "p")
                                .node("Pad", "p a", "q")
                                .node("Conv", "q w", "y"),
                        List.of("Pad", "Conv")),
                arguments(
                        "that an average pool pads again without counting it",
                        picture(13)
                                .integers("a", 0, 0, 1, 1, 0, 0, 1, 1)
                                .node("Pad", "x a", "p")
                                .node(
                                        "AveragePool",
                                        "p",
                                        "y",
                                        "kernel_shape",
                                        ints(3, 3),
                                        "pads",
                                        ints(1, 1, 1, 1)),
                        List.of("Pad", "AveragePool")),
                arguments(
                        "less than none",
                        picture(13)
                                .integers("a", 0, -1, -1, 0, 0, 0, 0, -2)
                                .node("Pad", "x a", "y"),
                        List.of("Select", "Crop", "Crop")),
                arguments(
                        "of some axes",
                        picture(18)
                                .integers("a", 1, 2)
                                .integers("axes", -1)
                                .node("Pad", "x a _ axes", "y"),
                        List.of("Pad")));
    }

    private static GraphSketch picture(int opset) {
        return GraphSketch.of(opset, 1, 4, 6, 6);
    }
}
