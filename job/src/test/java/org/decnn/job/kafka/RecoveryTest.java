package org.decnn.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.decnn.job.local.LocalCluster;
import org.decnn.job.local.LocalKafka;
import org.decnn.job.testing.AdaptiveCluster;
import org.decnn.job.testing.Gate;
import org.decnn.job.testing.InterceptedEngine;
import org.decnn.job.testing.Polling;
import org.decnn.job.testing.SmallModel;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.engine.Engine;
import org.decnn.operators.topology.Decoding;
import org.decnn.operators.topology.SplitOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every image that enters leaves exactly once, whatever fails in between. */
@Tag("integration")
class RecoveryTest {

    private static final int SHARDS = 4;
    private static final int BATCH = 40;
    private static final int RUNS_UNTIL_FAILURE = 100;
    private static final Duration SELDOM = Duration.ofMinutes(10);
    private static final Duration OFTEN = Duration.ofMillis(200);

    /** Runs of graphs until one fails; at or below 0 none does. */
    private static final AtomicInteger UNTIL_FAILURE = new AtomicInteger();

    @TempDir private static Path scratch;
    private static LocalCluster cluster;
    private static LocalKafka kafka;
    private static SmallModel model;

    private Feed feed;
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
                        .set(CheckpointingOptions.ENABLE_UNALIGNED, unaligned)
                        // What a cluster's configuration may have.
                        .set(
                                CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE,
                                CheckpointingMode.AT_LEAST_ONCE)
                        .set(MetricOptions.LATENCY_INTERVAL, Duration.ofMillis(20));
        TestRun run = start(topics, RecoveryTest::failWhenAskedTo, SHARDS, checkpointing);
        feed.send(BATCH);
        Polling.until("the first answers", () -> Answers.committedTo(topics), a -> a.count() > 0);

        UNTIL_FAILURE.set(RUNS_UNTIL_FAILURE);
        feed.send(BATCH);
        Polling.until("failed", UNTIL_FAILURE::get, left -> left <= 0);
        feed.send(BATCH);
        feed.awaitAnswers();
        run.stop(scratch.resolve("savepoints"));

        assertThat(run.status().failures()).isEqualTo(1);
        feed.assertAnsweredExactlyOnce(model);
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
                        Gate::pass,
                        1,
                        TestRun.restoring(ofTwo, TestRun.checkpointsEvery(OFTEN)));
        feed.send(BATCH);
        feed.awaitAnswers();
        last.stop(scratch.resolve("savepoints"));

        assertThat(answeredByFour).isBetween(1, 2 * BATCH);
        assertThat(answeredByTwo).isPositive();
        feed.assertAnsweredExactlyOnce(model);
    }

    /** What is between two operators is in the checkpoint, and dealt out anew to fewer subtasks. */
    @Test
    void theDevicesThatAreLeftGoOnWithoutOneThatIsLost() throws Exception {
        decoding = Decoding.IN_TURN;
        Topics topics = topics("fewer");
        Configuration checkpointing =
                TestRun.checkpointsEvery(OFTEN)
                        .set(CheckpointingOptions.ENABLE_UNALIGNED, true)
                        .set(CheckpointingOptions.ALIGNED_CHECKPOINT_TIMEOUT, Duration.ZERO);
        try (AdaptiveCluster adaptive = AdaptiveCluster.start(SHARDS, scratch)) {
            TestRun run =
                    TestRun.start(
                            adaptive.environment(),
                            adaptive.webAddress(),
                            new KafkaClassification(
                                    topics.options(),
                                    split(RecoveryTest::slowly, SHARDS),
                                    TestRun.TOP),
                            model.directory(),
                            checkpointing,
                            built -> {});
            feed.send(BATCH);
            Polling.until(
                    "the first answers", () -> Answers.committedTo(topics), a -> a.count() > 0);
            feed.send(BATCH);
            adaptive.loseDevice();
            Polling.until("on three devices", () -> devices(run), Set.of(3)::equals);
            feed.send(BATCH);
            feed.awaitAnswers();
            run.stop(scratch.resolve("savepoints"));
        }

        feed.assertAnsweredExactlyOnce(model);
    }

    /** How many devices run each stage; none while the job restarts. */
    private static Set<Integer> devices(TestRun run) throws Exception {
        return !run.running().isRunning()
                ? Set.of()
                : run.running().vertices().stream()
                        .filter(vertex -> vertex.name().startsWith("stage "))
                        .map(vertex -> (int) vertex.taskManagers().stream().distinct().count())
                        .collect(Collectors.toSet());
    }

    private static void slowly() {
        try {
            Thread.sleep(2);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts the job, and asks it to stop while images are between its stages. */
    private String stopAmidImages(Topics topics, int devices, Configuration checkpointing)
            throws Exception {
        Gate.shut();
        TestRun run = start(topics, Gate::pass, devices, checkpointing);
        feed.send(BATCH);
        Gate.awaitImages();
        CompletableFuture<String> stopping = run.stopping(scratch.resolve("savepoints"));
        Polling.until(
                "about to stop",
                () -> stopping.isDone() || run.status().checkpointsInProgress() > 0,
                isStopping -> isStopping);
        assertThat(stopping).as("the savepoint waits at the gate").isNotDone();
        feed.send(BATCH);
        Gate.open();
        return run.ended(stopping);
    }

    private static void failWhenAskedTo() {
        if (UNTIL_FAILURE.getAndUpdate(left -> Math.max(0, left - 1)) == 1) {
            throw new IllegalStateException("failing once, as the test asks");
        }
    }

    private Topics topics(String name) throws Exception {
        Topics topics = new Topics(kafka.bootstrapServers(), name);
        kafka.createTopic(topics.options().imagesTopic(), SHARDS);
        TopicCheck.DEFAULT.check(topics.options());
        feed = new Feed(topics, SHARDS);
        return topics;
    }

    private TestRun start(
            Topics topics,
            InterceptedEngine.Interceptor interceptor,
            int devices,
            Configuration checkpointing)
            throws Exception {
        return TestRun.start(
                cluster,
                topics.options(),
                model.directory(),
                split(interceptor, devices),
                checkpointing);
    }

    private SplitOptions split(InterceptedEngine.Interceptor interceptor, int devices) {
        Engine engine = new InterceptedEngine(interceptor);
        return SplitOptions.onDevices(devices).withEngine(engine).withDecoding(decoding);
    }
}
