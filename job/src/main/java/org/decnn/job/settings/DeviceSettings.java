package org.decnn.job.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.decnn.job.topology.SplitOptions;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.directory.Port;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.Transfer;
import org.decnn.operators.stage.ShardKeys;

/**
 * What a device's {@code config.yaml} must say so that a model's shards fit it: a TaskManager of
 * one slot, one subtask of each operator in it.
 */
public final class DeviceSettings {

    private static final long MIB = 1 << 20;

    /** Classes, Kafka's clients, Flink's own buffers of records. */
    private static final long JOB_HEAP = 64 * MIB;

    /** What a picture takes while it is decoded, and half of the heap may be taken by one. */
    private static final int HEAP_A_PIXEL = 22;

    /** The engine's own workspace; ONNX Runtime's library is mapped, not counted. */
    private static final long ENGINE = 64 * MIB;

    /** Samples that a device joins at once. */
    private static final int JOINS = 8;

    private final NetworkSettings network;
    private long taskOffHeap;
    private final List<Setting> lines = new ArrayList<>();

    /** One line of {@code config.yaml}. */
    public record Setting(String key, String value, String why) {
        @Override
        public String toString() {
            return key + ": " + value + "  # " + why;
        }
    }

    private DeviceSettings(NetworkSettings network) {
        this.network = network;
    }

    /**
     * The settings for a model on so many devices.
     *
     * @param small for boards of 1 GB: what of the JVM and of Flink is not the model's is cut down
     *     too
     */
    public static DeviceSettings of(
            ModelManifest manifest, SplitOptions options, BufferDemand demand, boolean small) {
        DeviceSettings settings = new DeviceSettings(NetworkSettings.of(manifest, demand));
        settings.addNetwork(manifest, options, demand);
        settings.addMemory(manifest, options, small);
        if (small) {
            settings.addSmall();
        }
        return settings;
    }

    public NetworkSettings network() {
        return network;
    }

    /** Bytes of memory outside the heap for the engine. */
    public long taskOffHeap() {
        return taskOffHeap;
    }

    /** The lines, in the order in which they are best read. */
    public List<Setting> lines() {
        return List.copyOf(lines);
    }

    private void addNetwork(ModelManifest manifest, SplitOptions options, BufferDemand demand) {
        add(TaskManagerOptions.NUM_TASK_SLOTS, "1", "a slot is a device");
        add(
                TaskManagerOptions.MEMORY_SEGMENT_SIZE,
                size(network.segmentBytes()),
                format("the most that is sent at once has %,d bytes", manifest.largestTransfer()));
        String why =
                format(
                        "%,d buffers; the job on %d device(s) requires %,d, uses up to %,d",
                        network.buffers(), options.devices(), demand.required(), demand.most());
        add(TaskManagerOptions.NETWORK_MEMORY_MIN, size(network.bytes()), why);
        add(TaskManagerOptions.NETWORK_MEMORY_MAX, size(network.bytes()), "the same");
        add(
                TaskManagerOptions.BUFFER_DEBLOAT_ENABLED,
                "false",
                "it would cut buffers below the size of a slice");
    }

    private void addMemory(ModelManifest manifest, SplitOptions options, boolean small) {
        long weights = 0;
        long ports = 0;
        long joins = 0;
        ShardKeys keys = options.keysFor(manifest);
        for (int device = 0; device < options.devices(); device++) {
            weights = Math.max(weights, weightsOn(device, manifest, options, keys));
            ports = Math.max(ports, portsOn(device, manifest, options, keys));
            joins = Math.max(joins, slicesInto(device, manifest, options, keys));
        }
        long pixels = options.limits().maxPixels();
        long heap =
                Math.max(
                        JOB_HEAP + (JOINS + options.maxBatch()) * joins + HEAP_A_PIXEL / 2 * pixels,
                        HEAP_A_PIXEL * pixels - (small ? 32 : 128) * MIB);
        add(TaskManagerOptions.MANAGED_MEMORY_SIZE, "0m", "state is on the heap");
        add(
                TaskManagerOptions.TASK_HEAP_MEMORY,
                megabytes(heap),
                format(
                        "pictures of up to %,d pixels, slices of %d images that wait for others",
                        pixels, JOINS));
        taskOffHeap = (ENGINE + 2 * weights + ports + MIB - 1) / MIB * MIB;
        add(
                TaskManagerOptions.TASK_OFF_HEAP_MEMORY,
                megabytes(taskOffHeap),
                format(
                        "the engine: twice %,d bytes of weights, %,d of inputs and outputs, workspace",
                        weights, ports));
    }

    private void addSmall() {
        add(TaskManagerOptions.FRAMEWORK_HEAP_MEMORY, "32m", "Flink itself");
        add(
                TaskManagerOptions.FRAMEWORK_OFF_HEAP_MEMORY,
                "48m",
                "Netty and Kafka's clients took 17 MB");
        add(
                TaskManagerOptions.JVM_METASPACE,
                "112m",
                "Flink's classes and those of two jobs, 35 MB each");
        add(TaskManagerOptions.JVM_OVERHEAD_MIN, "64m", "thread stacks, compiled code, collector");
        add(TaskManagerOptions.JVM_OVERHEAD_MAX, "64m", "the same");
        lines.add(
                new Setting(
                        CoreOptions.FLINK_TM_JVM_OPTIONS.key(),
                        "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=0.2 -Dpekko.scheduler.tick-duration=100ms",
                        "one collector thread, little compiled code and soon, as Java only moves bytes; Flink's two timers wake the device 20 times a second, not 200"));
    }

    private static long weightsOn(
            int device, ModelManifest manifest, SplitOptions options, ShardKeys keys) {
        long bytes = manifest.stemBytes();
        for (int shard = 0; shard < manifest.shards(); shard++) {
            if (keys.holds(device, shard, options.devices())) {
                bytes += manifest.weightBytes(shard);
            }
        }
        return bytes;
    }

    private static long portsOn(
            int device, ModelManifest manifest, SplitOptions options, ShardKeys keys) {
        long bytes = 0;
        for (ModelManifest.ShardEntry stem : manifest.stem()) {
            bytes += portsOf(stem, options);
        }
        for (ModelManifest.StageEntry stage : manifest.stages()) {
            for (int shard = 0; shard < manifest.shards(); shard++) {
                if (keys.holds(device, shard, options.devices())) {
                    bytes += portsOf(stage.shards().get(shard), options);
                }
            }
        }
        return bytes;
    }

    /** The engine's, and what it gave for the rest of a batch. */
    private static long portsOf(ModelManifest.ShardEntry graph, SplitOptions options) {
        return graph.inputs().stream().mapToLong(Port::bytes).sum()
                + options.maxBatch() * graph.outputs().stream().mapToLong(Port::bytes).sum();
    }

    private static long slicesInto(
            int device, ModelManifest manifest, SplitOptions options, ShardKeys keys) {
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

    private void add(ConfigOption<?> option, String value, String why) {
        lines.add(new Setting(option.key(), value, why));
    }

    static String size(long bytes) {
        return bytes % MIB == 0 ? bytes / MIB + "mb" : bytes / 1024 + "kb";
    }

    private static String megabytes(long bytes) {
        return (bytes + MIB - 1) / MIB + "m";
    }

    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
