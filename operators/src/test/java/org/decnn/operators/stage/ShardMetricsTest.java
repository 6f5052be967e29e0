package org.decnn.operators.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.StreamFlatMap;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.Transfer;
import org.decnn.model.testing.SmallModels;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.engine.OnnxRuntimeEngine;
import org.decnn.operators.model.ModelRef;
import org.decnn.operators.model.NetworkName;
import org.decnn.operators.serial.RecordSerializer;
import org.decnn.operators.slice.Activations;
import org.decnn.operators.slice.ActivationsFormat;
import org.decnn.operators.slice.Batch;
import org.decnn.operators.slice.SampleId;
import org.decnn.operators.slice.Slice;
import org.decnn.operators.slice.SliceFormat;
import org.decnn.operators.slice.Tensors;
import org.decnn.operators.testing.WatchedTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four shards on two devices: what the second tells of shards 2 and 3. */
class ShardMetricsTest {

    private static final int SHARDS = 4;
    private static final int DEVICES = 2;
    private static final int STAGE = 2;
    private static final int TIMEOUT = 60_000;

    /** After the wall clock, by which an operator knows when it was opened. */
    private static final long START = System.currentTimeMillis() + 86_400_000;

    private final ShardKeys keys = new ShardKeys(SHARDS, 1);
    private final WatchedTask task = new WatchedTask(SHARDS, DEVICES, 1);

    @TempDir private Path folder;

    private ModelDirectory directory;
    private ModelManifest manifest;

    @BeforeEach
    void writeModel() {
        directory = SmallModels.write(SmallNetworks.groupedResidual(1), SHARDS, folder);
        manifest = directory.manifest();
    }

    @Test
    void aStageTellsWhatEachOfItsShardsWaitsForReceivesAndComputes() throws Exception {
        List<Slice> slices = slicesTo(2, new SampleId(0, 0));
        try (var stage = stage()) {
            stage.setProcessingTime(START);
            stage.processElement(new StreamRecord<>(slices.get(0)));
            assertThat(task.value("images", STAGE, 2)).isZero();
            stage.setProcessingTime(START + 40);
            for (Slice slice : slices.subList(1, slices.size())) {
                stage.processElement(new StreamRecord<>(slice));
            }

            long fromShardsOfTheFirstDevice =
                    slices.stream()
                            .filter(slice -> slice.fromShard() < 2)
                            .mapToLong(slice -> slice.payload().bytes())
                            .sum();
            assertThat(task.value("joinWaitMillis", STAGE, 2)).isEqualTo(40);
            assertThat(task.value("bytesIn", STAGE, 2)).isEqualTo(bytes(slices));
            assertThat(task.value("bytesInRemote", STAGE, 2)).isEqualTo(fromShardsOfTheFirstDevice);
            assertThat(task.value("images", STAGE, 2)).isEqualTo(1);
            assertThat(task.value("runNanos", STAGE, 2)).isPositive();
            assertThat(task.value("weightBytes", STAGE, 2))
                    .isEqualTo(manifest.graph(STAGE, 2).weightBytes());
            assertThat(task.value("portBytes", STAGE, 2))
                    .isEqualTo(
                            bytes(slices)
                                    + manifest.graph(STAGE, 2).outputs().stream()
                                            .mapToLong(port -> port.bytes())
                                            .sum());
            assertThat(task.value("images", STAGE, 3)).isZero();
        }
    }

    @Test
    void aStageTellsForWhichShardSlicesDidNotCome() throws Exception {
        try (var stage = stage()) {
            stage.setProcessingTime(START);
            stage.processElement(new StreamRecord<>(slicesTo(3, new SampleId(0, 0)).get(0)));
            stage.setProcessingTime(START + TIMEOUT);

            assertThat(task.value("samplesTimedOut", STAGE, 3)).isEqualTo(1);
            assertThat(task.value("samplesTimedOut", STAGE, 2)).isZero();
        }
    }

    @Test
    void anExchangeTellsWhatEachShardSendsAndWhatOfItLeavesTheDevice() throws Exception {
        Edge edge = manifest.edgesFrom(1).get(0);
        List<Transfer> sent =
                edge.transfers().stream().filter(transfer -> transfer.fromShard() == 3).toList();
        byte[][] outputs =
                manifest.graph(1, 3).outputs().stream()
                        .map(port -> new byte[port.bytes()])
                        .toArray(byte[][]::new);
        try (var exchange =
                new OneInputStreamOperatorTestHarness<Activations, Slice>(
                        new StreamFlatMap<>(
                                new ExchangeFunction(NetworkName.NONE, manifest, edge, keys)),
                        task.environment())) {
            exchange.setup(new RecordSerializer<>(new SliceFormat()));
            exchange.open();
            exchange.processElement(
                    new StreamRecord<>(
                            new Activations(
                                    Batch.of(0, new SampleId(0, 0)), 3, Tensors.of(outputs))));
        }

        assertThat(task.value("bytesOut", 1, 3)).isEqualTo(bytesOf(sent));
        assertThat(task.value("bytesOutRemote", 1, 3))
                .isEqualTo(
                        bytesOf(sent.stream().filter(transfer -> transfer.toShard() < 2).toList()))
                .isPositive();
        assertThat(task.value("bytesOut", 1, 2)).isZero();
    }

    private KeyedOneInputStreamOperatorTestHarness<Integer, Slice, Activations> stage()
            throws Exception {
        ShardKeys shardKeys = keys;
        var harness =
                new KeyedOneInputStreamOperatorTestHarness<Integer, Slice, Activations>(
                        new KeyedProcessOperator<>(
                                new StageFunction(
                                        ModelRef.of(directory),
                                        STAGE,
                                        keys,
                                        new OnnxRuntimeEngine(),
                                        InputKind.PICTURE,
                                        TIMEOUT)),
                        slice -> shardKeys.keyOf(0, slice.toShard()),
                        Types.INT,
                        task.environment());
        harness.setup(new RecordSerializer<>(new ActivationsFormat()));
        harness.open();
        return harness;
    }

    private static long bytesOf(List<Transfer> transfers) {
        return transfers.stream().mapToLong(transfer -> 4L * transfer.elements()).sum();
    }

    private static long bytes(List<Slice> slices) {
        return slices.stream().mapToLong(slice -> slice.payload().bytes()).sum();
    }

    private List<Slice> slicesTo(int shard, SampleId sample) {
        List<Slice> slices = new ArrayList<>();
        for (Edge edge : manifest.edgesInto(STAGE)) {
            for (Transfer transfer : edge.transfers()) {
                if (transfer.toShard() == shard) {
                    slices.add(
                            new Slice(
                                    Batch.of(0, sample),
                                    transfer.fromStage(),
                                    transfer.fromShard(),
                                    STAGE,
                                    shard,
                                    Tensors.of(new byte[4 * transfer.elements()])));
                }
            }
        }
        return slices;
    }
}
