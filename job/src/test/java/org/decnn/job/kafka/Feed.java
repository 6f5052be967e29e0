package org.decnn.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.decnn.job.avro.DeadLetter;
import org.decnn.job.avro.ImageRecord;
import org.decnn.job.avro.Prediction;
import org.decnn.job.testing.Polling;
import org.decnn.job.testing.SmallModel;
import org.decnn.job.testing.TestPictures;

/** What is sent to a test's job: pictures, some of which are none. */
final class Feed {

    /** One in so many is no picture. */
    static final int POISON_EVERY = 8;

    private final Topics topics;
    private final int partitions;
    private final List<String> sent = new ArrayList<>();

    /**
     * @param partitions those of the images topic, fed in turn
     */
    Feed(Topics topics, int partitions) {
        this.topics = topics;
        this.partitions = partitions;
    }

    /** Sends so many more. */
    void send(int images) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            int number = sent.size();
            String id = isPoison(number) ? "poison-" + number : "picture-" + number;
            byte[] content = isPoison(number) ? TestPictures.garbage() : TestPictures.png(number);
            byte[] value =
                    new ImageRecord(id, ByteBuffer.wrap(content), null, Map.of())
                            .toByteBuffer()
                            .array();
            records.add(
                    new ProducerRecord<>(
                            topics.options().imagesTopic(),
                            number % partitions,
                            id.getBytes(UTF_8),
                            value));
            sent.add(id);
        }
        topics.send(records);
    }

    private static boolean isPoison(int number) {
        return number % POISON_EVERY == 3;
    }

    int sent() {
        return sent.size();
    }

    /** Waits until as many answers are committed as images were sent. */
    void awaitAnswers() throws Exception {
        Polling.until(
                "all answers",
                () -> Answers.committedTo(topics).count(),
                count -> count >= sent.size());
    }

    /** Each image has one answer, the unsplit network's where it is a picture. */
    void assertAnsweredExactlyOnce(SmallModel model) throws Exception {
        Answers answers = Answers.committedTo(topics);
        assertThat(answers.ids()).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(answers.deadLetters())
                .extracting(DeadLetter::getId)
                .allMatch(id -> id.startsWith("poison-"));
        for (Prediction prediction : answers.predictions()) {
            int number = Integer.parseInt(prediction.getId().substring("picture-".length()));
            Answers.assertSame(prediction, model.logitsOf(TestPictures.png(number)));
        }
    }
}
