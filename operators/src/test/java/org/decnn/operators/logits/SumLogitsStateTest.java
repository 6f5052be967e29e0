package org.decnn.operators.logits;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.testing.SmallModels;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.flight.Home;
import org.decnn.operators.image.BatchHeaders;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.image.ImageHeader;
import org.decnn.operators.image.RejectReason;
import org.decnn.operators.image.RejectedImage;
import org.decnn.operators.model.ModelRef;
import org.decnn.operators.slice.Batch;
import org.decnn.operators.slice.SampleId;
import org.decnn.operators.slice.Slice;
import org.decnn.operators.slice.Tensors;
import org.decnn.operators.stage.InputKind;
import org.decnn.operators.testing.OperatorHarnesses;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each image of a batch leaves once: with its logits, or rejected as incomplete. */
class SumLogitsStateTest {

    private static final int SHARDS = 4;
    private static final SampleId SAMPLE = new SampleId(0, 1);
    private static final SampleId NEIGHBOUR = new SampleId(0, 2);

    @TempDir private static Path folder;

    private static ModelManifest manifest;
    private static OperatorHarnesses operators;
    private static Batch batch;

    @BeforeAll
    static void writeModel() {
        ModelDirectory directory =
                SmallModels.write(SmallNetworks.groupedWithShuffles(1), SHARDS, folder);
        manifest = directory.manifest();
        operators = OperatorHarnesses.of(ModelRef.of(directory), manifest, 1, InputKind.PICTURE);
        batch = batchOf(SAMPLE, NEIGHBOUR);
    }

    @ParameterizedTest(name = "{0} device(s), then {1}")
    @CsvSource({"4, 4", "4, 2", "4, 1", "1, 4", "2, 4", "2, 3"})
    void aSavepointInTheMiddleLosesAndDuplicatesNothing(int before, int after) throws Exception {
        List<Object> records = new ArrayList<>();
        Map<SampleId, float[]> expected = new HashMap<>();
        for (int i = 0; i < 60; i++) {
            SampleId[] samples = new SampleId[1 + i % 3];
            for (int j = 0; j < samples.length; j++) {
                samples[j] = new SampleId(j, i);
                expected.put(samples[j], sumOfParts(samples[j]));
            }
            Batch sent = batchOf(samples);
            records.add(headers(sent));
            for (int shard = 0; shard < SHARDS; shard++) {
                records.add(part(sent, shard));
            }
        }
        Collections.shuffle(records, new Random(3));
        int half = records.size() / 2;
        Map<SampleId, float[]> answers = new HashMap<>();
        List<OperatorSubtaskState> savepoint =
                run(operators.onDevices(before), List.of(), records.subList(0, half), answers);
        run(operators.onDevices(after), savepoint, records.subList(half, records.size()), answers);

        assertThat(answers).usingRecursiveComparison().isEqualTo(expected);
    }

    private static List<OperatorSubtaskState> run(
            OperatorHarnesses operators,
            List<OperatorSubtaskState> savepoint,
            List<Object> records,
            Map<SampleId, float[]> answers)
            throws Exception {
        List<OperatorSubtaskState> states = new ArrayList<>();
        for (int device = 0; device < operators.devices(); device++) {
            OperatorSubtaskState restored =
                    savepoint.isEmpty()
                            ? null
                            : AbstractStreamOperatorTestHarness.repartitionOperatorState(
                                    AbstractStreamOperatorTestHarness.repackageState(
                                            savepoint.toArray(OperatorSubtaskState[]::new)),
                                    SHARDS,
                                    savepoint.size(),
                                    operators.devices(),
                                    device);
            try (var sum = operators.sumLogits(device, restored)) {
                for (Object record : records) {
                    if (deviceOf(record, operators.devices()) == device) {
                        give(sum, record);
                    }
                }
                for (ClassifiedImage answer : sum.extractOutputValues()) {
                    assertThat(answers.put(answer.header().sample(), answer.logits())).isNull();
                }
                states.add(sum.snapshot(1, 1));
            }
        }
        return states;
    }

    private static int deviceOf(Object record, int devices) {
        Batch sent =
                record instanceof Slice slice ? slice.batch() : ((BatchHeaders) record).batch();
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(Home.of(sent), SHARDS, devices);
    }

