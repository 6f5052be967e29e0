package org.decnn.benchmarks.jmh;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelManifest;
import org.decnn.operators.engine.OnnxRuntimeEngine;
import org.decnn.operators.engine.ShardSession;
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
 * How many times one device's throughput four devices could have on this processor if nothing but
 * the engine took time: an image through the dense network and through the decoupled one, each as
 * one graph, and through shard 0 of the four, stage after stage. One thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class SpeedUpLimitBenchmark {

    @Param public BenchmarkModel model;

    private final List<ShardSession> stages = new ArrayList<>();

    @Setup
    public void load() {
        ModelDirectory directory = model.open();
        for (ModelManifest.StageEntry stage : directory.manifest().stages()) {
            ModelManifest.ShardEntry shard = stage.shards().get(0);
            stages.add(
                    new OnnxRuntimeEngine()
                            .load(
                                    directory.graph(stage.number(), 0),
                                    shard.inputs(),
                                    shard.outputs()));
        }
    }

    @Benchmark
    public void image() {
        stages.forEach(ShardSession::run);
    }

    @TearDown
    public void close() {
        stages.forEach(ShardSession::close);
    }
}
