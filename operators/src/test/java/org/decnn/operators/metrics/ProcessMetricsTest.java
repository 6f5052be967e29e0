package org.decnn.operators.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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

    @Test
    void residentMemoryIsReadAsLinuxWritesIt() {
        List<String> status = List.of("Name:\tjava", "VmHWM:\t  300000 kB", "VmRSS:\t  275000 kB");

        assertThat(ProcessMetrics.residentBytes(status)).isEqualTo(275_000L << 10);
        assertThat(ProcessMetrics.residentBytes(List.of("Name:\tjava"))).isZero();
    }
}
