package org.decnn.job.settings;

import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.directory.Port;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.Transfer;
import org.decnn.operators.stage.ShardKeys;
import org.decnn.operators.topology.SplitOptions;

/** What of a model is on each of so many devices, in bytes. */
record Devices(ModelManifest manifest, SplitOptions options, ShardKeys keys) {

    /** The most that so many of them, in the slots of one board, have together. */
    long most(int slots, IntToLongFunction bytes) {
        long[] sorted = IntStream.range(0, options.devices()).mapToLong(bytes).sorted().toArray();
        return LongStream.of(sorted).skip(Math.max(0, sorted.length - slots)).sum();
    }

    long weightsOn(int device) {
        return manifest.stemBytes() + shardsOn(device).mapToLong(manifest::weightBytes).sum();
    }

    /** Inputs and outputs of the engine's graphs. */
    long portsOn(int device) {
        long stem = manifest.stem().stream().mapToLong(this::portsOf).sum();
        return stem
                + shardsOn(device)
                        .mapToLong(
                                shard ->
                                        manifest.stages().stream()
                                                .map(stage -> stage.shards().get(shard))
                                                .mapToLong(this::portsOf)
                                                .sum())
                        .sum();
    }

    /** The engine's, and what it gave for the rest of a batch. */
    private long portsOf(ModelManifest.ShardEntry graph) {
        return graph.inputs().stream().mapToLong(Port::bytes).sum()
                + options.maxBatch() * graph.outputs().stream().mapToLong(Port::bytes).sum();
    }

    /** Of one image. */
    long slicesInto(int device) {
        long bytes = 0;
        for (Edge edge : manifest.edges()) {
            for (Transfer transfer : edge.transfers()) {
                boolean logits = transfer.toStage() == manifest.logitsStage();
                if (logits || keys.holds(device, transfer.toShard(), options.devices())) {
                    bytes += edge.bytes(transfer);
                }
            }
        }
        return bytes;
    }

    private IntStream shardsOn(int device) {
        return IntStream.range(0, manifest.shards())
                .filter(shard -> keys.holds(device, shard, options.devices()));
    }
}
