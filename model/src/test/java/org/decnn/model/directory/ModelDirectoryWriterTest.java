package org.decnn.model.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.PerChannel.MaxPool;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Window;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.shard.PictureWire;
import org.decnn.model.shard.Shares;
import org.decnn.model.shard.Stem;
import org.decnn.model.shard.WireTypes;
import org.decnn.model.testing.NetworkSketch;
import org.decnn.model.testing.SmallModels;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelDirectoryWriterTest {

    /** The factor and the summand by which a picture's three channels are normalised. */
    private static final long NORMALISATION_BYTES = 2 * 3 * 4;

    private static final Network NETWORK = SmallNetworks.vggLike(1);
    private static final WireTypes HALF_CHROMA =
            WireTypes.everywhere(ElementType.FLOAT32).withPicture(PictureWire.HALF_CHROMA);

    @TempDir private Path folder;

    @ParameterizedTest(name = "{0} shards")
    @ValueSource(ints = {2, 4})
    void aShardsFilesHoldItsOwnWeightsAndNoOthers(int shards) throws Exception {
        ModelDirectory directory = SmallModels.write(NETWORK, shards, folder);
        ModelManifest manifest = directory.manifest();
        long written = 0;
        for (ModelManifest.StageEntry stage : manifest.stages()) {
            for (int shard = 0; shard < shards; shard++) {
                byte[] graph = directory.graph(stage.number(), shard);
                long weightBytes = stage.shards().get(shard).weightBytes();
                long normalisation = stage.number() == 1 ? NORMALISATION_BYTES : 0;
                assertThat(4L * weights(graph).size()).isEqualTo(weightBytes + normalisation);
                written += weightBytes;
            }
        }
        assertThat(written).isEqualTo(4 * NETWORK.parameters());

        for (int shard = 0; shard < shards; shard++) {
            Set<Integer> others = weightsOfOthers(directory, shard);
            for (ModelManifest.StageEntry stage : manifest.stages()) {
                byte[] graph = directory.graph(stage.number(), shard);
                assertThat(Collections.disjoint(everyFourBytes(graph), others))
                        .as("stage %d, shard %d is free of others' weights", stage.number(), shard)
                        .isTrue();
            }
        }
    }

    /** Bit patterns of the weights that the other shards have and this one has not. */
    private static Set<Integer> weightsOfOthers(ModelDirectory directory, int own)
            throws Exception {
        Set<Integer> others = new HashSet<>();
        for (ModelManifest.StageEntry stage : directory.manifest().stages()) {
            for (int shard = 0; shard < stage.shards().size(); shard++) {
                if (shard != own) {
                    others.addAll(weights(directory.graph(stage.number(), shard)));
                }
            }
            if (stage.number() == 1) {
                others.removeAll(normalisation(directory.graph(1, own)));
            }
        }
        return others;
    }

    private static List<Integer> weights(byte[] graph) throws Exception {
        return floats(graph, "");
    }

    private static List<Integer> normalisation(byte[] graph) throws Exception {
        return floats(graph, Normalisation.NORMALISED);
    }

    private static List<Integer> floats(byte[] graph, String prefix) throws Exception {
        return ModelProto.parseFrom(graph).getGraph().getInitializerList().stream()
                .filter(tensor -> tensor.getDataType() == DataType.FLOAT.getNumber())
                .filter(tensor -> tensor.getName().startsWith(prefix))
                .flatMap(ModelDirectoryWriterTest::bits)
                .toList();
    }

    private static Stream<Integer> bits(TensorProto tensor) {
        assertThat(tensor.getFloatDataCount()).as("values outside the raw data").isZero();
        ByteBuffer raw =
                ByteBuffer.wrap(tensor.getRawData().toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        return Stream.generate(raw::getInt).limit(raw.capacity() / 4);
    }

    /** At any offset, aligned or not. */
    private static Set<Integer> everyFourBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        Set<Integer> windows = new HashSet<>();
        for (int offset = 0; offset + 4 <= bytes.length; offset++) {
            windows.add(buffer.getInt(offset));
        }
        return windows;
    }

    @Test
    void aFailedWriteLeavesNothing() throws IOException {
        Path existing = Files.createDirectory(folder.resolve("model"));
        Files.createFile(existing.resolve("precious"));
        assertThatThrownBy(() -> writer(List.of()).write(2, existing))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> writer(List.of()).write(0, folder.resolve("other")))
                .isInstanceOf(NetworkException.class);
        assertThatThrownBy(() -> writer(List.of()).write(-1, folder.resolve("deep/other")))
                .isInstanceOf(NetworkException.class);

        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files)
                    .containsExactlyInAnyOrder(folder, existing, existing.resolve("precious"));
        }
    }

    @Test
    void theDirectoryIsReadableByWhomeverItsNeighboursAre() throws IOException {
        Path neighbour = Files.createDirectory(folder.resolve("neighbour"));
        Path model = folder.resolve("model");
        writer(List.of()).write(2, model);
        assertThat(Files.getPosixFilePermissions(model))
                .isEqualTo(Files.getPosixFilePermissions(neighbour));
    }

    @Test
    void theSameNetworkGivesTheSameBytes() throws IOException {
        ModelManifest first = writer(List.of()).write(2, folder.resolve("first"));
        ModelManifest second = writer(List.of()).write(2, folder.resolve("second"));
        assertThat(second).isEqualTo(first);
        assertThat(Files.readAllBytes(folder.resolve("second/model.json")))
                .isEqualTo(Files.readAllBytes(folder.resolve("first/model.json")));
    }

    @Test
    void labelsAreOneForEachClassOrNone() throws IOException {
        for (int count : new int[] {1, SmallNetworks.CLASSES - 1, SmallNetworks.CLASSES + 1}) {
            assertThatThrownBy(() -> writer(Collections.nCopies(count, "label")))
                    .isInstanceOf(NetworkException.class)
                    .hasMessageContaining("10 classes")
                    .hasMessageContaining(count + " labels")
                    .hasMessageNotContaining("\n");
        }
        List<String> labels = List.of("a", "b", "ç", "d d", "e", "f", "g", "h", "i", "j");
        writer(labels).write(2, folder.resolve("labelled"));
        assertThat(ModelDirectory.open(new LocalModelFiles(folder.resolve("labelled"))).labels())
                .isEqualTo(labels);
    }

    @Test
    void aPreprocessingThatDoesNotFitTheNetworkIsRefused() {
        Preprocessing larger =
                new Preprocessing(
                        9,
                        9,
                        0,
                        ChannelOrder.RGB,
                        1,
                        List.of(0.0, 0.0, 0.0),
                        List.of(1.0, 1.0, 1.0));
        assertThatThrownBy(() -> new ModelDirectoryWriter(NETWORK, larger, List.of()))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("3×8×8")
                .hasMessageContaining("3×9×9");
    }

    @Test
    void chromaOfGreyPicturesCannotBeHalved() {
        Network grey = chain(TensorShape.image(1, 8, 8));
        Preprocessing preprocessing =
                new Preprocessing(8, 8, 0, ChannelOrder.GREY, 1, List.of(0.0), List.of(1.0));

        assertThatThrownBy(() -> writeWithHalfChroma(grey, preprocessing))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("grey")
                .hasMessageContaining("leave chroma full");
    }

    @Test
    void chromaOfAnOddNumberOfRowsCannotBeHalved() {
        assertThatThrownBy(() -> writeWithHalfChroma(chain(TensorShape.image(3, 7, 8)), rgb(8, 7)))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("8×7")
                .hasMessageContaining("even size");
    }

    @Test
    void aPictureThatIsPooledFirstCannotLackChroma() {
        NetworkSketch net = new NetworkSketch("pooled", 1, TensorShape.image(3, 8, 8));
        String x = net.layer("shrink", new MaxPool(Window.square(2, 2, 0)), Network.INPUT);
        Network network = net.network(net.classifier(SmallNetworks.CLASSES, x));

        assertThatThrownBy(() -> writeWithHalfChroma(network, rgb(8, 8)))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("'shrink'")
                .hasMessageContaining("leave it full");
    }

    @Test
    void halfChromaIsRefusedWherePicturesAreNotSent() {
        Network network = chain(TensorShape.image(3, 8, 8));

        assertThatThrownBy(
                        () ->
                                new ModelDirectoryWriter(network, rgb(8, 8), List.of())
                                        .withStem(Stem.HOME)
                                        .write(Shares.even(2), HALF_CHROMA, folder.resolve("half")))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("picture is not sent")
                .hasMessageContaining("leave chroma full");
    }

    @Test
    void theStemIsAFileOfTheDirectoryWhereItIsComputedAtHome() throws IOException {
        ModelManifest manifest =
                writer(List.of()).withStem(Stem.HOME).write(2, folder.resolve("stem"));

        assertThat(manifest.stem()).hasSize(1);
        assertThat(manifest.files()).containsKey(manifest.stem().get(0).graph());
        assertThat(manifest.picture()).isEqualTo(PictureWire.RGB);
        ModelDirectory.open(new LocalModelFiles(folder.resolve("stem"))).verify();
    }

    private static Network chain(TensorShape input) {
        NetworkSketch net = new NetworkSketch("chain", 1, input);
        String x = net.conv("conv", 4, 1, 3, 1, Network.INPUT);
        return net.network(net.classifier(SmallNetworks.CLASSES, x));
    }

    private static Preprocessing rgb(int width, int height) {
        List<Double> zeros = List.of(0.0, 0.0, 0.0);
        List<Double> ones = List.of(1.0, 1.0, 1.0);
        return new Preprocessing(width, height, 0, ChannelOrder.RGB, 1, zeros, ones);
    }

    private void writeWithHalfChroma(Network network, Preprocessing preprocessing)
            throws IOException {
        new ModelDirectoryWriter(network, preprocessing, List.of())
                .write(Shares.even(2), HALF_CHROMA, folder.resolve("half"));
    }

    private static ModelDirectoryWriter writer(List<String> labels) {
        return SmallModels.writer(NETWORK, ChannelOrder.RGB, labels);
    }
}
