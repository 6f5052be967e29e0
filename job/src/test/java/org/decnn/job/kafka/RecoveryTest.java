package org.decnn.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.decnn.job.avro.DeadLetter;
import org.decnn.job.avro.ImageRecord;
import org.decnn.job.avro.Prediction;
import org.decnn.job.local.LocalCluster;
import org.decnn.job.local.LocalKafka;
import org.decnn.job.testing.InterceptedEngine;
import org.decnn.job.testing.Polling;
import org.decnn.job.testing.SmallModel;
import org.decnn.job.testing.TestPictures;
import org.decnn.job.topology.Decoding;
import org.decnn.job.topology.SplitOptions;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.engine.Engine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every image that enters leaves exactly once, whatever fails in between. */
class RecoveryTest {

    private static final int SHARDS = 4;
    private static final int BATCH = 40;
    private static final int POISON_EVERY = 8;
    private static final int RUNS_UNTIL_FAILURE = 100;
    private static final Duration SELDOM = Duration.ofMinutes(10);
    private static final Duration OFTEN = Duration.ofMillis(200);

    /** Runs of graphs until one fails; at or below 0 none does. */
    private static final AtomicInteger UNTIL_FAILURE = new AtomicInteger();

    /** Holds runs of graphs up until it is opened. */
    private static volatile CountDownLatch gate = new CountDownLatch(0);

    private static final AtomicInteger HELD_UP = new AtomicInteger();

    @TempDir private static Path scratch;
    private static LocalCluster cluster;
    private static LocalKafka kafka;
    private static SmallModel model;

    private final List<String> sent = new ArrayList<>();
    private Decoding decoding;

    @BeforeAll
    static void startClusterAndBroker() throws Exception {
        kafka = LocalKafka.start();
        cluster = LocalCluster.start(SHARDS, SmallModel.NETWORK, scratch);
        model = SmallModel.split(SmallNetworks.groupedResidual(5), SHARDS, scratch);
    }

    @AfterAll
    static void stopClusterAndBroker() {
        cluster.close();
        kafka.close();
    }

    @ParameterizedTest(name = "decoded {0}, unaligned checkpoints: {1}")
    @CsvSource({"IN_TURN, false", "IN_TURN, true", "WHERE_READ, true"})
    void aDeviceThatFailsAmidImagesLosesAndRepeatsNone(Decoding decoding, boolean unaligned)
            throws Exception {
        this.decoding = decoding;
        Topics topics = topics("failing-" + decoding + "-" + unaligned);
        Configuration checkpointing =
                TestRun.checkpointsEvery(OFTEN)
                        .set(CheckpointingOptions.ENABLE_UNALIGNED, unaligned);
        TestRun run = start(topics, RecoveryTest::failWhenAskedTo, SHARDS, checkpointing);
        send(topics);
        Polling.until("the first answers", () -> Answers.committedTo(topics), a -> a.count() > 0);

        UNTIL_FAILURE.set(RUNS_UNTIL_FAILURE);
        send(topics);
        Polling.until("failed", UNTIL_FAILURE::get, left -> left <= 0);
        send(topics);
        Polling.until(
                "all answers",
                () -> Answers.committedTo(topics).count(),
                count -> count >= sent.size());
        run.stop(scratch.resolve("savepoints"));

        assertThat(run.status().failures()).isEqualTo(1);
        assertAnsweredExactlyOnce(topics);
    }

    @ParameterizedTest(name = "decoded {0}")
    @EnumSource
    void aSavepointOfFourDevicesGoesOnOnTwoAndOnOne(Decoding decoding) throws Exception {
        this.decoding = decoding;
        Topics topics = topics("rescaled-" + decoding);

        String ofFour = stopAmidImages(topics, 4, TestRun.checkpointsEvery(SELDOM));
        int answeredByFour = Answers.committedTo(topics).count();
        String ofTwo =
                stopAmidImages(
                        topics, 2, TestRun.restoring(ofFour, TestRun.checkpointsEvery(SELDOM)));
        int answeredByTwo = Answers.committedTo(topics).count() - answeredByFour;
        TestRun last =
                start(
                        topics,
                        RecoveryTest::waitAtTheGate,
                        1,
                        TestRun.restoring(ofTwo, TestRun.checkpointsEvery(OFTEN)));
        send(topics);
        Polling.until(
                "all answers",
                () -> Answers.committedTo(topics).count(),
                count -> count >= sent.size());
        last.stop(scratch.resolve("savepoints"));

        assertThat(answeredByFour).isBetween(1, 2 * BATCH);
        assertThat(answeredByTwo).isPositive();
        assertAnsweredExactlyOnce(topics);
    }

    /** Starts the job, and asks it to stop while images are between its stages. */
    private String stopAmidImages(Topics topics, int devices, Configuration checkpointing)
            throws Exception {
        gate = new CountDownLatch(1);
        HELD_UP.set(0);
        TestRun run = start(topics, RecoveryTest::waitAtTheGate, devices, checkpointing);
        send(topics);
        Polling.until("at the gate", HELD_UP::get, held -> held > 0);
        CompletableFuture<String> stopping = run.stopping(scratch.resolve("savepoints"));
        Polling.until(
                "about to stop",
                () -> stopping.isDone() || run.status().checkpointsInProgress() > 0,
                isStopping -> isStopping);
        assertThat(stopping).as("the savepoint waits at the gate").isNotDone();
        send(topics);
        gate.countDown();
        return run.ended(stopping);
    }

    private static void failWhenAskedTo() {
        if (UNTIL_FAILURE.getAndUpdate(left -> Math.max(0, left - 1)) == 1) {
            throw new IllegalStateException("failing once, as the test asks");
        }
    }

    private static void waitAtTheGate() {
        HELD_UP.incrementAndGet();
        try {
            if (!gate.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the test does not open the gate");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Topics topics(String name) throws Exception {
        Topics topics = new Topics(kafka.bootstrapServers(), name);
        kafka.createTopic(topics.options().imagesTopic(), SHARDS);
        TopicCheck.DEFAULT.check(topics.options());
        return topics;
    }

    private TestRun start(
            Topics topics,
            InterceptedEngine.Interceptor interceptor,
            int devices,
            Configuration checkpointing)
            throws Exception {
        Engine engine = new InterceptedEngine(interceptor);
        SplitOptions split =
                SplitOptions.onDevices(devices).withEngine(engine).withDecoding(decoding);
        return TestRun.start(cluster, topics.options(), model.directory(), split, checkpointing);
    }

    /** Sends a batch of pictures, some of which are none. */
    private void send(Topics topics) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
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
                            number % SHARDS,
                            id.getBytes(UTF_8),
                            value));
            sent.add(id);
        }
        topics.send(records);
    }

    private static boolean isPoison(int number) {
        return number % POISON_EVERY == 3;
    }

    private void assertAnsweredExactlyOnce(Topics topics) throws Exception {
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
