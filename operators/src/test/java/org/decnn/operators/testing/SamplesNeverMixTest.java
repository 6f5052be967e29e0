package org.decnn.operators.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.decnn.operators.testing.SplitRun.IN_ORDER;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.testing.SmallModels;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.model.ModelRef;
import org.decnn.operators.slice.SampleId;
import org.decnn.operators.stage.InputKind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * However the slices of many samples overtake one another, each sample's logits are, bit for bit,
 * those that it has when it is alone in the network.
 */
class SamplesNeverMixTest {

    private static final int SAMPLES = 300;
    private static final int SHARDS = 4;

    @TempDir private static Path folder;

    private static ModelDirectory directory;
    private static final Map<SampleId, byte[]> PICTURES = new LinkedHashMap<>();
    private static final Map<SampleId, float[]> ALONE = new LinkedHashMap<>();

    /** Shuffles, and a shortcut that passes one: joins of slices from one and from two stages. */
    @BeforeAll
    static void runEachSampleAlone() throws Exception {
        directory = SmallModels.write(SmallNetworks.groupedResidual(5), SHARDS, folder);
        for (int i = 0; i < SAMPLES; i++) {
            PICTURES.put(new SampleId(i % 3, i / 3), SmallModels.picture(directory, i));
        }
        try (SplitRun run = new SplitRun(operators(1))) {
            for (Map.Entry<SampleId, byte[]> sample : PICTURES.entrySet()) {
                run.submit(sample.getKey(), sample.getValue());
                run.deliver(IN_ORDER);
            }
            ALONE.putAll(run.logits());
        }
        assertThat(ALONE.values().stream().map(logits -> logits[0]).distinct())
                .as("answers that tell samples apart")
                .hasSizeGreaterThan(SAMPLES * 9 / 10);
    }

    @ParameterizedTest(name = "order {0}, {1} device(s), {2} replica(s)")
    @CsvSource({"1, 4, 1", "2, 2, 1", "3, 1, 1", "4, 8, 2", "5, 4, 2", "6, 1, 2"})
    void samplesInFlightTogetherAreAnsweredAsIfAlone(long order, int devices, int replicas)
            throws Exception {
        try (SplitRun run = new SplitRun(operators(devices).withReplicas(replicas))) {
            for (Map.Entry<SampleId, byte[]> sample : PICTURES.entrySet()) {
                run.submit(sample.getKey(), sample.getValue());
            }
            run.deliver(new Random(order)::nextInt);

            assertAnsweredAsIfAlone(run);
        }
    }

    @ParameterizedTest(name = "batches of up to {0}, {1} device(s), {2} replica(s)")
    @CsvSource({"2, 4, 1", "3, 2, 1", "5, 1, 1", "4, 8, 2"})
    void samplesOfOneBatchAreAnsweredAsIfAlone(int largest, int devices, int replicas)
            throws Exception {
        Random random = new Random(largest);
        try (SplitRun run = new SplitRun(operators(devices).withReplicas(replicas))) {
            List<SampleId> left = new ArrayList<>(PICTURES.keySet());
            while (!left.isEmpty()) {
                int size = Math.min(left.size(), 1 + random.nextInt(largest));
                List<SampleId> samples = left.subList(0, size);
                run.submit(
                        List.copyOf(samples),
                        samples.stream().map(PICTURES::get).toArray(byte[][]::new));
                samples.clear();
            }
            run.deliver(random::nextInt);

            assertAnsweredAsIfAlone(run);
        }
    }

    private static void assertAnsweredAsIfAlone(SplitRun run) {
        assertThat(run.logits()).containsOnlyKeys(PICTURES.keySet());
        run.logits()
                .forEach(
                        (sample, logits) ->
                                assertThat(logits)
                                        .as("logits of %s", sample)
                                        .containsExactly(ALONE.get(sample)));
        assertThat(run.stateEntries()).as("state that outlives its sample").isZero();
    }

    private static OperatorHarnesses operators(int devices) {
        return OperatorHarnesses.of(
                ModelRef.of(directory), directory.manifest(), devices, InputKind.PICTURE);
    }
}
