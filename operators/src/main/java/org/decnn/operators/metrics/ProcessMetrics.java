package org.decnn.operators.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.metrics.MetricGroup;

/**
 * What can be watched of the process that is a device, and Flink does not tell: the engine's memory
 * is outside the JVM's.
 */
public final class ProcessMetrics {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";

    private ProcessMetrics() {}

    /**
     * Adds them to a group of whatever runs in the process. They are read when they are asked for.
     */
    public static void register(MetricGroup group) {
        group.gauge("residentBytes", ProcessMetrics::residentBytes);
        group.gauge("cores", () -> Runtime.getRuntime().availableProcessors());
    }

    /** The process's resident memory; 0 where the system is no Linux and does not tell. */
    static long residentBytes() {
        try {
            return residentBytes(Files.readAllLines(STATUS));
        } catch (IOException e) {
            return 0;
        }
    }

    /**
     * @param status lines of Linux' /proc/PID/status, such as "VmRSS: 275000 kB"
     */
    static long residentBytes(List<String> status) {
        return status.stream()
                .filter(line -> line.startsWith(RESIDENT))
                .map(line -> line.substring(RESIDENT.length()).replace("kB", "").strip())
                .mapToLong(kibibytes -> Long.parseLong(kibibytes) << 10)
                .findFirst()
                .orElse(0);
    }
}
