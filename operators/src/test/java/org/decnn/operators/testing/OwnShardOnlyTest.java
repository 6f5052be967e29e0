package org.decnn.operators.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelDirectoryException;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.shard.Stem;
import org.decnn.model.testing.SmallModels;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.model.ModelRef;
import org.decnn.operators.model.NetworkName;
import org.decnn.operators.stage.DeviceFacts;
import org.decnn.operators.stage.InputKind;
import org.decnn.operators.stage.ShardKeys;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A device reads and holds its own shards' weights and no other's. */
class OwnShardOnlyTest {

    private static final int SHARDS = 4;

    @TempDir private static Path folder;

    private static ModelManifest manifest;
    private static Path root;
    private static ModelRef model;

    @BeforeAll
    static void writeModel() {
        ModelDirectory directory =
                SmallModels.write(SmallNetworks.groupedResidual(1), SHARDS, folder);
        manifest = directory.manifest();
        root = Path.of(directory.location());
        model = new ModelRef(CountingFileSystem.uri(root), manifest.version(), NetworkName.NONE);
    }

    @BeforeEach
    void forgetReads() {
        CountingFileSystem.takeReads();
    }

    @ParameterizedTest(name = "{0} device(s), {1} replica(s)")
    @CsvSource({"1, 1", "2, 1", "4, 1", "3, 1", "8, 2", "2, 2"})
    void aDeviceReadsTheManifestAndItsOwnShardsGraphs(int devices, int replicas) throws Exception {
        OperatorHarnesses operators =
                OperatorHarnesses.of(model, manifest, devices, InputKind.PICTURE)
                        .withReplicas(replicas);
        for (ModelManifest.StageEntry stage : manifest.stages()) {
            for (int device = 0; device < devices; device++) {
                try (var harness = operators.stage(stage.number(), device, null)) {
                    int[] own = shardsOn(device, operators.keys(), devices);
                    assertThat(CountingFileSystem.takeReads()).isEqualTo(filesOf(stage, own));
                    assertThat(accumulators(harness.getEnvironment()))
                            .isEqualTo(weightsOf(stage, own, device));
                }
            }
        }
    }

    @Test
    void aDeviceReadsAndHoldsTheStemWholeWhereItIsComputedAtHome() throws Exception {
        ModelDirectory directory =
                SmallModels.write(SmallNetworks.groupedResidual(1), SHARDS, Stem.HOME, folder);
        Path stemmed = Path.of(directory.location());
        ModelRef ref =
                new ModelRef(
                        CountingFileSystem.uri(stemmed),
                        directory.manifest().version(),
                        NetworkName.NONE);
        OperatorHarnesses operators =
                OperatorHarnesses.of(ref, directory.manifest(), SHARDS, InputKind.PICTURE);
        ModelManifest.ShardEntry stem = directory.manifest().stem().get(0);

        try (var harness = operators.stem(2)) {
            assertThat(CountingFileSystem.takeReads())
                    .containsOnlyKeys(
                            stemmed.resolve(ModelDirectory.MANIFEST).toString(),
                            stemmed.resolve(stem.graph()).toString());
            assertThat(accumulators(harness.getEnvironment()))
                    .isEqualTo(Map.of(DeviceFacts.stemBytes(2), stem.weightBytes()));
        }
    }

    private static Map<String, Object> accumulators(MockEnvironment environment) {
        Map<String, Object> values = new TreeMap<>();
        environment
                .getAccumulatorRegistry()
                .getUserMap()
                .forEach((name, accumulator) -> values.put(name, accumulator.getLocalValue()));
        return values;
    }

    /** As the keys promise: group g is on subtask g · devices / groups. */
    private static int[] shardsOn(int device, ShardKeys keys, int devices) {
        return IntStream.range(0, keys.maxParallelism())
                .filter(group -> group * devices / keys.maxParallelism() == device)
                .map(group -> group % SHARDS)
                .distinct()
                .sorted()
                .toArray();
    }

    private static Map<String, Long> filesOf(ModelManifest.StageEntry stage, int[] shards)
            throws Exception {
        Map<String, Long> files = new TreeMap<>();
        Path model = root.resolve(ModelDirectory.MANIFEST);
        files.put(model.toString(), Files.size(model));
        for (int shard : shards) {
            Path graph = root.resolve(stage.shards().get(shard).graph());
            files.put(graph.toString(), Files.size(graph));
        }
        return files;
    }

    private static Map<String, Object> weightsOf(
            ModelManifest.StageEntry stage, int[] shards, int device) {
        Map<String, Object> weights = new TreeMap<>();
        for (int shard : shards) {
            weights.put(
                    DeviceFacts.weightBytes(device, stage.number(), shard),
                    stage.shards().get(shard).weightBytes());
        }
        return weights;
    }

    @Test
    void aDirectoryThatHasAnotherNetworkByNowIsRefused() {
        ModelRef another = new ModelRef(model.uri(), "another", NetworkName.NONE);
        assertThatThrownBy(another::open)
                .isInstanceOf(ModelDirectoryException.class)
                .hasMessageContaining(model.uri())
                .hasMessageContaining("submit the job again");
    }
}
