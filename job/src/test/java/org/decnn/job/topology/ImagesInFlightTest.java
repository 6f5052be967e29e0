package org.decnn.job.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.decnn.job.local.LocalCluster;
import org.decnn.job.testing.InterceptedEngine;
import org.decnn.job.testing.NumberedImages;
import org.decnn.job.testing.Polling;
import org.decnn.job.testing.SmallModel;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.topology.RecordTypes;
import org.decnn.operators.topology.SplitOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("integration")
class ImagesInFlightTest {

    private static final int IMAGES = 60;
    private static final int SHARDS = 2;

    private static final AtomicInteger RUNS = new AtomicInteger();
    private static final AtomicInteger ANSWERS = new AtomicInteger();
    private static CountDownLatch sinkIsFree;

    @TempDir private Path folder;

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {1, 2, 5, 16})
    void aSinkThatStallsHoldsImagesBackBeforeTheyAreSplit(int inFlight) throws Exception {
        RUNS.set(0);
        ANSWERS.set(0);
        sinkIsFree = new CountDownLatch(1);
        SmallModel model = SmallModel.split(SmallNetworks.denseChain(1), SHARDS, folder);
        int runsOfAnImage = model.directory().manifest().stages().size() * SHARDS;
        SplitOptions options =
                SplitOptions.onDevices(SHARDS)
                        .withEngine(new InterceptedEngine(ImagesInFlightTest::count))
                        .withMaxInFlight(inFlight);

        try (LocalCluster cluster = LocalCluster.start(SHARDS, SmallModel.NETWORK, folder)) {
            StreamExecutionEnvironment environment = cluster.environment();
            NumberedImages.classified(environment, model.directory(), options, IMAGES)
                    .map(ImagesInFlightTest::stall)
                    .returns(RecordTypes.CLASSIFIED)
                    .sinkTo(new DiscardingSink<>());
            JobClient job = environment.executeAsync("stalled");

            Polling.until("as many as may be", RUNS::get, runs -> runs >= inFlight * runsOfAnImage);
            Thread.sleep(500);
            assertThat(RUNS.get()).as("runs of graphs").isEqualTo(inFlight * runsOfAnImage);

            sinkIsFree.countDown();
            job.getJobExecutionResult().get();
            assertThat(ANSWERS.get()).isEqualTo(IMAGES);
        }
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
