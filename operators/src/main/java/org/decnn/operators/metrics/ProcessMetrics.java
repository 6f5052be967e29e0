package org.decnn.operators.metrics;

import org.apache.flink.metrics.MetricGroup;
import org.decnn.operators.local.ResidentMemory;

/**
 * What can be watched of the process that is a device, and Flink does not tell: the engine's memory
 * is outside the JVM's.
 */
public final class ProcessMetrics {

    private ProcessMetrics() {}

    /**
     * Adds them to a group of whatever runs in the process. They are read when they are asked for.
     */
    public static void register(MetricGroup group) {
        group.gauge("residentBytes", ResidentMemory::now);
        group.gauge("cores", () -> Runtime.getRuntime().availableProcessors());
    }
}
