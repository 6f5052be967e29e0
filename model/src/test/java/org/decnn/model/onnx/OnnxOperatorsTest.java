package org.decnn.model.onnx;

import static org.decnn.model.onnx.GraphSketch.ints;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.OptionalInt;
import java.util.stream.Stream;
import org.decnn.model.network.Network;
import org.decnn.model.testing.OnnxRuntimeForward;
import org.decnn.model.testing.ReferenceForward;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each operator, in the forms that files have it in, as ONNX Runtime computes it. */
class OnnxOperatorsTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource({"featureMapOperators", "pools", "vectorOperators", "axisOperators"})
    void whatIsReadComputesWhatTheFileComputes(String name, GraphSketch graph) {
        byte[] model = graph.bytes();
        Network network = OnnxReader.read(model, "sketch.onnx", OptionalInt.empty());
        float[] input = SmallNetworks.randomInput(network, 3);

        float[] expected = OnnxRuntimeForward.run(model, input);

        Agreement.assertClose(ReferenceForward.run(network, input), expected, 1e-5);
        Agreement.assertClose(
                OnnxRuntimeForward.run(OnnxWriter.write(network), input), expected, 1e-5);
    }

    static Stream<Arguments> featureMapOperators() {
        return Stream.of(
                arguments(
                        "convolution with uneven everything",
                        image(13)
                                .weight("w", 8, 2, 3, 2)
                                .weight("b", 8)
                                .node(
                                        "Conv",
                                        "x w b",
                                        "y",
                                        "group",
                                        2,
                                        "kernel_shape",
                                        ints(3, 2),
                                        "strides",
                                        ints(2, 1),
                                        "dilations",
                                        ints(1, 2),
                                        "pads",
                                        ints(1, 0, 2, 1))),
                arguments(
                        "bare convolution",
                        image(13).weight("w", 8, 4, 3, 3).node("Conv", "x w", "y")),
                arguments(
                        "depthwise convolution",
                        image(13).weight("w", 4, 1, 3, 3).node("Conv", "x w", "y", "group", 4)),
                arguments("SAME_UPPER", sameConv("SAME_UPPER")),
                arguments("SAME_LOWER", sameConv("SAME_LOWER")),
                arguments("VALID", sameConv("VALID")),
                arguments(
                        "batch norm of opset 7",
                        batchNorm(7, "epsilon", 1e-3f, "momentum", 0.9f, "spatial", 1)),
                arguments("batch norm of opset 15", batchNorm(15, "training_mode", 0)),
                arguments("relu", image(13).node("Relu", "x", "y")),
                arguments(
                        "clip by attributes",
                        image(7).node("Clip", "x", "y", "min", -0.5f, "max", 0.25f)),
                arguments(
                        "clip by inputs",
                        image(13)
                                .weight("min", new float[] {-0.5f})
                                .weight("max", new float[] {0.25f})
                                .node("Clip", "x min max", "y")),
                arguments(
                        "clip from above alone",
                        image(13).weight("max", new float[] {0.25f}).node("Clip", "x _ max", "y")),
                arguments("lrn with defaults", image(13).node("LRN", "x", "y", "size", 3)),
                arguments(
                        "lrn",
                        image(13)
                                .node(
                                        "LRN", "x", "y", "size", 5, "alpha", 0.5f, "beta", 0.6f,
                                        "bias", 2f)),
                arguments("add", image(13).node("Relu", "x", "a").node("Add", "a x", "y")),
                arguments("add to itself", image(13).node("Add", "x x", "y")),
                arguments(
                        "sum of three", image(13).node("Relu", "x", "a").node("Sum", "a x a", "y")),
                arguments("sum of one", image(13).node("Sum", "x", "a").node("Relu", "a", "y")),
                arguments(
                        "concatenation",
                        image(13).node("Relu", "x", "a").node("Concat", "a x a", "y", "axis", 1)),
                arguments(
                        "concatenation counted from the end",
                        image(13).node("Relu", "x", "a").node("Concat", "a x", "y", "axis", -3)),
                arguments(
                        "gather of channels",
                        image(13)
                                .integers("channels", 3, -4, 3)
                                .node("Gather", "x channels", "y", "axis", 1)),
                arguments(
                        "bias added after the convolution",
                        image(13)
                                .weight("w", 8, 4, 3, 3)
                                .weight("b", 1, 8, 1, 1)
                                .node("Conv", "x w", "a")
                                .node("Add", "a b", "y")));
    }

    static Stream<Arguments> pools() {
        return Stream.of(
                arguments("max pool", pool(13, "MaxPool", "kernel_shape", ints(3, 2))),
                arguments(
                        "max pool with uneven everything",
                        pool(
                                13,
                                "MaxPool",
                                "kernel_shape",
                                ints(2, 3),
                                "strides",
                                ints(1, 2),
                                "pads",
                                ints(0, 1, 1, 1),
                                "dilations",
                                ints(2, 1),
                                "storage_order",
                                0)),
                arguments(
                        "max pool rounded up",
                        pool(
                                13,
                                "MaxPool",
                                "kernel_shape",
                                ints(3, 3),
                                "strides",
                                ints(2, 2),
                                "ceil_mode",
                                1)),
                arguments(
                        "max pool rounded up, its last window in the padding",
                        pool(
                                13,
                                "MaxPool",
                                "kernel_shape",
                                ints(2, 2),
                                "strides",
                                ints(3, 3),
                                "pads",
                                ints(1, 1, 1, 1),
                                "ceil_mode",
                                1)),
                arguments(
                        "max pool SAME_UPPER",
                        pool(
                                13,
                                "MaxPool",
                                "kernel_shape",
                                ints(3, 3),
                                "strides",
                                ints(2, 2),
                                "auto_pad",
                                "SAME_UPPER")),
                arguments(
                        "average pool",
                        pool(
                                7,
                                "AveragePool",
                                "kernel_shape",
                                ints(3, 3),
                                "pads",
                                ints(1, 0, 1, 1),
                                "strides",
                                ints(2, 1))),
                arguments(
                        "average pool that counts its padding",
                        pool(
                                7,
                                "AveragePool",
                                "kernel_shape",
                                ints(3, 3),
                                "pads",
                                ints(1, 0, 1, 1),
                                "count_include_pad",
                                1)),
                arguments(
                        "average pool rounded up",
                        pool(
                                13,
                                "AveragePool",
                                "kernel_shape",
                                ints(3, 3),
                                "strides",
                                ints(2, 2),
                                "ceil_mode",
                                1)),
                arguments(
                        "average pool rounded up that counts its padding",
                        pool(
                                19,
                                "AveragePool",
                                "kernel_shape",
                                ints(3, 3),
                                "strides",
                                ints(2, 2),
                                "pads",
                                ints(1, 1, 0, 0),
                                "count_include_pad",
                                1,
                                "ceil_mode",
                                1)),
                arguments(
                        "average pool SAME_LOWER",
                        pool(
                                13,
                                "AveragePool",
                                "kernel_shape",
                                ints(2, 2),
                                "auto_pad",
                                "SAME_LOWER")),
                arguments("global average pool", image(13).node("GlobalAveragePool", "x", "y")),
                arguments(
                        "mean over height and width",
                        image(13).node("ReduceMean", "x", "y", "axes", ints(2, 3))),
                arguments(
                        "mean over height and width that leaves a vector",
                        image(13)
                                .node("ReduceMean", "x", "y", "axes", ints(-1, -2), "keepdims", 0)),
                arguments(
                        "mean with its axes as an input",
                        image(18).integers("axes", 2, 3).node("ReduceMean", "x axes", "y")),
                arguments(
                        "mean over pixels in one axis",
                        image(13)
                                .integers("shape", 0, 0, -1)
                                .node("Reshape", "x shape", "a")
                                .node("ReduceMean", "a", "y", "axes", ints(2), "keepdims", 0)));
    }

    static Stream<Arguments> vectorOperators() {
        return Stream.of(
                arguments(
                        "gemm of PyTorch",
                        vector(13)
                                .weight("w", 10, 144)
                                .weight("b", 10)
                                .node("Gemm", "v w b", "y", "alpha", 1f, "beta", 1f, "transB", 1)),
                arguments(
                        "gemm with factors",
                        vector(13)
                                .weight("w", 144, 10)
                                .weight("b", 1, 10)
                                .node("Gemm", "v w b", "y", "alpha", 0.5f, "beta", 2f)),
                arguments(
                        "gemm without bias",
                        vector(13).weight("w", 144, 10).node("Gemm", "v w", "y")),
                arguments(
                        "gemm with one bias for all",
                        vector(13).weight("w", 144, 10).weight("b", 1).node("Gemm", "v w b", "y")),
                arguments(
                        "matrix product",
                        vector(13).weight("w", 144, 10).node("MatMul", "v w", "y")),
                arguments(
                        "matrix product and bias",
                        vector(13)
                                .weight("w", 144, 10)
                                .weight("b", 10)
                                .node("MatMul", "v w", "a")
                                .node("Add", "b a", "y")),
                arguments(
                        "matrix product read with and without bias",
                        vector(13)
                                .weight("w", 144, 10)
                                .weight("b", 10)
                                .node("MatMul", "v w", "a")
                                .node("Add", "a b", "c")
                                .node("Concat", "a c", "y", "axis", 1)),
                arguments("softmax", vector(13).node("Softmax", "v", "y")),
                arguments("softmax of opset 7", vector(7).node("Softmax", "v", "y")),
                arguments(
                        "softmax of opset 7 over 1×1 maps",
                        image(7).node("GlobalAveragePool", "x", "a").node("Softmax", "a", "y")),
                arguments(
                        "softmax over the channels of maps",
                        image(13).node("Softmax", "x", "y", "axis", 1)),
                arguments("relu of a vector", vector(13).node("Relu", "v", "y")));
    }

    static Stream<Arguments> axisOperators() {
        return Stream.of(
                arguments("flatten", image(13).node("Flatten", "x", "y")),
                arguments(
                        "flatten counted from the end",
                        image(13).node("Flatten", "x", "y", "axis", -3)),
                arguments(
                        "reshape that flattens",
                        image(13).integers("shape", -1, 144).node("Reshape", "x shape", "y")),
                arguments(
                        "reshape that copies the batch",
                        image(13).integers("shape", 0, -1).node("Reshape", "x shape", "y")),
                arguments(
                        "reshape that does nothing",
                        image(13)
                                .integers("shape", 0, 4, 6, -1)
                                .node("Reshape", "x shape", "a")
                                .node("Relu", "a", "y")),
                arguments(
                        "squeeze by attribute",
                        image(11)
                                .node("GlobalAveragePool", "x", "a")
                                .node("Squeeze", "a", "y", "axes", ints(2, 3))),
                arguments(
                        "squeeze by input, twice",
                        image(13)
                                .integers("last", -1)
                                .node("GlobalAveragePool", "x", "a")
                                .node("Squeeze", "a last", "b")
                                .node("Squeeze", "b last", "c")
                                .node("Relu", "c", "y")),
                arguments(
                        "transpose of 1×1 maps",
                        image(13)
                                .node("GlobalAveragePool", "x", "a")
                                .node("Transpose", "a", "b", "perm", ints(0, 2, 3, 1))
                                .node("Flatten", "b", "y")),
                arguments("shuffle of four rows", shuffle(13, -1, 4, 2, 6, 6)),
                arguments("shuffle of two rows", shuffle(13, 1, 2, 4, 6, 6)),
                arguments("shuffle with pixels in one axis", shuffle(7, 0, 2, 4, -1)),
                arguments(
                        "shuffle that is flattened at once",
                        image(13)
                                .integers("split", 1, 2, 2, 36)
                                .integers("flat", 1, -1)
                                .node("Reshape", "x split", "a")
                                .node("Transpose", "a", "b", "perm", ints(0, 2, 1, 3))
                                .node("Reshape", "b flat", "y")));
    }

    private static GraphSketch image(int opset) {
        return GraphSketch.of(opset, 1, 4, 6, 6);
    }

    private static GraphSketch vector(int opset) {
        return image(opset).node("Flatten", "x", "v");
    }

    private static GraphSketch sameConv(String autoPad) {
        return GraphSketch.of(13, 1, 4, 6, 7)
                .weight("w", 8, 4, 4, 3)
                .node("Conv", "x w", "y", "auto_pad", autoPad, "strides", ints(2, 2));
    }

    private static GraphSketch batchNorm(int opset, Object... attributes) {
        return image(opset)
                .weight("gamma", 4)
                .weight("beta", 4)
                .weight("mean", 4)
                .variance("variance", 4)
                .node("BatchNormalization", "x gamma beta mean variance", "y", attributes);
    }

    private static GraphSketch pool(int opset, String operator, Object... attributes) {
        return image(opset).node(operator, "x", "y", attributes);
    }

    private static GraphSketch shuffle(int opset, long... split) {
        int[] swap = split.length == 5 ? ints(0, 2, 1, 3, 4) : ints(0, 2, 1, 3);
        return image(opset)
                .node("Concat", "x x", "eight", "axis", 1)
                .weight("w", 8, 1, 1, 1)
                .node("Conv", "eight w", "scaled", "group", 8)
                .integers("split", split)
                .integers("join", -1, 8, 6, 6)
                .node("Reshape", "scaled split", "rows")
                .node("Transpose", "rows", "swapped", "perm", swap)
                .node("Reshape", "swapped join", "y");
    }
}
