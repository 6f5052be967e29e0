package org.decnn.benchmarks.lab;

import java.util.LinkedHashMap;
import java.util.Map;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.directory.Port;

/**
 * The memory of a TaskManager that runs a system, each as small as it works. ONNX Runtime's own
 * memory is beyond these: Flink does not see it.
 *
 * @param segmentBytes one piece of network memory
 */
record TaskManagerMemory(
        int frameworkHeapMiB,
        int taskHeapMiB,
        int frameworkOffHeapMiB,
        int taskOffHeapMiB,
        int networkMiB,
        int segmentBytes,
        int metaspaceMiB,
        int overheadMiB) {

    private static final int SEGMENT_BYTES = 128 << 10;
    private static final int EXCLUSIVE_BUFFERS = 2;
    private static final int FLOATING_BUFFERS = 8;

    /** Decoding is spread, headers and logits are collected: gates beside the edges'. */
    private static final int OTHER_GATES = 4;

    /**
     * A file is in memory in pieces and as a whole while it is read, and a collector leaves some
     * room.
     */
    private static final int READ_COPIES = 3;

    static TaskManagerMemory of(TestedSystem system, ModelManifest manifest) {
        return new TaskManagerMemory(
                48,
                64 + mebibytes(READ_COPIES * graphBytes(manifest)),
                64,
                16 + mebibytes(boundBytes(manifest, system.devices())),
                system.isWhole() ? 16 : networkMiB(manifest, system.devices()),
                SEGMENT_BYTES,
                160,
                64);
    }

    /** All stages of a device read a graph at a time, each before its engine has its own copy. */
    private static long graphBytes(ModelManifest manifest) {
        return manifest.stages().stream()
                .mapToLong(
                        stage ->
                                stage.shards().stream()
                                        .mapToLong(ModelManifest.ShardEntry::weightBytes)
                                        .max()
                                        .orElse(0))
                .sum();
    }

    /** Enough for either. */
    TaskManagerMemory atLeast(TaskManagerMemory other) {
        return new TaskManagerMemory(
                Math.max(frameworkHeapMiB, other.frameworkHeapMiB),
                Math.max(taskHeapMiB, other.taskHeapMiB),
                Math.max(frameworkOffHeapMiB, other.frameworkOffHeapMiB),
                Math.max(taskOffHeapMiB, other.taskOffHeapMiB),
                Math.max(networkMiB, other.networkMiB),
                Math.max(segmentBytes, other.segmentBytes),
                Math.max(metaspaceMiB, other.metaspaceMiB),
                Math.max(overheadMiB, other.overheadMiB));
    }

    /** Each device reads from and writes to each, on each edge. */
    private static int networkMiB(ModelManifest manifest, int devices) {
        long gates = manifest.edges().size() + OTHER_GATES;
        long buffers = gates * 2 * ((long) EXCLUSIVE_BUFFERS * devices + FLOATING_BUFFERS);
        return Math.max(16, mebibytes(buffers * SEGMENT_BYTES));
    }

    /** Direct memory that is bound to the inputs and outputs of the shards a device holds. */
    private static long boundBytes(ModelManifest manifest, int devices) {
        long all =
                manifest.stages().stream()
                        .flatMap(stage -> stage.shards().stream())
                        .mapToLong(
                                shard ->
                                        shard.inputs().stream().mapToLong(Port::bytes).sum()
                                                + shard.outputs().stream()
                                                        .mapToLong(Port::bytes)
                                                        .sum())
                        .sum();
        int shardsHere = (manifest.shards() + devices - 1) / devices;
        return all * shardsHere / manifest.shards();
    }

    private static int mebibytes(long bytes) {
        return (int) ((bytes + (1 << 20) - 1) >> 20);
    }

    /** As Flink's configuration has it. */
    Map<String, String> configuration() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("taskmanager.memory.framework.heap.size", frameworkHeapMiB + "m");
        all.put("taskmanager.memory.task.heap.size", taskHeapMiB + "m");
        all.put("taskmanager.memory.framework.off-heap.size", frameworkOffHeapMiB + "m");
        all.put("taskmanager.memory.task.off-heap.size", taskOffHeapMiB + "m");
        all.put("taskmanager.memory.network.min", networkMiB + "m");
        all.put("taskmanager.memory.network.max", networkMiB + "m");
        all.put("taskmanager.memory.segment-size", segmentBytes + "b");
        all.put("taskmanager.memory.managed.size", "0m");
        all.put("taskmanager.memory.jvm-metaspace.size", metaspaceMiB + "m");
        all.put("taskmanager.memory.jvm-overhead.min", overheadMiB + "m");
        all.put("taskmanager.memory.jvm-overhead.max", overheadMiB + "m");
        return all;
    }
}
