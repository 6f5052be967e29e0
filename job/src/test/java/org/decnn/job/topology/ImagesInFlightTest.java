package org.decnn.job.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.decnn.job.local.LocalCluster;
import org.decnn.job.testing.InterceptedEngine;
import org.decnn.job.testing.Polling;
import org.decnn.job.testing.SmallModel;
import org.decnn.job.testing.TestPictures;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.image.ImageHeader;
import org.decnn.operators.image.IncomingImage;
import org.decnn.operators.slice.SampleId;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
            SplitNetwork network = new SplitNetwork(model.directory(), options);
            network.configure(environment);
            network.classify(images(environment))
                    .classified()
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

    private static DataStream<IncomingImage> images(StreamExecutionEnvironment environment) {
        byte[] picture = TestPictures.png(1);
        return environment
                .fromSequence(0, IMAGES - 1)
                .map(
                        i ->
                                new IncomingImage(
                                        new ImageHeader(
                                                new SampleId(0, i), "image " + i, "test", 0, null),
                                        IncomingImage.Format.ENCODED,
                                        picture))
                .returns(RecordTypes.IMAGE);
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
