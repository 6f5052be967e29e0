package org.decnn.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.decnn.model.onnx.GraphSketch.ints;
import static org.decnn.model.onnx.GraphSketch.tensor;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import org.decnn.model.network.NetworkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is made of constants alone is computed when a network is read, as NumPy spreads it. */
class ConstantsTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource({"weights", "shapes"})
    void whatIsReadComputesWhatTheFileComputes(
            String name, GraphSketch graph, List<String> operations) {
        assertThat(ReadAsComputed.names(ReadAsComputed.read(graph))).isEqualTo(operations);
    }

    static Stream<Arguments> weights() {
        return Stream.of(
                arguments(
                        "standardised weights",
                        picture()
                                .weight("w", 4, 4, 3, 3)
                                .weight("gain", 4, 1, 1, 1)
                                .one("eps", 1e-4f)
                                .node("ReduceMean", "w", "m", "axes", ints(1, 2, 3))
                                .node("Sub", "w m", "d")
                                .node("Mul", "d d", "q")
                                .node("ReduceMean", "q", "v", "axes", ints(1, 2, 3))
                                .node("Add", "v eps", "e")
                                .node("Sqrt", "e", "r")
                                .node("Div", "d r", "n")
                                .node("Mul", "gain n", "s")
                                .node("Conv", "x s", "y"),
                        List.of("Conv")),
                arguments(
                        "a constant of more values than axes",
                        picture()
                                .weight("a", 4, 1)
                                .weight("b", 1, 3)
                                .weight("c", 4)
                                .integers("end", 3)
                                .integers("last", 4)
                                .integers("lane", -1)
                                .node("Add", "a b", "s")
                                .node("ReduceMax", "s", "t", "axes", ints(1), "keepdims", 0)
                                .node("Mul", "t c", "u")
                                .integers("shape", 4, 1, 1)
                                .node("Reshape", "u shape", "v")
                                .node("Mul", "x v", "y"),
                        List.of("Affine")),
                arguments(
                        "weights of 8 bits with one scale",
                        picture()
                                .initializer(bytes("w", 4, 4, 1, 1))
                                .one("s", 0.03f)
                                .initializer(tensor("z", DataType.INT8).addInt32Data(3))
                                .node("DequantizeLinear", "w s z", "d")
                                .node("Conv", "x d", "y"),
                        List.of("Conv")),
                arguments(
                        "weights of 8 bits with a scale a channel",
                        picture()
                                .initializer(bytes("w", 4, 4, 1, 1))
                                .variance("s", 4)
                                .node("DequantizeLinear", "w s", "d", "axis", 0)
                                .node("Conv", "x d", "y"),
                        List.of("Conv")),
                arguments(
                        "weights that are filled",
                        picture()
                                .integers("shape", 8, 4, 3, 3)
                                .node(
                                        "ConstantOfShape",
                                        "shape",
                                        "w",
                                        "value",
                                        tensor("", DataType.FLOAT, 1).addFloatData(0.25f))
                                .node("Conv", "x w", "y"),
                        List.of("Conv")),
                arguments(
                        "weights that are transposed, joined and cut",
                        picture()
                                .weight("a", 3, 3, 4, 2)
                                .weight("b", 3, 3, 4, 3)
                                .integers("from", 1)
                                .integers("to", 5)
                                .integers("axis", 3)
                                .node("Concat", "a b", "c", "axis", -1)
                                .node("Slice", "c from to axis", "d")
                                .node("Transpose", "d", "w", "perm", ints(3, 2, 0, 1))
                                .node("Conv", "x w", "y"),
                        List.of("Conv")),
                arguments(
                        "values that are given as attributes",
                        picture()
                                .weight("w", 4, 4, 1, 1)
                                .node(
                                        "Constant",
                                        "",
                                        "b",
                                        "value_floats",
                                        new float[] {1, -2, 0.5f, 3})
                                .node("Conv", "x w b", "y"),
                        List.of("Conv")));
    }

    static Stream<Arguments> shapes() {
        return Stream.of(
                arguments(
                        "a size that is chosen",
                        picture()
                                .integers("one", 1)
                                .integers("wanted", 1, -1)
                                .integers("two", 2)
                                .node("Shape", "x", "dims")
                                .node("Gather", "dims one", "c", "axis", 0)
                                .node("Equal", "c one", "grey")
                                .node("Where", "grey two wanted", "shape")
                                .node("Reshape", "x shape", "y"),
                        List.of("Flatten")),
                arguments(
                        "the product of sizes",
                        picture()
                                .integers("from", 1)
                                .integers("to", 4)
                                .integers("minus", -1)
                                .node("Shape", "x", "dims")
                                .node("Slice", "dims from to", "rest")
                                .node("ReduceProd", "rest", "all")
                                .node("Concat", "minus all", "shape", "axis", 0)
                                .node("Reshape", "x shape", "y"),
                        List.of("Flatten")),
                arguments(
                        "channels that are counted",
                        picture()
                                .initializer(tensor("a", DataType.INT64).addInt64Data(0))
                                .initializer(tensor("b", DataType.INT64).addInt64Data(4))
                                .initializer(tensor("c", DataType.INT64).addInt64Data(2))
                                .node("Range", "a b c", "even")
                                .node("Gather", "x even", "y", "axis", 1),
                        List.of("Select")),
                arguments(
                        "a decision that shapes make",
                        picture()
                                .integers("one", 1)
                                .integers("axis", 1)
                                .node("Shape", "x", "dims")
                                .node("Gather", "dims axis", "c", "axis", 0)
                                .node("Equal", "c one", "grey")
                                .node(
                                        "If",
                                        "grey",
                                        "z",
                                        "then_branch",
                                        new GraphSketch(13).node("Abs", "x", "in").output("in"),
                                        "else_branch",
                                        new GraphSketch(13)
                                                .weight("w", 4, 4, 1, 1)
                                                .node("Conv", "x w", "in")
                                                .output("in"))
                                .node("Relu", "z", "y"),
                        List.of("Conv", "Relu")));
    }

    @Test
    void aConstantsOperatorOfAnotherDomainIsNotComputed() {
        byte[] model =
                picture()
                        .weight("a", 4, 1, 1)
                        .node("Sqrt", "a", "b")
                        .ofDomain("com.example")
                        .node("Mul", "x b", "y")
                        .bytes();

        assertThatThrownBy(() -> OnnxReader.read(model, "net.onnx", OptionalInt.empty()))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("domain 'com.example' is not ONNX's own");
    }

    private static TensorProto.Builder bytes(String name, int... dims) {
        TensorProto.Builder tensor = tensor(name, DataType.INT8, dims);
        for (int i = 0; i < 16; i++) {
            tensor.addInt32Data(i * 15 - 120);
        }
        return tensor;
    }

    private static GraphSketch picture() {
        return GraphSketch.of(13, 1, 4, 6, 6);
    }
}
