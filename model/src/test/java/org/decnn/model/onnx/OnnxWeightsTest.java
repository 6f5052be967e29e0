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
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataLocation;
import onnx.Onnx.TensorProto.DataType;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.Operation;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Weighted.Linear;
import org.decnn.model.testing.OnnxRuntimeForward;
import org.decnn.model.testing.ReferenceForward;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.shade.protobuf.ByteString;

/** Weights are read from every place and type that files keep them in. */
class OnnxWeightsTest {

    private static final float[] EIGHT = {0.5f, -1, 2, -0.25f, 1e-3f, 0, 3, -4};

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

        Network network = OnnxReader.read(model, "weights.onnx", OptionalInt.empty());

        float[] input = SmallNetworks.randomInput(network, 9);
        Agreement.assertClose(
                ReferenceForward.run(network, input), OnnxRuntimeForward.run(model, input), 1e-5);
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
        float[] halves = new float[1 << 16];
        ByteBuffer all = ByteBuffer.allocate(1 << 17).order(ByteOrder.LITTLE_ENDIAN);
        int finite = 0;
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = Fp16Conversions.fp16ToFloat((short) bits);
            if (Float.isFinite(value)) {
                halves[finite++] = value;
                all.putShort((short) bits);
            }
        }
        byte[] model =
                GraphSketch.of(13, 1, 1, 1, 1)
                        .initializer(
                                tensor("w", DataType.FLOAT16, finite, 1, 1, 1)
                                        .setRawData(ByteString.copyFrom(all.flip())))
                        .node("Conv", "x w", "y")
                        .bytes();

        Network network = OnnxReader.read(model, "halves.onnx", OptionalInt.empty());

        float[] read = ((Conv) operations(network).get(0)).weight().values();
        assertThat(read).containsExactly(Arrays.copyOf(halves, finite));
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

    private static float[] weightsRead(TensorProto.Builder weight) {
        byte[] model =
                GraphSketch.of(13, 1, 4, 6, 6).initializer(weight).node("Conv", "x w", "y").bytes();
        Network network = OnnxReader.read(model, "weights.onnx", OptionalInt.empty());
        return ((Conv) operations(network).get(0)).weight().values();
    }

    private static List<Operation> operations(Network network) {
        return network.layers().stream().map(Layer::operation).toList();
    }
}
