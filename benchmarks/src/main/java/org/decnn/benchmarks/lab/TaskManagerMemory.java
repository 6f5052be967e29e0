package org.decnn.benchmarks.lab;

import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.decnn.job.kafka.KafkaClassification;
import org.decnn.job.settings.Board;
import org.decnn.job.settings.DeviceSettings;
import org.decnn.job.settings.DeviceSettings.Setting;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.operators.image.DecodeLimits;
import org.decnn.operators.topology.SplitOptions;

/**
 * The memory of a TaskManager that runs a system: what {@code decnn settings --small} says for its
 * model. ONNX Runtime's own memory is beyond these: Flink does not see it.
 *
 * @param sizes by the key that Flink's configuration has for each
 */
record TaskManagerMemory(Map<String, MemorySize> sizes) {

    /** The lab's pictures are small, and the heap is sized for the largest. */
    private static final int MAX_PIXELS = 1_000_000;

    private static final String SEGMENT = TaskManagerOptions.MEMORY_SEGMENT_SIZE.key();
    private static final String NETWORK_MIN = TaskManagerOptions.NETWORK_MEMORY_MIN.key();
    private static final String NETWORK_MAX = TaskManagerOptions.NETWORK_MEMORY_MAX.key();

    static TaskManagerMemory of(TestedSystem system, ModelDirectory directory) {
        SplitOptions split =
                SplitOptions.onDevices(Math.min(system.devices(), directory.manifest().shards()))
                        .withLimits(new DecodeLimits(DecodeLimits.DEFAULT.maxBytes(), MAX_PIXELS));
        Board board = new Board(1, 0, true);
        DeviceSettings settings =
                DeviceSettings.of(
                        directory.manifest(),
                        split,
                        KafkaClassification.buffers(directory, split, board),
                        board);
        Map<String, MemorySize> sizes = new TreeMap<>();
        for (Setting line : settings.lines()) {
            if (line.key().startsWith("taskmanager.memory.")) {
                sizes.put(line.key(), MemorySize.parse(line.value()));
            }
        }
        return new TaskManagerMemory(sizes);
    }

    /** Enough for either: the larger network buffers, and as many as the one with more has. */
    TaskManagerMemory atLeast(TaskManagerMemory other) {
        Map<String, MemorySize> both = new TreeMap<>(sizes);
        other.sizes.forEach(
                (key, size) ->
                        both.merge(key, size, (one, two) -> one.compareTo(two) < 0 ? two : one));
        MemorySize network =
                both.get(SEGMENT).multiply(Math.max(networkBuffers(), other.networkBuffers()));
        both.put(NETWORK_MIN, network);
        both.put(NETWORK_MAX, network);
        return new TaskManagerMemory(both);
    }

    long networkBuffers() {
        return sizes.get(NETWORK_MAX).getBytes() / sizes.get(SEGMENT).getBytes();
    }

    /** As Flink's configuration has it. */
    Map<String, String> configuration() {
        Map<String, String> all = new TreeMap<>();
        sizes.forEach((key, size) -> all.put(key, size.getBytes() + "b"));
        return all;
    }
}
