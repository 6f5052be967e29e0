package org.decnn.job.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.decnn.job.local.LocalCluster;
import org.decnn.job.testing.Agreement;
import org.decnn.job.testing.NumberedImages;
import org.decnn.job.testing.SmallModel;
import org.decnn.job.testing.TestPictures;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.image.IncomingImage;
import org.decnn.operators.stage.DeviceFacts;
import org.decnn.operators.topology.Decoding;
import org.decnn.operators.topology.SplitNetwork;
import org.decnn.operators.topology.SplitOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two networks in one job, beside one another, in a job that is set to nothing for their sake. */
@Tag("integration")
class TwoNetworksTest {

    private static final int DEVICES = 4;
    private static final int IMAGES = 24;

    @TempDir private static Path scratch;
    private static LocalCluster cluster;

    @TempDir private Path folder;

    private final StreamExecutionEnvironment environment = cluster.environment();

    @BeforeAll
    static void startCluster() {
        cluster = LocalCluster.start(DEVICES, SmallModel.NETWORK, scratch);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @ParameterizedTest(name = "{0} shards {1} and {2} shards {3}, {4} in flight")
    @CsvSource({
        "4, IN_TURN, 2, IN_TURN, 16",
        "4, IN_TURN, 2, IN_TURN, 1",
        "4, WHERE_READ, 4, WHERE_READ, 16",
        "4, WHERE_READ, 1, IN_TURN, 4"
    })
    void eachImageIsAnsweredByBothAsByTheUnsplitNetworks(
            int dayShards, Decoding dayDecoding, int nightShards, Decoding nightDecoding, int room)
            throws Exception {
        SmallModel day = SmallModel.split(SmallNetworks.groupedResidual(3), dayShards, folder);
        SmallModel night = SmallModel.split(SmallNetworks.denseChain(5), nightShards, folder);
        environment.setParallelism(DEVICES);
        DataStream<IncomingImage> images = NumberedImages.different(environment, IMAGES);
        Iterator<ClassifiedImage> byDay =
                new SplitNetwork(
                                day.directory(),
                                SplitOptions.onDevices(dayShards)
                                        .named("day")
                                        .withMaxInFlight(room)
                                        .withDecoding(dayDecoding))
                        .classify(images)
                        .classified()
                        .collectAsync();
        Iterator<ClassifiedImage> byNight =
                new SplitNetwork(
                                night.directory(),
                                SplitOptions.onDevices(nightShards)
                                        .named("night")
                                        .withMaxInFlight(room)
                                        .withDecoding(nightDecoding))
                        .classify(images)
                        .classified()
                        .collectAsync();

        JobClient job = environment.executeAsync("day and night");

        assertAnswered(byDay, day);
        assertAnswered(byNight, night);
        Map<String, Object> facts = job.getJobExecutionResult().get().getAllAccumulatorResults();
        assertThat(facts)
                .containsEntry(
                        "day-" + DeviceFacts.weightBytes(0, 1, 0),
                        day.directory().manifest().graph(1, 0).weightBytes())
                .containsEntry(
                        "night-" + DeviceFacts.weightBytes(0, 1, 0),
                        night.directory().manifest().graph(1, 0).weightBytes());
    }

    /** Nothing but their names tells them apart. */
    @Test
    void oneModelTwiceAnswersTwice() throws Exception {
        SmallModel model = SmallModel.split(SmallNetworks.groupedWithShuffles(7), 4, folder);
        DataStream<IncomingImage> images = NumberedImages.different(environment, IMAGES);
        SplitOptions options = SplitOptions.onDevices(4).withMaxInFlight(4);
        Iterator<ClassifiedImage> first =
                new SplitNetwork(model.directory(), options)
                        .classify(images)
                        .classified()
                        .collectAsync();
        Iterator<ClassifiedImage> second =
                new SplitNetwork(model.directory(), options.named("again"))
                        .classify(images)
                        .classified()
                        .collectAsync();

        environment.executeAsync("twice");

        assertAnswered(first, model);
        assertAnswered(second, model);
    }

    private static void assertAnswered(Iterator<ClassifiedImage> answers, SmallModel model) {
        boolean[] answered = new boolean[IMAGES];
        for (int i = 0; i < IMAGES; i++) {
            ClassifiedImage answer = answers.next();
            int number = (int) answer.header().sample().offset();
            assertThat(answered[number]).as("image %d before", number).isFalse();
            answered[number] = true;
            Agreement.assertSameAnswer(answer.logits(), model.logitsOf(TestPictures.png(number)));
        }
        assertThat(answers.hasNext()).isFalse();
    }
}
