package org.decnn.job.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.decnn.job.demo.RunningJob;
import org.decnn.job.demo.RunningJob.Vertex;
import org.decnn.job.input.InputCatalog;
import org.decnn.job.input.ReadImage;
import org.decnn.job.local.LocalCluster;
import org.decnn.job.settings.JobEnvironment;
import org.decnn.job.testing.NpyFile;
import org.decnn.job.testing.SmallModel;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.network.Network;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.stage.DeviceFacts;
import org.decnn.operators.topology.Decoding;
import org.decnn.operators.topology.RecordTypes;
import org.decnn.operators.topology.SplitNetwork;
import org.decnn.operators.topology.SplitOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where Flink puts the shards, as its REST interface tells, and what they say they hold. */
@Tag("integration")
class PlacementTest {

    private static final Network NETWORK = SmallNetworks.groupedWithShuffles(3);

    @TempDir private static Path scratch;
    private static LocalCluster cluster;

    @TempDir private Path folder;

    private Decoding decoding = Decoding.IN_TURN;

    @BeforeAll
    static void startCluster() {
        cluster = LocalCluster.start(4, SmallModel.NETWORK, scratch);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @ParameterizedTest(name = "{0} shards, {1} replicas, {2} devices")
    @CsvSource({"4, 1, 4", "2, 2, 4", "1, 4, 4", "4, 1, 2", "4, 1, 1"})
    void aDeviceHoldsItsShardsOfEveryStageAndNothingOfTheOthers(
            int shards, int replicas, int devices) throws Exception {
        SmallModel model = SmallModel.split(NETWORK, shards, folder);
        ModelManifest manifest = model.directory().manifest();

        RunningJob job = run(model, devices, replicas);

        List<List<String>> taskManagersOfStages =
                job.vertices().stream()
                        .filter(vertex -> vertex.name().startsWith("stage "))
                        .map(Vertex::taskManagers)
                        .toList();
        assertThat(taskManagersOfStages).hasSameSizeAs(manifest.stages());
        assertThat(new HashSet<>(taskManagersOfStages)).as("one order for all stages").hasSize(1);
        assertThat(taskManagersOfStages.get(0)).hasSize(devices).doesNotHaveDuplicates();
        assertThat(weights(job.counters())).isEqualTo(expected(manifest, devices, replicas));
    }

    @Test
    void theJobGraphNamesStagesAndExchanges() throws Exception {
        RunningJob job = run(SmallModel.split(NETWORK, 4, folder), 1, 1);

        String names = String.join("\n", job.vertices().stream().map(Vertex::name).toList());

        assertThat(names)
                .contains("decode", "fan-out image→1")
                .contains("stage 1 · ", "shuffle 1→2", "stage 2 · ", "shuffle 2→3", "stage 3 · ")
                .contains("reduce 3→logits", "sum logits");
    }

    @Test
    void whereImagesAreDecodedAsTheyAreReadTheReaderIsOnItsShardsDevice() throws Exception {
        decoding = Decoding.WHERE_READ;

        List<Vertex> vertices = run(SmallModel.split(NETWORK, 4, folder), 4, 1).vertices();

        Vertex reader = vertices.get(0);
        assertThat(reader.name()).contains("Source: numbers", "decode", "fan-out image→1");
        assertThat(vertices)
                .filteredOn(vertex -> vertex.name().startsWith("stage "))
                .extracting(Vertex::taskManagers)
                .containsOnly(reader.taskManagers());
    }

    /** Shard p of replica r is number r · shards + p of shards · replicas, dealt out in blocks. */
    private static Map<String, Long> expected(ModelManifest manifest, int devices, int replicas) {
        Map<String, Long> bytes = new TreeMap<>();
        int blocks = manifest.shards() * replicas;
        for (ModelManifest.StageEntry stage : manifest.stages()) {
            for (int block = 0; block < blocks; block++) {
                int shard = block % manifest.shards();
                int device = block / (blocks / devices);
                bytes.put(
                        DeviceFacts.weightBytes(device, stage.number(), shard),
                        stage.shards().get(shard).weightBytes());
            }
        }
        return bytes;
    }

    private static Map<String, Long> weights(Map<String, Long> counters) {
        Map<String, Long> weights = new TreeMap<>(counters);
        weights.keySet().removeIf(name -> !name.startsWith("weight bytes/"));
        return weights;
    }

    /** Runs a few images through, and returns the job when it is done. */
    private RunningJob run(SmallModel model, int devices, int replicas) throws Exception {
        List<Integer> shape = new ArrayList<>(List.of(2));
        shape.addAll(NETWORK.input().dims());
        List<float[]> inputs =
                List.of(
                        SmallNetworks.randomInput(NETWORK, 1),
                        SmallNetworks.randomInput(NETWORK, 2));
        Path file = NpyFile.write(folder.resolve("x.npy"), shape, inputs);
        InputCatalog catalog = InputCatalog.of(List.of(file), model.directory().manifest());
        SplitNetwork network =
                new SplitNetwork(
                        model.directory(),
                        SplitOptions.onDevices(devices)
                                .withReplicas(replicas)
                                .withDecoding(decoding)
                                .fed(catalog.inputKind()));
        StreamExecutionEnvironment environment = cluster.environment();
        JobEnvironment.configure(environment, network);
        var images =
                environment
                        .fromSource(
                                new NumberSequenceSource(0, catalog.images() - 1),
                                WatermarkStrategy.noWatermarks(),
                                "numbers")
                        .map(new ReadImage(catalog, List.of()))
                        .returns(RecordTypes.IMAGE);
        network.classify(images).classified().sinkTo(new DiscardingSink<>());
        JobClient job = environment.executeAsync();
        job.getJobExecutionResult().get();
        return new RunningJob(cluster.webAddress(), job.getJobID().toString());
    }
}
