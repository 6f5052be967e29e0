package org.decnn.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.decnn.model.onnx.GraphSketch.ints;
import static org.decnn.model.onnx.GraphSketch.tensor;

import ai.onnxruntime.platform.Fp16Conversions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataLocation;
import onnx.Onnx.TensorProto.DataType;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.Operation;
import org.decnn.model.network.Operation.AveragePool;
import org.decnn.model.network.Operation.BatchNorm;
import org.decnn.model.network.Operation.ChannelShuffle;
import org.decnn.model.network.Operation.Clip;
import org.decnn.model.network.Operation.Conv;
import org.decnn.model.network.Operation.Flatten;
import org.decnn.model.network.Operation.GlobalAveragePool;
import org.decnn.model.network.Operation.Linear;
import org.decnn.model.network.Operation.Relu;
import org.decnn.model.network.TensorShape;
import org.decnn.model.testing.OnnxRuntimeForward;
import org.decnn.model.testing.ReferenceForward;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.shade.protobuf.ByteString;

/** What exporters leave around the layers is gone from the network that is read. */
class ExporterQuirksTest {

    private static final float[] EIGHT = {0.5f, -1, 2, -0.25f, 1e-3f, 0, 3, -4};

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
    void weightsMayBeRenamedTransposedReshapedAndCast() {
        TensorProto.Builder doubles = tensor("doubles", DataType.DOUBLE, 8);
        for (float value : EIGHT) {
            doubles.addDoubleData(value);
        }
        byte[] model =
                GraphSketch.of(13, 1, 4, 1, 1)
                        .initializer(doubles)
                        .integers("two-four", 2, 4)
                        .node("Cast", "doubles", "floats", "to", DataType.FLOAT_VALUE)
                        .node("Identity", "floats", "renamed")
                        .node("Reshape", "renamed two-four", "matrix")
                        .node("Transpose", "matrix", "transposed", "perm", ints(1, 0))
                        .node("Flatten", "x", "v")
                        .node("MatMul", "v transposed", "y")
                        .bytes();

        Network network = assertReadsAsTheFileComputes(model);

        Linear linear = (Linear) operations(network).get(1);
        assertThat(linear.weight().values()).containsExactly(EIGHT);
        assertThat(linear.weight().shape()).containsExactly(2, 4);
    }

    @Test
    void weightsMayBeListedAsInputs() {
        byte[] model =
                new GraphSketch(7)
                        .input("w", 2, 4, 1, 1)
                        .input("image", 0, 4, 6, 6)
                        .weight("w", 2, 4, 1, 1)
                        .node("Conv", "image w", "y")
                        .bytes();

        Network network = OnnxReader.read(model, "old.onnx", OptionalInt.empty());

        assertThat(network.input()).isEqualTo(TensorShape.image(4, 6, 6));
        assertThat(network.layers().get(0).inputs()).containsExactly(Network.INPUT);
    }

    @Test
    void weightsOfEveryTypeAndEncodingAreRead() {
        TensorProto.Builder typed = tensor("w", DataType.FLOAT, 2, 4, 1, 1);
        TensorProto.Builder doubles = tensor("w", DataType.DOUBLE, 2, 4, 1, 1);
        TensorProto.Builder halves = tensor("w", DataType.FLOAT16, 2, 4, 1, 1);
        ByteBuffer rawHalves = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer rawDoubles = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : EIGHT) {
            typed.addFloatData(value);
            rawDoubles.putDouble(value);
            short half = Fp16Conversions.floatToFp16(value);
            halves.addInt32Data(Short.toUnsignedInt(half));
            rawHalves.putShort(half);
        }
        doubles.setRawData(ByteString.copyFrom(rawDoubles.flip()));
        TensorProto.Builder rawFp16 =
                tensor("w", DataType.FLOAT16, 2, 4, 1, 1)
                        .setRawData(ByteString.copyFrom(rawHalves.flip()));

        assertThat(weightsRead(typed)).containsExactly(EIGHT);
        assertThat(weightsRead(doubles)).containsExactly(EIGHT);
        assertThat(weightsRead(halves)).containsExactly(weightsRead(rawFp16));
        for (int i = 0; i < EIGHT.length; i++) {
            short half = Fp16Conversions.floatToFp16(EIGHT[i]);
            assertThat(weightsRead(halves)[i]).isEqualTo(Fp16Conversions.fp16ToFloat(half));
        }
    }

    @Test
    void everyHalfPrecisionValueIsReadExactly() {
        ByteBuffer all = ByteBuffer.allocate(1 << 17).order(ByteOrder.LITTLE_ENDIAN);
        for (int bits = 0; bits < 1 << 16; bits++) {
            all.putShort((short) bits);
        }
        byte[] model =
                GraphSketch.of(13, 1, 1, 1, 1)
                        .initializer(
                                tensor("w", DataType.FLOAT16, 1 << 16, 1, 1, 1)
                                        .setRawData(ByteString.copyFrom(all.flip())))
                        .node("Conv", "x w", "y")
                        .bytes();

        Network network = OnnxReader.read(model, "halves.onnx", OptionalInt.empty());

        float[] read = ((Conv) operations(network).get(0)).weight().values();
        for (int bits = 0; bits < 1 << 16; bits++) {
            // Compared as objects, for which NaN equals NaN.
            assertThat(read[bits]).isEqualTo((Float) Fp16Conversions.fp16ToFloat((short) bits));
        }
    }

    @Test
    void weightsMayLieInAFileBesideTheModel(@TempDir Path folder) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN).putLong(0);
        for (float value : EIGHT) {
            bytes.putFloat(value);
        }
        Files.write(folder.resolve("net.onnx.data"), bytes.array());
        Path model = folder.resolve("net.onnx");
        Files.write(model, externalWeight("net.onnx.data", "8"));

        Network network = OnnxReader.read(model);

        assertThat(((Conv) operations(network).get(0)).weight().values()).containsExactly(EIGHT);
        assertThat(network.name()).isEqualTo("net");
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
                        .named("old_relu_3", "Relu", "f", "g")
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
                        "old_relu_3",
                        "fire2/relu_1",
                        "input_2",
                        "old_relu_3_2",
                        "pool",
                        "pool_2");
        assertThat(operations(network)).endsWith(new GlobalAveragePool(), new Flatten());
    }

    static byte[] externalWeight(String location, String offset) {
        return GraphSketch.of(13, 1, 4, 6, 6)
                .initializer(
                        tensor("w", DataType.FLOAT, 2, 4, 1, 1)
                                .setDataLocation(DataLocation.EXTERNAL)
                                .addExternalData(entry("location", location))
                                .addExternalData(entry("offset", offset))
                                .addExternalData(entry("length", "32")))
                .node("Conv", "x w", "y")
                .bytes();
    }

    private static StringStringEntryProto.Builder entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value);
    }

    private static TensorProto.Builder scalar(long value) {
        return tensor("", DataType.INT64).addInt64Data(value);
    }

    private static float[] weightsRead(TensorProto.Builder weight) {
        byte[] model =
                GraphSketch.of(13, 1, 4, 6, 6).initializer(weight).node("Conv", "x w", "y").bytes();
        Network network = OnnxReader.read(model, "weights.onnx", OptionalInt.empty());
        return ((Conv) operations(network).get(0)).weight().values();
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
