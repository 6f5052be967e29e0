package org.decnn.operators.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.Transfer;
import org.decnn.model.testing.SmallModels;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.model.ModelRef;
import org.decnn.operators.slice.Activations;
import org.decnn.operators.slice.Batch;
import org.decnn.operators.slice.SampleId;
import org.decnn.operators.slice.Slice;
import org.decnn.operators.slice.Tensors;
import org.decnn.operators.testing.OperatorHarnesses;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stage's state is the slices of incomplete samples, whatever happens to the job. */
class StageStateTest {

    private static final int SHARDS = 4;

    /** Its slices come from two stages, over the shuffle and past it. */
    private static final int STAGE = 2;

    @TempDir private static Path folder;

    private static ModelManifest manifest;
    private static OperatorHarnesses operators;

    private record Answer(Batch batch, int shard) {}

    @BeforeAll
    static void writeModel() {
        ModelDirectory directory =
                SmallModels.write(SmallNetworks.groupedResidual(1), SHARDS, folder);
        manifest = directory.manifest();
        operators =
                OperatorHarnesses.of(ModelRef.of(directory), manifest, SHARDS, InputKind.PICTURE);
    }

    @ParameterizedTest(name = "{0} device(s), then {1}")
    @CsvSource({"4, 4", "4, 2", "4, 1", "1, 4", "2, 4", "2, 3"})
    void aSavepointInTheMiddleOfJoinsLosesAndDuplicatesNothing(int before, int after)
            throws Exception {
        List<Slice> slices = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            slices.addAll(slicesOf(new SampleId(0, i)));
        }
        Collections.shuffle(slices, new Random(7));
        Map<Answer, Tensors> uninterrupted = new HashMap<>();
        run(operators.onDevices(1), List.of(), slices, uninterrupted);
        assertThat(uninterrupted).hasSize(40 * SHARDS);

        int half = slices.size() / 2;
        Map<Answer, Tensors> answers = new HashMap<>();
        List<OperatorSubtaskState> savepoint =
                run(operators.onDevices(before), List.of(), slices.subList(0, half), answers);
        run(operators.onDevices(after), savepoint, slices.subList(half, slices.size()), answers);

