package org.decnn.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.decnn.job.avro.DeadLetter;
import org.decnn.job.demo.ImageTopic;
import org.decnn.job.local.LocalCluster;
import org.decnn.job.local.LocalKafka;
import org.decnn.job.testing.OverflowingNetwork;
import org.decnn.job.testing.Polling;
import org.decnn.job.testing.SmallModel;
import org.decnn.job.testing.TestPictures;
import org.decnn.operators.topology.SplitOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures larger than Kafka's own limit of a record go in and come out. */
@Tag("integration")
class LargePicturesTest {

    private static final int MAX_BYTES = 4 << 20;
    private static final int SIDE = 840;

    @TempDir private static Path scratch;

    @Test
    void theyAreAnsweredOrLeaveWholeAndThoseWithoutAFiniteAnswerLeaveToo() throws Exception {
        byte[] garbage = new byte[MAX_BYTES];
        SmallModel model = SmallModel.split(OverflowingNetwork.network(), 2, scratch);
        try (LocalKafka kafka = LocalKafka.start();
                LocalCluster cluster = LocalCluster.start(2, SmallModel.NETWORK, scratch)) {
            Topics topics = new Topics(kafka.bootstrapServers(), "large");
            KafkaOptions options = topics.options();
            kafka.createTopic(options.imagesTopic(), 2, ImageTopic.settings(MAX_BYTES));
            TopicCheck.DEFAULT.withContentLimit(MAX_BYTES).check(options);
            try (ImageTopic images =
                    new ImageTopic(
                            topics.brokers(), options.imagesTopic(), MAX_BYTES, Duration.ZERO)) {
                images.send("dark", TestPictures.plainBmp(0, SIDE));
                images.send("light", TestPictures.plainBmp(0xffffff, SIDE));
                images.send("garbage", garbage);
                images.flush();
            }

            TestRun run =
                    TestRun.start(
                            cluster,
                            new KafkaClassification(
                                    options, SplitOptions.onDevices(2), 1, MAX_BYTES),
                            model.directory(),
                            TestRun.checkpointsEvery(Duration.ofMillis(200)));
            Polling.until(
                    "all answers", () -> Answers.committedTo(topics).count(), count -> count >= 3);
            run.stop(scratch.resolve("savepoints"));

            assertThat(run.status().failures()).isZero();
            Answers answers = Answers.committedTo(topics);
            assertThat(answers.predictions())
                    .singleElement()
                    .satisfies(
                            prediction -> {
                                assertThat(prediction.getId()).isEqualTo("dark");
                                assertThat(prediction.getTop().get(0).getClassIndex()).isEqualTo(9);
                            });
            assertThat(answers.deadLetters())
                    .extracting(letter -> letter.getId() + " " + letter.getReason())
                    .containsExactlyInAnyOrder("light NOT_FINITE", "garbage UNSUPPORTED_FORMAT");
            assertThat(answers.deadLetters())
                    .filteredOn(letter -> letter.getId().equals("garbage"))
                    .extracting(DeadLetter::getContent)
                    .allSatisfy(content -> assertThat(content.remaining()).isEqualTo(MAX_BYTES));
        }
    }
}
