package org.decnn.job.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.decnn.job.local.LocalCluster;
import org.decnn.job.testing.InterceptedEngine;
import org.decnn.job.testing.NumberedImages;
import org.decnn.job.testing.SmallModel;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.topology.SplitOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
class GraphsTakeTurnsTest {

    private static final int IMAGES = 60;
    private static final int SHARDS = 4;
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    /** More than a graph may take and still run whenever it likes. */
    private static final long RUN_NANOS = 2_000_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final AtomicInteger RUNS = new AtomicInteger();
    private static final AtomicInteger RUNNING = new AtomicInteger();
    private static final AtomicInteger MOST = new AtomicInteger();
    private static int warm;

    @TempDir private Path folder;

    @Test
    void asManyLongGraphsRunAtATimeAsTheProcessHasCores() throws Exception {
        SmallModel model = SmallModel.split(SmallNetworks.denseChain(1), SHARDS, folder);
        int graphs = model.directory().manifest().stages().size() * SHARDS;
        SplitOptions options =
                SplitOptions.onDevices(SHARDS)
                        .withEngine(new InterceptedEngine(GraphsTakeTurnsTest::compute))
                        .withMaxInFlight(8);
        // By then each graph has run, and is known to be a long one.
        warm = 20 * graphs;

        try (LocalCluster cluster = LocalCluster.start(SHARDS, SmallModel.NETWORK, folder)) {
            StreamExecutionEnvironment environment = cluster.environment();
            NumberedImages.classified(environment, model.directory(), options, IMAGES)
                    .sinkTo(new DiscardingSink<>());
            environment.execute("long graphs");
        }

        assertThat(RUNS.get()).isEqualTo(IMAGES * graphs);
        assertThat(graphs).as("graphs that could run at a time").isGreaterThan(CORES);
        assertThat(MOST.get()).as("graphs that ran at a time").isBetween(1, CORES);
    }

    private static void compute() {
        int running = RUNNING.incrementAndGet();
        if (RUNS.incrementAndGet() > warm) {
            MOST.accumulateAndGet(running, Math::max);
        }
        long until = THREADS.getCurrentThreadCpuTime() + RUN_NANOS;
        while (THREADS.getCurrentThreadCpuTime() < until) {
            Thread.onSpinWait();
        }
        RUNNING.decrementAndGet();
    }
}
