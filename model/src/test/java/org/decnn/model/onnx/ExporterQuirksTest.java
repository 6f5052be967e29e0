package org.decnn.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.decnn.model.onnx.GraphSketch.ints;
import static org.decnn.model.onnx.GraphSketch.tensor;

import java.util.List;
import java.util.OptionalInt;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel.AveragePool;
import org.decnn.model.network.PerChannel.BatchNorm;
import org.decnn.model.network.PerChannel.Clip;
import org.decnn.model.network.PerChannel.GlobalAveragePool;
import org.decnn.model.network.PerChannel.Relu;
import org.decnn.model.network.Renumbering.ChannelShuffle;
import org.decnn.model.network.Renumbering.Flatten;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Weighted.Linear;
import org.decnn.model.testing.OnnxRuntimeForward;
import org.decnn.model.testing.ReferenceForward;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.Test;

/** What exporters leave around the layers is gone from the network that is read. */
class ExporterQuirksTest {

    @Test
    void arithmeticOnShapesIsFolded() {
        // PyTorch's x.view(x.size(0), 2, x.size(1) // 2, x.size(2), x.size(3)) and so on.
        byte[] model =
                GraphSketch.of(11, -1, 4, 6, 6)
                        .node("Relu", "x", "r")
                        .node("Shape", "r", "dims")
                        .node("Constant", "", "zero", "value", scalar(0))
                        .node("Constant", "", "one", "value", scalar(1))
                        .node("Constant", "", "two", "value", scalar(2))
                        .node("Gather", "dims zero", "n", "axis", 0)
                        .node("Gather", "dims one", "c", "axis", 0)
                        .node("Div", "c two", "half")
                        .node("Cast", "half", "halfLong", "to", DataType.INT64_VALUE)
                        .node("Unsqueeze", "n", "n1", "axes", ints(0))
                        .node("Unsqueeze", "halfLong", "half1", "axes", ints(0))
                        .node("Unsqueeze", "two", "two1", "axes", ints(0))
                        .integers("from2", 2)
                        .integers("to4", 4)
                        .node("Slice", "dims from2 to4", "pixels")
                        .node("Concat", "n1 two1 half1 pixels", "split", "axis", 0)
                        .node("Reshape", "r split", "rows")
                        .node("Transpose", "rows", "swapped", "perm", ints(0, 2, 1, 3, 4))
                        .node("Mul", "half two", "all")
                        .node("Sub", "all one", "less")
                        .node("Add", "less one", "again")
                        .node("Unsqueeze", "again", "again1", "axes", ints(0))
                        .integers("free", -1)
                        .node("Concat", "free again1 pixels", "join", "axis", 0)
                        .node("Reshape", "swapped join", "y")
                        .bytes();

        Network network = assertReadsAsTheFileComputes(model);

        assertThat(network.layers())
                .containsExactly(
                        Layer.of("r", new Relu(), "input"),
                        Layer.of("y", new ChannelShuffle(2, 2), "r"));
    }

    @Test
    void constantsThatAreFilledAndSqueezedAreFolded() {
        byte[] model =
                GraphSketch.of(13, 1, 4, 6, 6)
                        .integers("two", 2)
                        .integers("first", 0)
                        .node(
                                "ConstantOfShape",
                                "two",
                                "ones",
                                "value",
                                tensor("", DataType.INT64, 1).addInt64Data(-1))
                        .node("Gather", "ones first", "minus", "axis", 0)
                        .node("Squeeze", "minus first", "scalar")
                        .node("Unsqueeze", "scalar first", "vector")
                        .node("Constant", "", "batch", "value_ints", ints(1))
                        .node("Concat", "batch vector", "shape", "axis", 0)
                        .node("Reshape", "x shape", "y")
                        .bytes();

        Network network = assertReadsAsTheFileComputes(model);

        assertThat(network.layers()).containsExactly(Layer.of("y", new Flatten(), "input"));
    }

