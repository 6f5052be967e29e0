package org.decnn.job.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.decnn.model.directory.ModelManifest;
import org.decnn.operators.stage.ShardKeys;
import org.decnn.operators.topology.SplitOptions;

/**
 * What a board's {@code config.yaml} must say so that a model's shards fit it: a TaskManager with
 * one subtask of each operator in each of its slots.
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
     * @param demand of the board, see {@link Board#deviceCounts}
     */
    public static DeviceSettings of(
            ModelManifest manifest, SplitOptions options, BufferDemand demand, Board board) {
        DeviceSettings settings = new DeviceSettings(NetworkSettings.of(manifest, demand));
        settings.addNetwork(manifest, options, demand, board);
        settings.addMemory(manifest, options, board);
        if (board.small()) {
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

    private void addNetwork(
            ModelManifest manifest, SplitOptions options, BufferDemand demand, Board board) {
        add(
                TaskManagerOptions.NUM_TASK_SLOTS,
                Integer.toString(board.slots()),
                "a slot is a device");
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

    private void addMemory(ModelManifest manifest, SplitOptions options, Board board) {
        long weights = 0;
        long ports = 0;
        long joins = 0;
        ShardKeys keys = options.keysFor(manifest);
        for (int count : board.deviceCounts(keys, options.devices()).toArray()) {
            Devices devices = new Devices(manifest, options.withDevices(count), keys);
            weights = Math.max(weights, devices.most(board.slots(), devices::weightsOn));
            ports = Math.max(ports, devices.most(board.slots(), devices::portsOn));
            joins = Math.max(joins, devices.most(board.slots(), devices::slicesInto));
        }
        long pixels = options.limits().maxPixels();
        long decoding = HEAP_A_PIXEL / 2 * pixels;
        long heap =
                Math.max(
                        board.slots() * (JOB_HEAP + decoding)
                                + (JOINS + options.maxBatch()) * joins,
                        HEAP_A_PIXEL * pixels - (board.small() ? 32 : 128) * MIB);
        add(TaskManagerOptions.MANAGED_MEMORY_SIZE, "0m", "state is on the heap");
        add(
                TaskManagerOptions.TASK_HEAP_MEMORY,
                megabytes(heap),
                format(
                        "pictures of up to %,d pixels, slices of %d images that wait for others",
                        pixels, JOINS));
        taskOffHeap = (board.slots() * ENGINE + 2 * weights + ports + MIB - 1) / MIB * MIB;
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
