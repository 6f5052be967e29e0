package org.decnn.job.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.decnn.job.input.InputCatalog;
import org.decnn.job.local.LocalClassification;
import org.decnn.job.local.LocalCluster;
import org.decnn.job.testing.Agreement;
import org.decnn.job.testing.NpyFile;
import org.decnn.job.testing.SmallModel;
import org.decnn.job.testing.TestPictures;
import org.decnn.model.network.Network;
import org.decnn.model.shard.Stem;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.topology.SplitOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The promise that all else stands on: what the job answers is what the unsplit network answers.
 */
@Tag("integration")
class SplitNetworkOnAClusterTest {

    private static final long SEED = 11;
    private static final int IMAGES = 4;

    @TempDir private static Path scratch;
    private static LocalCluster cluster;

    @TempDir private Path folder;

    @BeforeAll
    static void startCluster() {
        cluster = LocalCluster.start(4, SmallModel.NETWORK, scratch);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    static Stream<Arguments> everyNetworkSplitAndShared() {
        List<Arguments> cases = new ArrayList<>();
        List<Named<Network>> networks =
                SmallNetworks.all(SEED).stream()
                        .map(network -> Named.of(network.name(), network))
                        .toList();
        int[][] lessThanFour = {{1, 1}, {2, 1}, {2, 2}, {4, 2}};
        for (int i = 0; i < networks.size(); i++) {
            cases.add(Arguments.of(networks.get(i), 4, 4));
            cases.add(Arguments.of(networks.get(i), 4, 1));
            int[] other = lessThanFour[i % lessThanFour.length];
            cases.add(Arguments.of(networks.get(i), other[0], other[1]));
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0}, {1} shards on {2} devices")
    @MethodSource("everyNetworkSplitAndShared")
    void predictionsEqualTheUnsplitNetwork(Network network, int shards, int devices)
            throws Exception {
        SmallModel model = SmallModel.split(network, shards, folder);
        List<float[]> inputs =
                IntStream.range(0, IMAGES)
                        .mapToObj(seed -> SmallNetworks.randomInput(network, seed))
                        .toList();
        List<Integer> shape = new ArrayList<>(List.of(IMAGES));
        shape.addAll(network.input().dims());
        Path file = NpyFile.write(folder.resolve("x.npy"), shape, inputs);

        Map<String, float[]> logits = classified(model, List.of(file), devices, 1);

        assertThat(logits).hasSize(IMAGES);
        for (int i = 0; i < IMAGES; i++) {
            Agreement.assertSameAnswer(logits.get(file + "#" + i), model.logitsOf(inputs.get(i)));
        }
    }

    @ParameterizedTest(name = "{0} shards, {1} replicas, {2} devices, stem at {3}")
    @CsvSource({
        "1, 1, 1, SHARDS",
        "1, 4, 4, SHARDS",
        "2, 2, 4, SHARDS",
        "2, 2, 3, HOME",
        "4, 1, 4, SHARDS",
        "4, 1, 4, HOME",
        "4, 1, 3, SHARDS"
    })
    void predictionsForPicturesEqualTheUnsplitNetworks(
            int shards, int replicas, int devices, Stem stem) throws Exception {
        SmallModel model =
                SmallModel.split(SmallNetworks.groupedResidual(SEED), shards, stem, folder);
        Path pictures = pictures();

        Map<String, float[]> logits = classified(model, List.of(pictures), devices, replicas);

        assertThat(logits).hasSize(3 * IMAGES);
        for (Map.Entry<String, float[]> answer : logits.entrySet()) {
            byte[] picture = Files.readAllBytes(Path.of(answer.getKey()));
            Agreement.assertSameAnswer(answer.getValue(), model.logitsOf(picture));
        }
    }

    private Path pictures() throws IOException {
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        for (int i = 0; i < IMAGES; i++) {
            Files.write(pictures.resolve(i + ".png"), TestPictures.png(i));
            Files.write(pictures.resolve(i + ".jpg"), TestPictures.jpeg(i));
            Files.write(pictures.resolve(i + ".bmp"), TestPictures.bmp(i, 8 + i));
        }
        return pictures;
    }

    private static Map<String, float[]> classified(
            SmallModel model, List<Path> inputs, int devices, int replicas) throws Exception {
        InputCatalog catalog = InputCatalog.of(inputs, model.directory().manifest());
        SplitOptions options =
                SplitOptions.onDevices(devices).withReplicas(replicas).fed(catalog.inputKind());
        Map<String, float[]> logits = new TreeMap<>();
        try (LocalClassification run =
                LocalClassification.start(cluster, model.directory(), catalog, options)) {
            while (run.hasNext()) {
                ClassifiedImage image = run.next().classified();
                assertThat(logits.put(image.header().id(), image.logits())).isNull();
            }
        }
        return logits;
    }
}
