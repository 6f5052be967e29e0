package org.decnn.benchmarks.jmh;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.api.operators.StreamFlatMap;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.directory.Port;
import org.decnn.operators.model.NetworkName;
import org.decnn.operators.serial.RecordSerializer;
import org.decnn.operators.slice.Activations;
import org.decnn.operators.slice.Batch;
import org.decnn.operators.slice.SampleId;
import org.decnn.operators.slice.Slice;
import org.decnn.operators.slice.SliceFormat;
import org.decnn.operators.slice.Tensors;
import org.decnn.operators.stage.ExchangeFunction;
import org.decnn.operators.stage.ShardKeys;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One image's activations of a shard of ResNet-50 ×1.75, cut into the slices for the next stage.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ExchangeBenchmark {

    @Param({"1", "2", "3"})
    public int stage;

    private OneInputStreamOperatorTestHarness<Activations, Slice> exchange;
    private StreamRecord<Activations> activations;

    @Setup
    public void open() throws Exception {
        ModelManifest manifest = BenchmarkModel.SPLIT.open().manifest();
        exchange =
                new OneInputStreamOperatorTestHarness<>(
                        new StreamFlatMap<>(
                                new ExchangeFunction(
                                        NetworkName.NONE,
                                        manifest,
                                        manifest.edgesFrom(stage).get(0),
                                        new ShardKeys(manifest.shards(), 1))));
        exchange.setup(new RecordSerializer<>(new SliceFormat()));
        exchange.open();
        ByteBuffer[] tensors =
                manifest.stage(stage).shards().get(0).outputs().stream()
                        .mapToInt(Port::bytes)
                        .mapToObj(ByteBuffer::allocateDirect)
                        .toArray(ByteBuffer[]::new);
        activations =
                new StreamRecord<>(
                        new Activations(Batch.of(0, new SampleId(0, 1)), 0, Tensors.lent(tensors)));
    }

    @Benchmark
    public int cut() throws Exception {
        exchange.processElement(activations);
        Queue<Object> slices = exchange.getOutput();
        int count = slices.size();
        slices.clear();
        return count;
    }

    @TearDown
    public void close() throws Exception {
        exchange.close();
    }
}