    @Test
    void thePadsOfAPyTorchPaddingLayerAreFolded() {
        // ZeroPad2d((1, 2, 0, 3)): filled up with zeros, turned around in pairs, and transposed.
        byte[] model =
                GraphSketch.of(13, 1, 4, 6, 6)
                        .integers("given", 1, 2, 0, 3)
                        .integers("missing", 4)
                        .integers("pairs", -1, 2)
                        .integers("first", 0)
                        .integers("last", -1)
                        .integers("end", Long.MIN_VALUE + 1)
                        .integers("flat", -1)
                        .weight("w", 4, 4, 3, 3)
                        .node(
                                "ConstantOfShape",
                                "missing",
                                "zeros",
                                "value",
                                tensor("", DataType.INT64, 1).addInt64Data(0))
                        .node("Concat", "given zeros", "a", "axis", 0)
                        .node("Reshape", "a pairs", "b")
                        .node("Slice", "b last end first last", "c")
                        .node("Transpose", "c", "d", "perm", ints(1, 0))
                        .node("Reshape", "d flat", "e")
                        .node("Cast", "e", "pads", "to", DataType.INT64_VALUE)
                        .node("Pad", "x pads", "padded")
                        .node("Conv", "padded w", "y")
                        .bytes();

        Network network = assertReadsAsTheFileComputes(model);

        assertThat(network.shapeOf("y")).isEqualTo(TensorShape.image(4, 7, 7));
    }

    @Test
    void nodesThatDoNothingAreGone() {
        byte[] model =
                GraphSketch.of(11, 1, 4, 6, 6)
                        .integers("none", 0, 0, 0, 0, 0, 0, 0, 0)
                        .node("Pad", "x none", "a")
                        .node("Identity", "a", "b")
                        .node("Dropout", "b", "c mask", "ratio", 0.5f)
                        .node("Cast", "c", "d", "to", DataType.FLOAT_VALUE)
                        .node("Relu", "d", "e")
                        .node("Identity", "e", "y")
                        .bytes();

        Network network = assertReadsAsTheFileComputes(model);

        assertThat(network.layers()).containsExactly(Layer.of("e", new Relu(), "input"));
        assertThat(network.output()).isEqualTo("e");
    }

    @Test
    void nodesThatTheOutputDoesNotNeedAreGone() {
        byte[] model =
                GraphSketch.of(13, 1, 4, 6, 6)
                        .weight("unused", 3)
                        .node("LSTM", "x unused", "dead")
                        .node("Relu", "x", "y")
                        .bytes();

        Network network = OnnxReader.read(model, "dead.onnx", OptionalInt.empty());

        assertThat(network.layers()).containsExactly(Layer.of("y", new Relu(), "input"));
    }

    @Test
    void zeroPadsBecomePartOfTheConvolutionsThatReadThem() {
        byte[] model =
                GraphSketch.of(13, 1, 4, 6, 6)
                        .integers("pads", 0, 0, 1, 0, 0, 0, 2, 1)
                        .weight("zero", new float[] {0})
                        .weight("w", 4, 4, 3, 3)
                        .weight("v", 4, 1, 3, 3)
                        .node("Pad", "x pads zero", "p")
                        .node("Conv", "p w", "a", "pads", ints(1, 1, 1, 1))
                        .node("Conv", "p v", "b", "auto_pad", "SAME_UPPER", "group", 4)
                        .node("Add", "a b", "y")
                        .bytes();

        Network network = assertReadsAsTheFileComputes(model);

        assertThat(operations(network)).doesNotContainNull().hasSize(3);
    }

    @Test
    void aZeroPadBeforeAnAveragePoolIsCountedByIt() {
        byte[] model =
                GraphSketch.of(7, 1, 4, 6, 6)
                        .node("Pad", "x", "p", "pads", ints(0, 0, 1, 1, 0, 0, 0, 1))
                        .node("AveragePool", "p", "y", "kernel_shape", ints(3, 3))
                        .bytes();

        Network network = assertReadsAsTheFileComputes(model);

        assertThat(((AveragePool) operations(network).get(0)).countPadding()).isTrue();
    }

    @Test
    void theBiasAfterAMatrixProductIsTheLinearLayers() {
        byte[] model =
                GraphSketch.of(13, 1, 4, 1, 1)
                        .weight("w", 4, 3)
                        .weight("b", 3)
                        .named("/flatten/Flatten", "Flatten", "x", "v")
                        .named("/fc/MatMul", "MatMul", "v w", "a")
                        .named("/fc/Add", "Add", "b a", "y")
                        .bytes();

        Network network = assertReadsAsTheFileComputes(model);

        assertThat(network.layers()).extracting(Layer::name).containsExactly("flatten", "fc");
        assertThat(network.layers().get(1).operation()).isInstanceOf(Linear.class);
    }

