package org.decnn.operators.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.testutils.MetricListener;
import org.junit.jupiter.api.Test;

class ProcessMetricsTest {

    @Test
    void aProcessTellsItsResidentMemoryAndItsCores() {
        MetricListener metrics = new MetricListener();
        ProcessMetrics.register(metrics.getMetricGroup());

        Gauge<Long> resident = metrics.<Long>getGauge("residentBytes").orElseThrow();
        Gauge<Integer> cores = metrics.<Integer>getGauge("cores").orElseThrow();

        Runtime jvm = Runtime.getRuntime();
        assertThat(resident.getValue()).isBetween(10L << 20, 1L << 40);
        assertThat(cores.getValue()).isEqualTo(jvm.availableProcessors());
    }
}
