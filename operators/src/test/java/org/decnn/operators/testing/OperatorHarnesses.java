package org.decnn.operators.testing;

import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.StreamFlatMap;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.shard.Edge;
import org.decnn.operators.engine.Engine;
import org.decnn.operators.engine.OnnxRuntimeEngine;
import org.decnn.operators.flight.Home;
import org.decnn.operators.flight.HomeFormat;
import org.decnn.operators.image.BatchHeaders;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.image.ClassifiedImageFormat;
import org.decnn.operators.image.RejectedImage;
import org.decnn.operators.image.RejectedImageFormat;
import org.decnn.operators.logits.SumLogitsFunction;
import org.decnn.operators.model.ModelRef;
import org.decnn.operators.model.NetworkName;
import org.decnn.operators.serial.RecordFormat;
import org.decnn.operators.serial.RecordSerializer;
import org.decnn.operators.serial.RecordTypeInfo;
import org.decnn.operators.slice.Activations;
import org.decnn.operators.slice.ActivationsFormat;
import org.decnn.operators.slice.SampleId;
import org.decnn.operators.slice.Slice;
import org.decnn.operators.slice.SliceFormat;
import org.decnn.operators.stage.ExchangeFunction;
import org.decnn.operators.stage.InputKind;
import org.decnn.operators.stage.ShardKeys;
import org.decnn.operators.stage.StageFunction;
import org.decnn.operators.stage.StemFunction;

/**
 * The job's operators, each subtask in a test harness of Flink's, with the keys, types and
 * parallelism that the job gives them.
 *
 * @param devices parallelism of every operator
 * @param timeoutMillis of joins
 * @param startTime processing time at which the operators open; later than the wall clock, so that
 *     a test's time alone passes
 */
public record OperatorHarnesses(
        ModelRef model,
        ModelManifest manifest,
        ShardKeys keys,
        int devices,
        Engine engine,
        InputKind inputKind,
        long timeoutMillis,
        long startTime) {

    public static final OutputTag<RejectedImage> REJECTED =
            new OutputTag<>("rejected", new RecordTypeInfo<>(new RejectedImageFormat()));

    private static final long TIMEOUT = 60_000;
    private static final long DAY = 86_400_000;

    public static OperatorHarnesses of(
            ModelRef model, ModelManifest manifest, int devices, InputKind inputKind) {
        return new OperatorHarnesses(
                model,
                manifest,
                new ShardKeys(manifest.shards(), 1),
                devices,
                new OnnxRuntimeEngine(),
                inputKind,
                TIMEOUT,
                System.currentTimeMillis() + DAY);
    }

    /** Where samples are at home, those of neighbouring offsets on neighbouring key groups. */
    public int homeOf(SampleId sample) {
        return keys.keyOfGroup(Math.floorMod(sample.offset(), keys.maxParallelism()));
    }

    public OperatorHarnesses withReplicas(int replicas) {
        ShardKeys more = new ShardKeys(manifest.shards(), replicas);
        return new OperatorHarnesses(
                model, manifest, more, devices, engine, inputKind, timeoutMillis, startTime);
    }

    public OperatorHarnesses onDevices(int other) {
        return new OperatorHarnesses(
                model, manifest, keys, other, engine, inputKind, timeoutMillis, startTime);
    }

    public OperatorHarnesses computingWith(Engine other) {
        return new OperatorHarnesses(
                model, manifest, keys, devices, other, inputKind, timeoutMillis, startTime);
    }

    /** Days before the wall clock: what happens then happens before any operator was opened. */
    public OperatorHarnesses startingDaysAgo(int days) {
        long time = System.currentTimeMillis() - days * DAY;
        return new OperatorHarnesses(
                model, manifest, keys, devices, engine, inputKind, timeoutMillis, time);
    }

    /**
     * @param restored state to begin with, or null
     */
    public KeyedOneInputStreamOperatorTestHarness<Integer, Slice, Activations> stage(
            int stage, int subtask, OperatorSubtaskState restored) throws Exception {
        StageFunction function =
                new StageFunction(model, stage, keys, engine, inputKind, timeoutMillis);
        ShardKeys shardKeys = keys;
        var harness =
                new KeyedOneInputStreamOperatorTestHarness<Integer, Slice, Activations>(
                        new KeyedProcessOperator<>(function),
                        slice ->
                                shardKeys.keyOf(
                                        shardKeys.replicaOf(slice.batch()), slice.toShard()),
                        Types.INT,
                        keys.maxParallelism(),
                        devices,
                        subtask);
        harness.setup(new RecordSerializer<>(new ActivationsFormat()));
        harness.setProcessingTime(startTime);
        if (restored != null) {
            harness.initializeState(restored);
        }
        harness.open();
        return harness;
    }

    /**
     * @param restored state to begin with, or null
     */
    public KeyedTwoInputStreamOperatorTestHarness<Home, BatchHeaders, Slice, ClassifiedImage>
            sumLogits(int subtask, OperatorSubtaskState restored) throws Exception {
        var harness =
                new KeyedTwoInputStreamOperatorTestHarness<
                        Home, BatchHeaders, Slice, ClassifiedImage>(
                        new KeyedCoProcessOperator<>(
                                new SumLogitsFunction(
                                        NetworkName.NONE, manifest, timeoutMillis, REJECTED)),
                        headers -> Home.of(headers.batch()),
                        slice -> Home.of(slice.batch()),
                        new RecordTypeInfo<>(new HomeFormat()),
                        keys.maxParallelism(),
                        devices,
                        subtask);
        harness.setup(new RecordSerializer<>(new ClassifiedImageFormat()));
        harness.setProcessingTime(startTime);
        if (restored != null) {
            harness.initializeState(restored);
        }
        harness.open();
        return harness;
    }

    /** The network's stem where it is computed at home. */
    public OneInputStreamOperatorTestHarness<Activations, Activations> stem(int subtask)
            throws Exception {
        return flatMap(
                new StemFunction(model, engine, inputKind), new ActivationsFormat(), subtask);
    }

    public OneInputStreamOperatorTestHarness<Activations, Slice> exchange(Edge edge, int subtask)
            throws Exception {
        return flatMap(
                new ExchangeFunction(NetworkName.NONE, manifest, edge, keys),
                new SliceFormat(),
                subtask);
    }

    private <T> OneInputStreamOperatorTestHarness<Activations, T> flatMap(
            FlatMapFunction<Activations, T> function, RecordFormat<T> output, int subtask)
            throws Exception {
        var harness =
                new OneInputStreamOperatorTestHarness<Activations, T>(
                        new StreamFlatMap<>(function), keys.maxParallelism(), devices, subtask);
        harness.setup(new RecordSerializer<>(output));
        harness.open();
        return harness;
    }
}
