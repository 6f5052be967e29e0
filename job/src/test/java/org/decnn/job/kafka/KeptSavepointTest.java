package org.decnn.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.decnn.job.local.LocalCluster;
import org.decnn.job.local.LocalKafka;
import org.decnn.job.testing.Polling;
import org.decnn.job.testing.SmallModel;
import org.decnn.model.onnx.OnnxReader;
import org.decnn.operators.topology.SplitOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * This release goes on from savepoints that earlier ones took of the shipped network. Those are
 * kept in {@code src/test/savepoints}, by release; {@code keep} there adds one.
 */
@Tag("integration")
class KeptSavepointTest {

    private static final Path KEPT = Path.of("src", "test", "savepoints");
    private static final Path NETWORK =
            Path.of("..", "models", "decnn-resnet20-g4-strides-cifar10.onnx");
    private static final String KEEP = "decnn.savepoint.keep";
    private static final int SHARDS = 4;

    /** What had been answered when each of them was taken: a dozen of each partition. */
    private static final int ANSWERED = 48;

    private static final int BATCH = 40;
    private static final Duration OFTEN = Duration.ofMillis(200);
    private static final Duration SELDOM = Duration.ofMinutes(10);

    @TempDir private static Path scratch;
    private static LocalCluster cluster;
    private static SmallModel model;

    private LocalKafka kafka;
    private Topics topics;

    @BeforeAll
    static void startCluster() throws Exception {
        cluster = LocalCluster.start(SHARDS, SmallModel.NETWORK, scratch);
        model = SmallModel.split(OnnxReader.read(NETWORK), SHARDS, scratch);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    /** The broker knows nothing of the transactions in a savepoint, as after a week. */
    @BeforeEach
    void startBroker() throws Exception {
        kafka = LocalKafka.start();
        topics = new Topics(kafka.bootstrapServers(), "kept");
        kafka.createTopic(topics.options().imagesTopic(), SHARDS);
        TopicCheck.DEFAULT.check(topics.options());
    }

    @AfterEach
    void stopBroker() {
        kafka.close();
    }

    static Stream<Arguments> savepoints() throws Exception {
        try (Stream<Path> files = Files.list(KEPT)) {
            List<Path> kept = files.filter(Files::isDirectory).sorted().toList();
            return kept.stream()
                    .map(folder -> folder.getFileName().toString())
                    .flatMap(
                            release ->
                                    IntStream.of(SHARDS, 2)
                                            .mapToObj(n -> Arguments.of(release, n)));
        }
    }

    @ParameterizedTest(name = "of {0}, on {1} devices")
    @MethodSource("savepoints")
    void everyImagePastItsOffsetsComesOutOnce(String release, int devices) throws Exception {
        topics.send(answeredBefore());
        Feed feed = new Feed(topics, SHARDS);
        feed.send(BATCH);
        TestRun run =
                start(
                        devices,
                        TestRun.restoring(
                                KEPT.resolve(release).toUri().toString(),
                                TestRun.checkpointsEvery(OFTEN)));
        feed.send(BATCH);
        feed.awaitAnswers();
        run.stop(scratch.resolve("savepoints"));

        assertThat(run.status().failures()).isZero();
        feed.assertAnsweredExactlyOnce(model);
    }

    /** They would come out as dead letters if they were read. */
    private List<ProducerRecord<byte[], byte[]>> answeredBefore() {
        return IntStream.range(0, ANSWERED)
                .mapToObj(
                        i ->
                                new ProducerRecord<>(
                                        topics.options().imagesTopic(),
                                        i % SHARDS,
                                        ("answered-" + i).getBytes(UTF_8),
                                        new byte[0]))
                .toList();
    }

    /** With answers that it commits, and once more where it is restored. */
    @Test
    @Tag("keep")
    void keepOneOfThisRelease() throws Exception {
        Feed feed = new Feed(topics, SHARDS);
        TestRun run = start(SHARDS, TestRun.checkpointsEvery(SELDOM));
        feed.send(ANSWERED);
        Polling.until(
                "all answers, uncommitted",
                () ->
                        topics.written(topics.options().predictionsTopic())
                                + topics.written(topics.options().deadLettersTopic()),
                count -> count >= ANSWERED);
        String savepoint = run.stop(scratch.resolve("savepoints"));
        Path kept = Files.createDirectory(KEPT.resolve(System.getProperty(KEEP)));
        try (Stream<Path> files = Files.list(Path.of(URI.create(savepoint)))) {
            for (Path file : files.toList()) {
                Files.copy(file, kept.resolve(file.getFileName()));
            }
        }
    }

    private TestRun start(int devices, Configuration checkpointing) throws Exception {
        return TestRun.start(
                cluster,
                topics.options(),
                model.directory(),
                SplitOptions.onDevices(devices),
                checkpointing);
    }
}
