package org.decnn.job.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.decnn.job.testing.AdaptiveCluster;
import org.decnn.job.testing.InterceptedEngine;
import org.decnn.job.testing.NumberedImages;
import org.decnn.job.testing.Polling;
import org.decnn.job.testing.SmallModel;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.topology.Decoding;
import org.decnn.operators.topology.RecordTypes;
import org.decnn.operators.topology.SplitOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that was submitted for four devices runs on fewer. */
@Tag("integration")
class FewerDevicesTest {

    private static final int IMAGES = 60;
    private static final int SHARDS = 4;
    private static final int IN_FLIGHT = 7;

    private static final AtomicInteger RUNS = new AtomicInteger();
    private static final AtomicInteger ANSWERS = new AtomicInteger();
    private static CountDownLatch sinkIsFree;

    @TempDir private Path folder;
    private SmallModel model;

    @Test
    void asManyImagesAreInFlightOnTheDevicesThatThereAre() throws Exception {
        model = SmallModel.split(SmallNetworks.denseChain(1), SHARDS, folder);
        try (AdaptiveCluster cluster = AdaptiveCluster.start(3, folder)) {
            assertImagesInFlight(cluster, Decoding.WHERE_READ);
            assertImagesInFlight(cluster, Decoding.IN_TURN);
            cluster.loseDevice();
            cluster.loseDevice();
            assertImagesInFlight(cluster, Decoding.WHERE_READ);
        }
    }

    private void assertImagesInFlight(AdaptiveCluster cluster, Decoding decoding) throws Exception {
        RUNS.set(0);
        ANSWERS.set(0);
        sinkIsFree = new CountDownLatch(1);
        int runsOfAnImage = model.directory().manifest().stages().size() * SHARDS;
        SplitOptions options =
                SplitOptions.onDevices(SHARDS)
                        .withEngine(new InterceptedEngine(FewerDevicesTest::count))
                        .withMaxInFlight(IN_FLIGHT)
                        .withDecoding(decoding);
        StreamExecutionEnvironment environment = cluster.environment();
        NumberedImages.classified(environment, model.directory(), options, IMAGES)
                .map(FewerDevicesTest::stall)
                .returns(RecordTypes.CLASSIFIED)
                .sinkTo(new DiscardingSink<>());
        JobClient job = environment.executeAsync("stalled");

        Polling.until("as many as may be", RUNS::get, runs -> runs >= IN_FLIGHT * runsOfAnImage);
        Thread.sleep(300);
        assertThat(RUNS.get()).as("runs of graphs").isEqualTo(IN_FLIGHT * runsOfAnImage);

        sinkIsFree.countDown();
        job.getJobExecutionResult().get();

        assertThat(ANSWERS.get()).isEqualTo(IMAGES);
    }

    private static void count() {
        RUNS.incrementAndGet();
    }

    private static ClassifiedImage stall(ClassifiedImage image) throws InterruptedException {
        sinkIsFree.await();
        ANSWERS.incrementAndGet();
        return image;
    }
}