    @Test
    void noStateOutlivesItsBatch() throws Exception {
        try (var sum = operators.sumLogits(0, null)) {
            for (int i = 0; i < 20; i++) {
                Batch sent = batchOf(new SampleId(0, i), new SampleId(1, i));
                giveAllParts(sum, sent);
                give(sum, headers(sent));
                assertThat(sum.extractOutputValues()).hasSize(2 * (i + 1));
                assertThat(sum.numKeyedStateEntries()).isZero();
                assertThat(sum.numProcessingTimeTimers()).isZero();
            }
        }
    }

    @Test
    void samplesThatStayIncompleteAreRejectedOnceAndNameTheMissingShards() throws Exception {
        try (var sum = operators.sumLogits(0, null)) {
            give(sum, headers(batch));
            give(sum, part(batch, 0));
            give(sum, part(batch, 2));
            pass(sum, 1, -1);
            assertThat(rejected(sum)).isEmpty();

            pass(sum, 1, 0);
            assertThat(rejected(sum))
                    .extracting(RejectedImage::header)
                    .containsExactly(header(SAMPLE), header(NEIGHBOUR));
            assertThat(rejected(sum))
                    .allSatisfy(
                            image -> {
                                assertThat(image.reason()).isEqualTo(RejectReason.INCOMPLETE);
                                assertThat(image.message()).contains("[1, 3]").contains("60000 ms");
                                assertThat(image.content()).isNull();
                            });

            pass(sum, 5, 0);
            assertThat(rejected(sum)).hasSize(2);
            assertThat(sum.extractOutputValues()).isEmpty();
            assertThat(sum.numKeyedStateEntries()).isZero();
            assertThat(sum.numProcessingTimeTimers()).isZero();
        }
    }

    @Test
    void logitsThatOverflowAreRejectedAndTheirNeighboursAnswered() throws Exception {
        try (var sum = operators.sumLogits(0, null)) {
            give(sum, headers(batch));
            for (int shard = 0; shard < SHARDS; shard++) {
                float[] greatest = new float[manifest.logits().get(shard).size()];
                Arrays.fill(greatest, Float.MAX_VALUE);
                give(sum, part(batch, shard, List.of(greatest, values(NEIGHBOUR, shard))));
            }

            assertThat(rejected(sum))
                    .singleElement()
                    .satisfies(
                            image -> {
                                assertThat(image.header()).isEqualTo(header(SAMPLE));
                                assertThat(image.reason()).isEqualTo(RejectReason.NOT_FINITE);
                                assertThat(image.message()).contains("class 0: Infinity");
                                assertThat(image.content()).isNull();
                            });
            assertThat(sum.extractOutputValues())
                    .extracting(ClassifiedImage::logits)
                    .containsExactly(sumOfParts(NEIGHBOUR));
            assertThat(sum.numKeyedStateEntries()).isZero();
            assertThat(sum.numProcessingTimeTimers()).isZero();
        }
    }

    @Test
    void latePartsDoNotBringRejectedSamplesBack() throws Exception {
        try (var sum = operators.sumLogits(0, null)) {
            give(sum, headers(batch));
            give(sum, part(batch, 0));
            pass(sum, 1, 0);
            give(sum, part(batch, 1));
            give(sum, part(batch, 2));
            give(sum, part(batch, 3));
            assertThat(sum.numKeyedStateEntries()).isZero();
            pass(sum, 9, 0);

            assertThat(rejected(sum)).hasSize(2);
            assertThat(sum.extractOutputValues()).isEmpty();
            assertThat(sum.numProcessingTimeTimers()).isZero();
        }
    }

    @Test
    void partsThatComeLongAfterTheRejectionAreForgottenToo() throws Exception {
        try (var sum = operators.sumLogits(0, null)) {
            give(sum, headers(batch));
            pass(sum, 3, 0);
            giveAllParts(sum, batch);
            pass(sum, 9, 0);

            assertThat(rejected(sum)).hasSize(2);
            assertThat(sum.extractOutputValues()).isEmpty();
            assertThat(sum.numKeyedStateEntries()).isZero();
        }
    }

    @Test
    void aRejectionIsNotRepeatedAfterARestart() throws Exception {
        OperatorSubtaskState savepoint;
        try (var sum = operators.sumLogits(0, null)) {
            give(sum, headers(batch));
            pass(sum, 1, 0);
            assertThat(rejected(sum)).hasSize(2);
            savepoint = sum.snapshot(1, 1);
        }
        try (var sum = operators.sumLogits(0, savepoint)) {
            giveAllParts(sum, batch);
            pass(sum, 9, 0);
            assertThat(rejected(sum)).isEmpty();
            assertThat(sum.extractOutputValues()).isEmpty();
            assertThat(sum.numKeyedStateEntries()).isZero();
        }
    }

