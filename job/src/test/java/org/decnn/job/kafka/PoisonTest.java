package org.decnn.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.decnn.job.avro.DeadLetter;
import org.decnn.job.avro.ImageRecord;
import org.decnn.job.avro.Prediction;
import org.decnn.job.local.LocalCluster;
import org.decnn.job.local.LocalKafka;
import org.decnn.job.testing.Polling;
import org.decnn.job.testing.SmallModel;
import org.decnn.job.testing.TestPictures;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.image.DecodeLimits;
import org.decnn.operators.topology.SplitOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever comes in becomes a dead letter at worst: the job stays up, its neighbours whole. */
@Tag("integration")
class PoisonTest {

    private static final int DEVICES = 2;
    private static final DecodeLimits LIMITS = new DecodeLimits(64 << 10, 1_000_000);
    private static final int TOO_WIDE = 200;

    @TempDir private static Path scratch;
    private static LocalCluster cluster;
    private static LocalKafka kafka;
    private static SmallModel model;

    /** One record: what makes it poison, its value, and the reason that its dead letter gives. */
    private record Poison(String id, byte[] value, String reason) {}

    @BeforeAll
    static void startClusterAndBroker() throws Exception {
        kafka = LocalKafka.start();
        cluster = LocalCluster.start(DEVICES, SmallModel.NETWORK, scratch);
        model = SmallModel.split(SmallNetworks.groupedWithShuffles(9), 4, scratch);
    }

    @AfterAll
    static void stopClusterAndBroker() {
        cluster.close();
        kafka.close();
    }

    @ParameterizedTest
    @EnumSource
    void poisonBecomesDeadLettersAndItsNeighboursPredictions(ValueFormat format) throws Exception {
        Topics topics = new Topics(kafka.bootstrapServers(), "poison-" + format);
        KafkaOptions options = topics.options(format);
        kafka.createTopic(options.imagesTopic(), 2);
        TopicCheck.DEFAULT.check(options);
        List<Poison> poison = poison(format);
        topics.send(betweenPictures(poison, format, options.imagesTopic()));

        TestRun run =
                TestRun.start(
                        cluster,
                        options,
                        model.directory(),
                        SplitOptions.onDevices(DEVICES).withLimits(LIMITS),
                        TestRun.checkpointsEvery(Duration.ofMillis(200)));
        Polling.until(
                "all answers",
                () -> Answers.committedTo(topics).count(),
                count -> count > 2 * poison.size());
        run.stop(scratch.resolve("savepoints"));

        assertThat(run.status().failures()).isZero();
        Answers answers = Answers.committedTo(topics);
        assertThat(reasons(answers)).isEqualTo(expectedReasons(poison));
        assertThat(answers.deadLetters())
                .allSatisfy(letter -> assertThat(letter.getMessage()).isNotBlank());
        assertThat(answers.predictions())
                .extracting(Prediction::getId)
                .containsExactlyInAnyOrderElementsOf(pictureIds(poison.size() + 1));
        for (Prediction prediction : answers.predictions()) {
            int number = Integer.parseInt(prediction.getId().substring("picture-".length()));
            Answers.assertSame(prediction, model.logitsOf(TestPictures.jpeg(number)));
        }
    }

    private static List<Poison> poison(ValueFormat format) throws IOException {
        List<Poison> poison = new ArrayList<>();
        poison.add(poison(format, "garbage", TestPictures.garbage(), "UNSUPPORTED_FORMAT"));
        poison.add(poison(format, "truncated", TestPictures.truncatedJpeg(), "TRUNCATED"));
        poison.add(poison(format, "bomb", TestPictures.decompressionBomb(), "TOO_MANY_PIXELS"));
        poison.add(poison(format, "too wide", TestPictures.bmp(1, TOO_WIDE), "TOO_MANY_BYTES"));
        poison.add(new Poison("tombstone", null, "EMPTY"));
        poison.add(new Poison("no value", new byte[0], "EMPTY"));
        if (format == ValueFormat.AVRO) {
            poison.add(poison(format, "no content", new byte[0], "EMPTY"));
            poison.add(new Poison("raw picture", TestPictures.jpeg(1), "MALFORMED_RECORD"));
            byte[] letter =
                    new DeadLetter("x", "t", 0, 0L, "EMPTY", "", null, Instant.EPOCH)
                            .toByteBuffer()
                            .array();
            poison.add(new Poison("another schema", letter, "MALFORMED_RECORD"));
        }
        return poison;
    }

    private static Poison poison(ValueFormat format, String id, byte[] content, String reason)
            throws IOException {
        return new Poison(id, value(format, id, content), reason);
    }

    /** A good picture before, between and after all of them. */
    private static List<ProducerRecord<byte[], byte[]>> betweenPictures(
            List<Poison> poison, ValueFormat format, String topic) throws IOException {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        List<String> pictures = pictureIds(poison.size() + 1);
        for (int i = 0; i < pictures.size(); i++) {
            String id = pictures.get(i);
            records.add(record(topic, id, value(format, id, TestPictures.jpeg(i))));
            if (i < poison.size()) {
                records.add(record(topic, poison.get(i).id(), poison.get(i).value()));
            }
        }
        return records;
    }

    private static List<String> pictureIds(int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add("picture-" + i);
        }
        return ids;
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, String id, byte[] value) {
        return new ProducerRecord<>(topic, 0, id.getBytes(UTF_8), value);
    }

    private static byte[] value(ValueFormat format, String id, byte[] content) throws IOException {
        return format == ValueFormat.RAW
                ? content
                : new ImageRecord(id, ByteBuffer.wrap(content), null, Map.of())
                        .toByteBuffer()
                        .array();
    }

    /** Of each dead letter, in the order of their ids; one that comes twice is there twice. */
    private static List<String> reasons(Answers answers) {
        return answers.deadLetters().stream()
                .map(letter -> letter.getId() + ": " + letter.getReason())
                .sorted()
                .toList();
    }

    private static List<String> expectedReasons(List<Poison> poison) {
        return poison.stream().map(one -> one.id() + ": " + one.reason()).sorted().toList();
    }
}