    @Test
    void freeHeightAndWidthAreGivenByTheCaller() {
        byte[] model =
                GraphSketch.of(13, -1, 4, -1, -1)
                        .weight("w", 2, 4, 3, 3)
                        .node("Conv", "x w", "y")
                        .bytes();

        Network network = OnnxReader.read(model, "free.onnx", OptionalInt.of(9));

        assertThat(network.input()).isEqualTo(TensorShape.image(4, 9, 9));
        float[] input = SmallNetworks.randomInput(network, 1);
        Agreement.assertClose(
                ReferenceForward.run(network, input), OnnxRuntimeForward.run(model, input), 1e-5);
    }

    @Test
    void fixedHeightAndWidthNeedNotBeGiven() {
        byte[] model = GraphSketch.of(13, -1, 4, 5, 7).node("Relu", "x", "y").bytes();

        assertThat(OnnxReader.read(model, "fixed.onnx", OptionalInt.empty()).input())
                .isEqualTo(TensorShape.image(4, 5, 7));
    }

    @Test
    void aBatchNormOfTheOldestKindIsRead() {
        byte[] model =
                GraphSketch.of(7, 1, 4, 6, 6)
                        .variance("ones", 4)
                        .node("BatchNormalization", "x ones ones ones ones", "y", "is_test", 1)
                        .bytes();

        Network network = OnnxReader.read(model, "old.onnx", OptionalInt.empty());

        assertThat(((BatchNorm) operations(network).get(0)).epsilon()).isEqualTo(1e-5f);
    }

    @Test
    void clipFromAboveHasNoLowerBound() {
        byte[] model = GraphSketch.of(7, 1, 4, 6, 6).node("Clip", "x", "y", "max", 6f).bytes();

        Network network = OnnxReader.read(model, "clip.onnx", OptionalInt.empty());

        assertThat(operations(network)).containsExactly(new Clip(-Float.MAX_VALUE, 6));
    }

    @Test
    void layersAreNamedAfterTheirModules() {
        byte[] model =
                GraphSketch.of(18, 1, 4, 6, 6)
                        .weight("w", 4, 4, 3, 3)
                        .integers("axes", 2, 3)
                        .named("/conv1/Conv", "Conv", "x w", "a")
                        .named("/Relu", "Relu", "a", "b")
                        .named("/features/features.0/conv/conv.1/conv.1.0/Conv", "Conv", "b w", "c")
                        .named("/layer2/layer2.0/Relu", "Relu", "c", "d")
                        .named("/layer2/layer2.0/Add", "Add", "d d", "e")
                        .named("/layer2/layer2.0/Relu_1", "Relu", "e", "f")
                        .named("node_relu_7", "Relu", "f", "relu_7")
                        .named("old_relu_3", "Relu", "relu_7", "g")
                        .named("", "Relu", "g", "fire2/relu_1")
                        .named("input", "Relu", "fire2/relu_1", "h")
                        .named("old_relu_3", "Relu", "h", "i")
                        .named("/pool/ReduceMean", "ReduceMean", "i axes", "y", "keepdims", 0)
                        .bytes();

        Network network = OnnxReader.read(model, "names.onnx", OptionalInt.empty());

        assertThat(network.layers())
                .extracting(Layer::name)
                .containsExactly(
                        "conv1",
                        "relu",
                        "features.0.conv.1.0",
                        "layer2.0.relu",
                        "layer2.0.add",
                        "layer2.0.relu_1",
                        "relu_7",
                        "old_relu_3",
                        "fire2/relu_1",
                        "input_2",
                        "old_relu_3_2",
                        "pool",
                        "pool_2");
        assertThat(operations(network)).endsWith(new GlobalAveragePool(), new Flatten());
    }

    private static TensorProto.Builder scalar(long value) {
        return tensor("", DataType.INT64).addInt64Data(value);
    }

    private static List<Operation> operations(Network network) {
        return network.layers().stream().map(Layer::operation).toList();
    }

    private static Network assertReadsAsTheFileComputes(byte[] model) {
        Network network = OnnxReader.read(model, "quirk.onnx", OptionalInt.empty());
        float[] input = SmallNetworks.randomInput(network, 9);
        Agreement.assertClose(
                ReferenceForward.run(network, input), OnnxRuntimeForward.run(model, input), 1e-5);
        return network;
    }
}