    @Test
    void timeDuringWhichTheJobWasDownDoesNotCount() throws Exception {
        OperatorSubtaskState savepoint;
        try (var sum = operators.startingDaysAgo(10).sumLogits(0, null)) {
            give(sum, headers(batch));
            give(sum, part(batch, 0));
            savepoint = sum.snapshot(1, 1);
        }
        try (var sum = operators.sumLogits(0, savepoint)) {
            pass(sum, 0, 1);
            assertThat(rejected(sum)).isEmpty();
            give(sum, part(batch, 1));
            give(sum, part(batch, 2));
            give(sum, part(batch, 3));
            assertThat(sum.extractOutputValues())
                    .extracting(ClassifiedImage::logits)
                    .containsExactly(sumOfParts(SAMPLE), sumOfParts(NEIGHBOUR));
            assertThat(sum.numProcessingTimeTimers()).isZero();
        }
        try (var sum = operators.sumLogits(0, savepoint)) {
            pass(sum, 0, 1);
            pass(sum, 1, 0);
            assertThat(rejected(sum)).isEmpty();
            pass(sum, 1, 1);
            assertThat(rejected(sum)).hasSize(2);
        }
    }

    /** Lets so many timeouts and milliseconds pass since the start. */
    private static void pass(
            KeyedTwoInputStreamOperatorTestHarness<?, ?, ?, ?> sum, int timeouts, int millis)
            throws Exception {
        for (int i = 1; i < timeouts; i++) {
            sum.setProcessingTime(operators.startTime() + i * operators.timeoutMillis());
        }
        sum.setProcessingTime(
                operators.startTime() + timeouts * operators.timeoutMillis() + millis);
    }

    private static List<RejectedImage> rejected(
            KeyedTwoInputStreamOperatorTestHarness<?, ?, ?, ?> sum) {
        var rejected = sum.getSideOutput(OperatorHarnesses.REJECTED);
        return rejected == null
                ? List.of()
                : rejected.stream().map(StreamRecord::getValue).toList();
    }

    private static void giveAllParts(
            KeyedTwoInputStreamOperatorTestHarness<Home, BatchHeaders, Slice, ClassifiedImage> sum,
            Batch sent)
            throws Exception {
        for (int shard = 0; shard < SHARDS; shard++) {
            give(sum, part(sent, shard));
        }
    }

    private static void give(
            KeyedTwoInputStreamOperatorTestHarness<Home, BatchHeaders, Slice, ClassifiedImage> sum,
            Object record)
            throws Exception {
        if (record instanceof Slice slice) {
            sum.processElement2(new StreamRecord<>(slice));
        } else {
            sum.processElement1(new StreamRecord<>((BatchHeaders) record));
        }
    }

    private static Batch batchOf(SampleId... samples) {
        return new Batch(operators.homeOf(samples[0]), List.of(samples));
    }

    private static BatchHeaders headers(Batch sent) {
        return new BatchHeaders(
                sent.home(), sent.samples().stream().map(SumLogitsStateTest::header).toList());
    }

    private static ImageHeader header(SampleId sample) {
        return new ImageHeader(sample, "image " + sample.offset(), "test", 5, null);
    }

    private static Slice part(Batch sent, int shard) {
        return part(
                sent, shard, sent.samples().stream().map(sample -> values(sample, shard)).toList());
    }

    private static Slice part(Batch sent, int shard, List<float[]> values) {
        return new Slice(
                sent,
                manifest.logitsStage() - 1,
                shard,
                manifest.logitsStage(),
                0,
                Tensors.of(values.stream().map(SmallModels::littleEndian).toArray(byte[][]::new)));
    }

    private static float[] values(SampleId sample, int shard) {
        Random random = new Random(31 * sample.offset() + 7 * sample.partition() + shard);
        float[] values = new float[manifest.logits().get(shard).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Added in the order of the shards. */
    private static float[] sumOfParts(SampleId sample) {
        float[] sum = new float[manifest.classes()];
        for (int shard = 0; shard < SHARDS; shard++) {
            float[] values = values(sample, shard);
            for (int i = 0; i < values.length; i++) {
                sum[manifest.logits().get(shard).get(i)] += values[i];
            }
        }
        return sum;
    }
}