        assertThat(answers).usingRecursiveComparison().isEqualTo(uninterrupted);
    }

    /** Gives slices to the devices that they are for, then takes a savepoint. */
    private static List<OperatorSubtaskState> run(
            OperatorHarnesses operators,
            List<OperatorSubtaskState> savepoint,
            List<Slice> slices,
            Map<Answer, Tensors> answers)
            throws Exception {
        List<OperatorSubtaskState> states = new ArrayList<>();
        for (int device = 0; device < operators.devices(); device++) {
            OperatorSubtaskState restored = restored(savepoint, operators.devices(), device);
            try (var stage = operators.stage(STAGE, device, restored)) {
                for (Slice slice : slices) {
                    if (operators.keys().subtaskOf(0, slice.toShard(), operators.devices())
                            == device) {
                        stage.processElement(new StreamRecord<>(slice));
                    }
                }
                collect(stage.extractOutputValues(), answers);
                states.add(stage.snapshot(1, 1));
            }
        }
        return states;
    }

    private static OperatorSubtaskState restored(
            List<OperatorSubtaskState> savepoint, int devices, int device) throws Exception {
        if (savepoint.isEmpty()) {
            return null;
        }
        return AbstractStreamOperatorTestHarness.repartitionOperatorState(
                AbstractStreamOperatorTestHarness.repackageState(
                        savepoint.toArray(OperatorSubtaskState[]::new)),
                SHARDS,
                savepoint.size(),
                devices,
                device);
    }

    private static void collect(Collection<Activations> activations, Map<Answer, Tensors> answers) {
        for (Activations given : activations) {
            Answer answer = new Answer(given.batch(), given.shard());
            assertThat(answers.put(answer, given.tensors())).as("earlier %s", answer).isNull();
        }
    }

    @Test
    void noStateOutlivesItsSample() throws Exception {
        try (var stage = operators.stage(STAGE, 0, null)) {
            for (int i = 0; i < 20; i++) {
                for (Slice slice : slicesTo(0, new SampleId(0, i))) {
                    stage.processElement(new StreamRecord<>(slice));
                }
                assertThat(stage.extractOutputValues()).hasSize(i + 1);
                assertThat(stage.numKeyedStateEntries()).isZero();
            }
            stage.setProcessingTime(operators.startTime() + operators.timeoutMillis());
            assertThat(stage.numProcessingTimeTimers()).isZero();
        }
    }

    @ParameterizedTest(name = "{0} replica(s) on one device")
    @ValueSource(ints = {1, 2, 3})
    void aJoinThatNeverCompletesIsDroppedWhicheverReplicaItIsOn(int replicas) throws Exception {
        OperatorHarnesses one = operators.withReplicas(replicas).onDevices(1);
        try (var stage = one.stage(STAGE, 0, null)) {
            for (int i = 0; i < 30; i++) {
                SampleId sample = new SampleId(0, i);
                for (int shard = 0; shard < SHARDS; shard++) {
                    Slice first = slicesTo(shard, sample).get(0);
                    stage.processElement(new StreamRecord<>(at(one.homeOf(sample), first)));
                }
                stage.setProcessingTime(one.startTime() + i);
            }
            assertThat(stage.numKeyedStateEntries()).isEqualTo(replicas * SHARDS);

            stage.setProcessingTime(one.startTime() + one.timeoutMillis() - 1);
            assertThat(stage.numKeyedStateEntries()).isEqualTo(replicas * SHARDS);

            // The youngest sample came at 29 ms; a sweep that finds it waiting comes once more.
            stage.setProcessingTime(one.startTime() + 29 + one.timeoutMillis());
            stage.setProcessingTime(one.startTime() + 29 + 2 * one.timeoutMillis());
            assertThat(stage.numKeyedStateEntries()).isZero();
            assertThat(stage.numProcessingTimeTimers()).isZero();
            assertThat(stage.extractOutputValues()).isEmpty();
        }
    }

    @Test
    void aDroppedJoinDoesNotTakeAYoungerOneAlong() throws Exception {
        List<Slice> young = slicesTo(0, new SampleId(0, 2));
        try (var stage = operators.stage(STAGE, 0, null)) {
            stage.processElement(new StreamRecord<>(slicesTo(0, new SampleId(0, 1)).get(0)));
            stage.setProcessingTime(operators.startTime() + operators.timeoutMillis() - 1);
            stage.processElement(new StreamRecord<>(young.get(0)));
            stage.setProcessingTime(operators.startTime() + operators.timeoutMillis());
            for (Slice slice : young.subList(1, young.size())) {
                stage.processElement(new StreamRecord<>(slice));
            }
            assertThat(stage.extractOutputValues())
                    .extracting(Activations::batch)
                    .containsExactly(Batch.of(0, new SampleId(0, 2)));
            assertThat(stage.numKeyedStateEntries()).isZero();
        }
    }

    @Test
    void timeDuringWhichTheJobWasDownDoesNotCount() throws Exception {
        List<Slice> slices = slicesTo(0, new SampleId(0, 1));
        OperatorSubtaskState savepoint;
        try (var stage = operators.startingDaysAgo(10).stage(STAGE, 0, null)) {
            stage.processElement(new StreamRecord<>(slices.get(0)));
            savepoint = stage.snapshot(1, 1);
        }
        try (var stage = operators.stage(STAGE, 0, savepoint)) {
            stage.setProcessingTime(operators.startTime() + 1);
            for (Slice slice : slices.subList(1, slices.size())) {
                stage.processElement(new StreamRecord<>(slice));
            }
            assertThat(stage.extractOutputValues()).hasSize(1);
        }
        try (var stage = operators.stage(STAGE, 0, savepoint)) {
            stage.setProcessingTime(operators.startTime() + 1);
            assertThat(stage.numKeyedStateEntries()).isOne();
            stage.setProcessingTime(operators.startTime() + 1 + operators.timeoutMillis());
            assertThat(stage.numKeyedStateEntries()).isZero();
        }
    }

    private static List<Slice> slicesTo(int shard, SampleId sample) {
        return slicesOf(sample).stream().filter(slice -> slice.toShard() == shard).toList();
    }

    /** The same slice of a sample that is at home elsewhere, and so in another replica. */
    private static Slice at(int home, Slice slice) {
        return new Slice(
                new Batch(home, slice.batch().samples()),
                slice.fromStage(),
                slice.fromShard(),
                slice.toStage(),
                slice.toShard(),
                slice.payload());
    }

    /** All slices of a sample that enter the stage, with values that tell samples apart. */
    private static List<Slice> slicesOf(SampleId sample) {
        Random random = new Random(sample.offset());
        List<Slice> slices = new ArrayList<>();
        for (Edge edge : manifest.edgesInto(STAGE)) {
            for (Transfer transfer : edge.transfers()) {
                ByteBuffer payload =
                        ByteBuffer.allocate(4 * transfer.elements()).order(ByteOrder.LITTLE_ENDIAN);
                while (payload.hasRemaining()) {
                    payload.putFloat((float) random.nextGaussian());
                }
                slices.add(
                        new Slice(
                                Batch.of(0, sample),
                                transfer.fromStage(),
                                transfer.fromShard(),
                                STAGE,
                                transfer.toShard(),
                                Tensors.of(payload.array())));
            }
        }
        return slices;
    }
}
