package org.decnn.job.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.decnn.job.avro.ClassProbability;
import org.decnn.job.avro.DeadLetter;
import org.decnn.job.avro.ImageRecord;
import org.decnn.job.avro.Prediction;
import org.decnn.job.local.LocalKafka;
import org.decnn.job.testing.CommandRun;
import org.decnn.job.testing.TestPictures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user needs of Kafka besides the job, without Kafka's own tools. */
@Tag("integration")
class TopicCommandsTest {

    private static LocalKafka kafka;

    @TempDir private Path folder;

    @BeforeAll
    static void startKafka() throws Exception {
        kafka = LocalKafka.start();
        kafka.createTopic("predictions", 2);
        kafka.createTopic("dead-letters", 2);
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    void aTopicIsMadeOnce() {
        assertThat(decnn("topic", "made", "--partitions", 3).succeeded().out())
                .isEqualTo("topic 'made' on %s: 3 partitions%n".formatted(brokers()));
        assertThat(decnn("topic", "made", "--partitions", 3).code()).isZero();
    }

    @Test
    void aTopicThatIsThereOtherwiseIsNotTakenForTheOneAskedFor() throws Exception {
        kafka.createTopic("there", 2);

        CommandRun other = decnn("topic", "there", "--partitions", 4);
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err())
                .contains("has 2 partitions, not 4: give --partitions 2")
                .hasLineCount(1);
        CommandRun small = decnn("topic", "there", "--partitions", 2);
        assertThat(small.code()).isEqualTo(2);
        assertThat(small.err()).contains("has max.message.bytes=", "raise it").hasLineCount(1);
    }

    @Test
    void aSecurityProtocolThatKafkaDoesNotHaveIsSaidInALine() {
        CommandRun run =
                decnn("topic", "x", "--partitions", 1, "--property", "security.protocol=TLS");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("security.protocol", "--property").hasLineCount(1);
    }

    @Test
    void whatIsSentCanBeReadAsImages() throws Exception {
        Files.createDirectories(folder.resolve("cats/young"));
        Files.write(folder.resolve("cats/young/猫.png"), TestPictures.png(1));
        Files.writeString(folder.resolve("cats/notes.txt"), "no picture");
        Files.write(folder.resolve("dog.jpg"), TestPictures.jpeg(2));
        decnn("topic", "sent", "--partitions", 1).succeeded();

        CommandRun run =
                decnn("send", folder.resolve("cats"), folder.resolve("dog.jpg"), "--images", "sent")
                        .succeeded();

        assertThat(run.out()).isEqualTo("2 sent to topic 'sent' on %s%n".formatted(brokers()));
        assertThat(run.err()).contains("left out, as its name is not a picture's", "notes.txt");
        assertThat(imagesIn("sent"))
                .extracting(ImageRecord::getId, image -> image.getContent().array())
                .containsExactly(
                        tuple("young/猫.png", TestPictures.png(1)),
                        tuple("dog.jpg", TestPictures.jpeg(2)));
    }

    @Test
    void whatCannotBeSentIsSaidInALine() throws Exception {
        CommandRun missing = decnn("send", folder.resolve("none.jpg"));
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err()).contains("none.jpg does not exist").hasLineCount(1);

        Files.write(folder.resolve("dog.jpg"), TestPictures.jpeg(2));
        CommandRun nowhere = decnn("send", folder.resolve("dog.jpg"), "--images", "nowhere");
        assertThat(nowhere.code()).isEqualTo(2);
        assertThat(nowhere.err())
                .contains("topic 'nowhere' does not exist", "decnn topic nowhere")
                .hasLineCount(1);
    }

    @Test
    void answersAreALineEachAndEndWithWhatIsThere() throws Exception {
        var top =
                List.of(new ClassProbability(3, "cat", 0.75), new ClassProbability(5, "dog", 0.25));
        Instant time = Instant.EPOCH;
        Prediction prediction =
                new Prediction("a.jpg", "images", 0, 7L, "cat", top, "net", "1", time, time);
        DeadLetter letter =
                new DeadLetter("b.jpg", "images", 1, 2L, "TRUNCATED", "breaks off", null, time);
        try (var producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", brokers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(record("predictions", prediction.toByteBuffer())).get();
            producer.send(record("dead-letters", letter.toByteBuffer())).get();
        }

        String[] lines = decnn("answers").succeeded().out().split("\n");

        assertThat(lines)
                .containsExactlyInAnyOrder(
                        "{\"id\":\"a.jpg\",\"label\":\"cat\",\"top\":[{\"class\":3,\"label\":\"cat\",\"probability\":0.75},"
                                + "{\"class\":5,\"label\":\"dog\",\"probability\":0.25}]}",
                        "{\"id\":\"b.jpg\",\"rejected\":\"TRUNCATED\",\"message\":\"breaks off\"}");
    }

    @Test
    void whatIsNoAnswerInATopicOfAnswersIsALineOfItsOwn() throws Exception {
        kafka.createTopic("foreign", 1);
        kafka.createTopic("foreign-letters", 1);
        Instant time = Instant.EPOCH;
        DeadLetter letter =
                new DeadLetter("b.jpg", "images", 1, 2L, "TRUNCATED", "breaks off", null, time);
        try (var producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", brokers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(record("foreign", ByteBuffer.wrap("hello".getBytes(UTF_8)))).get();
            producer.send(new ProducerRecord<>("foreign-letters", new byte[1], null)).get();
            producer.send(record("foreign-letters", letter.toByteBuffer())).get();
        }

        CommandRun run =
                decnn("answers", "--predictions", "foreign", "--dead-letters", "foreign-letters");

        assertThat(run.succeeded().out().split("\n"))
                .containsExactlyInAnyOrder(
                        "{\"unreadable\":\"topic 'foreign', partition 0, offset 0: the value is not in"
                                + " Avro's single-object encoding, it lacks the bytes C3 01 and a"
                                + " schema's fingerprint at its start\"}",
                        "{\"unreadable\":\"topic 'foreign-letters', partition 0, offset 0: the record"
                                + " has no value: it is a tombstone\"}",
                        "{\"id\":\"b.jpg\",\"rejected\":\"TRUNCATED\",\"message\":\"breaks off\"}");
    }

    @Test
    void answersOfAJobThatNeverRanAreNotEmptyButMissing() {
        CommandRun run = decnn("answers", "--predictions", "none");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains("topic 'none' does not exist", "submit the job")
                .hasLineCount(1);
    }

    private static List<ImageRecord> imagesIn(String topic) throws IOException {
        List<ImageRecord> images = new ArrayList<>();
        try (var consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", brokers(), "auto.offset.reset", "earliest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            TopicPartition all = new TopicPartition(topic, 0);
            consumer.assign(List.of(all));
            long end = consumer.endOffsets(List.of(all)).get(all);
            while (consumer.position(all) < end) {
                for (var read : consumer.poll(Duration.ofSeconds(1))) {
                    images.add(ImageRecord.fromByteBuffer(ByteBuffer.wrap(read.value())));
                }
            }
        }
        return images;
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, ByteBuffer value) {
        return new ProducerRecord<>(topic, "key".getBytes(UTF_8), value.array());
    }

    private static String brokers() {
        return kafka.bootstrapServers();
    }

    private static CommandRun decnn(Object... args) {
        Object[] all = Arrays.copyOf(args, args.length + 2);
        all[args.length] = "--brokers";
        all[args.length + 1] = brokers();
        return CommandRun.decnn(all);
    }
}
