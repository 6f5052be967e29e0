package org.decnn.benchmarks.jmh;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.directory.Port;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.Transfer;
import org.decnn.operators.engine.Engine;
import org.decnn.operators.engine.ShardSession;
import org.decnn.operators.model.ModelRef;
import org.decnn.operators.serial.RecordSerializer;
import org.decnn.operators.slice.Activations;
import org.decnn.operators.slice.ActivationsFormat;
import org.decnn.operators.slice.Batch;
import org.decnn.operators.slice.SampleId;
import org.decnn.operators.slice.Slice;
import org.decnn.operators.slice.Tensors;
import org.decnn.operators.stage.InputKind;
import org.decnn.operators.stage.ShardKeys;
import org.decnn.operators.stage.StageFunction;
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
 * All that a stage of ResNet-50 ×1.75 does for one image but to compute: its slices wait for each
 * other in Flink's state, fill the graph's inputs, and its outputs become activations.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class JoinBenchmark {

    @Param({"2", "3", "4"})
    public int stage;

    private KeyedOneInputStreamOperatorTestHarness<Integer, Slice, Activations> operator;
    private final List<Slice> patterns = new ArrayList<>();
    private long image;

    /** Graphs that compute nothing. */
    private static final class Idle implements Engine {

        private static final long serialVersionUID = 1L;

        @Override
        public ShardSession load(Path graph, List<Port> inputs, List<Port> outputs) {
            return new IdleSession(buffers(inputs), buffers(outputs));
        }

        private static List<ByteBuffer> buffers(List<Port> ports) {
            return ports.stream().map(port -> ByteBuffer.allocateDirect(port.bytes())).toList();
        }
    }

    private record IdleSession(List<ByteBuffer> inputs, List<ByteBuffer> outputs)
            implements ShardSession {

        @Override
        public ByteBuffer input(int index) {
            return inputs.get(index);
        }

        @Override
        public void run() {}

        @Override
        public ByteBuffer output(int index) {
            return outputs.get(index);
        }

        @Override
        public void close() {}
    }

    @Setup
    public void open() throws Exception {
        ModelDirectory directory = BenchmarkModel.SPLIT.open();
        ModelManifest manifest = directory.manifest();
        ShardKeys keys = new ShardKeys(manifest.shards(), 1);
        operator =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(
                                new StageFunction(
                                        ModelRef.of(directory),
                                        stage,
                                        keys,
                                        new Idle(),
                                        InputKind.PICTURE,
                                        300_000)),
                        slice -> keys.keyOf(0, slice.toShard()),
                        Types.INT,
                        keys.maxParallelism(),
                        1,
                        0);
        operator.setup(new RecordSerializer<>(new ActivationsFormat()));
        operator.open();
        for (Edge edge : manifest.edgesInto(stage)) {
            for (Transfer transfer : edge.transfers()) {
                if (transfer.toShard() == 0) {
                    patterns.add(
                            new Slice(
                                    Batch.of(0, new SampleId(0, 0)),
                                    transfer.fromStage(),
                                    transfer.fromShard(),
                                    stage,
                                    0,
                                    Tensors.of(new byte[(int) edge.bytes(transfer)])));
                }
            }
        }
    }

    @Benchmark
    public int join() throws Exception {
        Batch batch = Batch.of(0, new SampleId(0, image++));
        for (Slice like : patterns) {
            operator.processElement(
                    new StreamRecord<>(
                            new Slice(
                                    batch,
                                    like.fromStage(),
                                    like.fromShard(),
                                    stage,
                                    0,
                                    like.payload())));
        }
        int given = operator.getOutput().size();
        operator.getOutput().clear();
        return given;
    }

    @TearDown
    public void close() throws Exception {
        operator.close();
    }
}
