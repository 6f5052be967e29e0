package org.decnn.benchmarks.lab;

import java.util.LinkedHashMap;
import java.util.Map;
import org.decnn.job.kafka.KafkaClassification;
import org.decnn.job.settings.NetworkSettings;
import org.decnn.job.topology.SplitOptions;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.directory.Port;
import org.decnn.model.shard.Transfer;

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

    /** Of the whole network, which exchanges nothing. */
    private static final int SEGMENT_BYTES = 32 << 10;

    private static final int WHOLE_NETWORK_MIB = 8;

    /** Images that may wait at one stage for slices from others. */
    private static final int JOINS = 16;

    static TaskManagerMemory of(TestedSystem system, ModelDirectory directory) {
        ModelManifest manifest = directory.manifest();
        NetworkSettings network = null;
        if (!system.isWhole()) {
            network =
                    NetworkSettings.of(
                            manifest,
                            KafkaClassification.buffers(
                                    directory, SplitOptions.onDevices(system.devices())));
        }
        return new TaskManagerMemory(
                32,
                64 + mebibytes(JOINS * joinedBytes(manifest, system.devices())),
                64,
                16 + mebibytes(boundBytes(manifest, system.devices())),
                network == null ? WHOLE_NETWORK_MIB : mebibytes(network.bytes()),
                network == null ? SEGMENT_BYTES : network.segmentBytes(),
                128,
                64);
    }

    /** Bytes of a sample's slices that a device holds at most, at the stage where they are most. */
    private static long joinedBytes(ModelManifest manifest, int devices) {
        return manifest.stages().stream()
                        .filter(stage -> stage.number() > 1)
                        .mapToLong(
                                stage ->
                                        manifest.edgesInto(stage.number()).stream()
                                                .flatMap(edge -> edge.transfers().stream())
                                                .mapToLong(Transfer::bytes)
                                                .sum())
                        .max()
                        .orElse(0)
                / devices;
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
