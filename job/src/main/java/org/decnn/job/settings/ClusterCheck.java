package org.decnn.job.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.decnn.job.UsageException;

/**
 * Holds a running cluster to the settings that a job wants, by Flink's REST interface. Where that
 * does not answer, or no TaskManager has come yet, nothing is claimed.
 */
public final class ClusterCheck {

    private final FlinkRest rest;

    /**
     * What a TaskManager says of itself.
     *
     * @param segments 0 until it has reported
     */
    private record Device(
            int slots, long segments, long networkBytes, long reservedNetwork, long taskOffHeap) {

        long segmentBytes() {
            return segments == 0 ? 0 : networkBytes / segments;
        }
    }

    public ClusterCheck(FlinkRest rest) {
        this.rest = rest;
    }

    /**
     * One line for each setting that should be another.
     *
     * @throws UsageException if so many TaskManagers have too few buffers that the job cannot start
     */
    public List<String> differences(DeviceSettings wanted, BufferDemand demand, int devices) {
        List<Device> cluster;
        boolean debloats;
        boolean adapts;
        try {
            cluster = cluster();
            debloats = jobManagerHas(TaskManagerOptions.BUFFER_DEBLOAT_ENABLED, "true");
            adapts = jobManagerHas(JobManagerOptions.SCHEDULER, "adaptive");
        } catch (IOException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
        requireBuffers(cluster, wanted.network(), demand, devices);
        List<String> lines = new ArrayList<>();
        NetworkSettings network = wanted.network();
        compare(
                lines,
                TaskManagerOptions.MEMORY_SEGMENT_SIZE,
                cluster.stream().mapToLong(Device::segmentBytes).filter(size -> size > 0).toArray(),
                network.segmentBytes());
        compare(
                lines,
                TaskManagerOptions.NETWORK_MEMORY_MAX,
                cluster.stream().mapToLong(Device::reservedNetwork).toArray(),
                network.bytes());
        compare(
                lines,
                TaskManagerOptions.TASK_OFF_HEAP_MEMORY,
                cluster.stream().mapToLong(Device::taskOffHeap).toArray(),
                wanted.taskOffHeap());
        if (debloats) {
            lines.add(
                    TaskManagerOptions.BUFFER_DEBLOAT_ENABLED.key()
                            + " is true, false is wanted: "
                            + REMEDY);
        }
        int slots = cluster.stream().mapToInt(Device::slots).sum();
        if (!adapts && slots > 0 && slots <= devices) {
            lines.add(
                    "no slot is spare: if a device fails, the job waits until it is back; start one more TaskManager, or set "
                            + JobManagerOptions.SCHEDULER.key()
                            + " to adaptive in the JobManager's config.yaml");
        }
        return lines;
    }

    private static final String REMEDY =
            "set it in the TaskManagers' config.yaml and start them again; 'decnn settings' prints its lines";

    private static void compare(
            List<String> lines, ConfigOption<?> option, long[] there, long wanted) {
        int less = 0;
        long least = Long.MAX_VALUE;
        for (long value : there) {
            less += value < wanted ? 1 : 0;
            least = Math.min(least, value);
        }
        if (less > 0) {
            lines.add(
                    "%s is %s on %d of %d TaskManager(s), %s is wanted: %s"
                            .formatted(
                                    option.key(),
                                    DeviceSettings.size(least),
                                    less,
                                    there.length,
                                    DeviceSettings.size(wanted),
                                    REMEDY));
        }
    }

    private static void requireBuffers(
            List<Device> cluster, NetworkSettings wanted, BufferDemand demand, int devices) {
        int slots = 0;
        int fit = 0;
        long least = Long.MAX_VALUE;
        for (Device device : cluster) {
            slots += device.slots();
            if (device.segments() == 0 || device.segments() >= demand.required()) {
                fit += device.slots();
            } else {
                least = Math.min(least, device.segments());
            }
        }
        // Others may still come where there are fewer slots than devices.
        if (fit < Math.min(slots, devices)) {
            throw new UsageException(
                    "a TaskManager has %d network buffers, the job cannot start with fewer than %d: set %s and %s to %s, %s to %s in the TaskManagers' config.yaml and start them again"
                            .formatted(
                                    least,
                                    demand.required(),
                                    TaskManagerOptions.NETWORK_MEMORY_MIN.key(),
                                    TaskManagerOptions.NETWORK_MEMORY_MAX.key(),
                                    DeviceSettings.size(wanted.bytes()),
                                    TaskManagerOptions.MEMORY_SEGMENT_SIZE.key(),
                                    DeviceSettings.size(wanted.segmentBytes())));
        }
    }

    private List<Device> cluster() throws IOException, InterruptedException {
        List<Device> devices = new ArrayList<>();
        for (JsonNode taskManager : rest.get("/taskmanagers").path("taskmanagers")) {
            devices.add(device("/taskmanagers/" + taskManager.path("id").asText()));
        }
        return devices;
    }

    /** Metrics are fetched when they are asked for, and come with a later answer. */
    private Device device(String path) throws IOException, InterruptedException {
        long until = System.nanoTime() + FlinkRest.PATIENCE.toNanos();
        while (true) {
            JsonNode details = rest.get(path);
            JsonNode memory = details.path("memoryConfiguration");
            JsonNode metrics = details.path("metrics");
            Device device =
                    new Device(
                            details.path("slotsNumber").asInt(),
                            metrics.path("nettyShuffleMemorySegmentsTotal").asLong(),
                            metrics.path("nettyShuffleMemoryTotal").asLong(),
                            memory.path("networkMemory").asLong(),
                            memory.path("taskOffHeap").asLong());
            if (device.segments() > 0 || System.nanoTime() > until) {
                return device;
            }
            Thread.sleep(100);
        }
    }

    private boolean jobManagerHas(ConfigOption<?> option, String value)
            throws IOException, InterruptedException {
        for (JsonNode entry : rest.get("/jobmanager/config")) {
            if (entry.path("key").asText().equals(option.key())) {
                return entry.path("value").asText().equalsIgnoreCase(value);
            }
        }
        return false;
    }
}
