package org.decnn.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.SinkTransformation;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.decnn.job.local.LocalCluster;
import org.decnn.job.local.LocalKafka;
import org.decnn.job.testing.Gate;
import org.decnn.job.testing.InterceptedEngine;
import org.decnn.job.testing.Polling;
import org.decnn.job.testing.SmallModel;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.topology.SplitOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The transactions that answers are written in. */
@Tag("integration")
class TransactionsTest {

    private static final int SHARDS = 4;
    private static final int BATCH = 40;
    private static final int MANY_CHECKPOINTS = 30;
    private static final Duration SELDOM = Duration.ofMinutes(10);
    private static final Duration OFTEN = Duration.ofMillis(100);

    @TempDir private static Path scratch;
    private static LocalCluster cluster;
    private static LocalKafka kafka;
    private static SmallModel model;

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

    /** Of an earlier release each checkpoint took new ids. */
    @ParameterizedTest(name = "{0} on {1} devices, then on {2}")
    @CsvSource({"INCREMENTING, 4, 2", "POOLING, 3, 4"})
    void whatASavepointFindsPrecommittedIsCommittedAndTheRestAborted(
            TransactionNamingStrategy former, int before, int after) throws Exception {
        Topics topics =
                topics("%s-%d-%d".formatted(former, before, after).toLowerCase(Locale.ROOT));
        Feed feed = new Feed(topics, SHARDS);
        TestRun first =
                TestRun.start(
                        cluster,
                        classification(topics, before),
                        model.directory(),
                        TestRun.checkpointsEvery(SELDOM),
                        job -> name(job, former));
        feed.send(BATCH);
        Polling.until(
                "all answers, uncommitted",
                () -> topics.written(topics.options().predictionsTopic()),
                count -> count >= BATCH - BATCH / Feed.POISON_EVERY);
        Gate.shut();
        feed.send(BATCH);
        Gate.awaitImages();
        CompletableFuture<String> saving = first.saving(scratch.resolve("savepoints"));
        Polling.until(
                "about to save",
                () -> saving.isDone() || first.status().checkpointsInProgress() > 0,
                isSaving -> isSaving);
        Gate.open();
        String savepoint = saving.get(1, TimeUnit.MINUTES);
        feed.send(BATCH);
        Polling.until(
                "answers that the savepoint does not know",
                () -> topics.written(topics.options().predictionsTopic()),
                count -> count > 2 * BATCH);
        first.cancel();
        assertThat(Answers.committedTo(topics).count()).isZero();

        TestRun second =
                TestRun.start(
                        cluster,
                        classification(topics, after),
                        model.directory(),
                        TestRun.restoring(savepoint, TestRun.checkpointsEvery(OFTEN)));
        feed.send(BATCH);
        feed.awaitAnswers();
        second.stop(scratch.resolve("savepoints"));

        assertThat(second.status().failures()).isZero();
        feed.assertAnsweredExactlyOnce(model);
    }

    @Test
    void aFewIdsServeAllCheckpoints() throws Exception {
        Topics topics = topics("many");
        Feed feed = new Feed(topics, SHARDS);
        TestRun run =
                TestRun.start(
                        cluster,
                        classification(topics, SHARDS),
                        model.directory(),
                        TestRun.checkpointsEvery(Duration.ofMillis(20)));
        while (run.status().checkpointsCompleted() < MANY_CHECKPOINTS) {
            feed.send(2 * Feed.POISON_EVERY);
        }
        feed.awaitAnswers();
        run.stop(scratch.resolve("savepoints"));

        feed.assertAnsweredExactlyOnce(model);
        assertThat(transactionalIds(topics)).hasSizeBetween(2 * SHARDS, 2 * 2 * SHARDS);
    }

    /** A thread that stays keeps the classes of a job that is gone, until there is no room left. */
    @Test
    void aJobThatEndsLeavesNoClientOfKafkaBehind() throws Exception {
        Topics topics = topics("ending");
        Feed feed = new Feed(topics, SHARDS);
        Set<Thread> before = clientThreads();
        TestRun first =
                TestRun.start(
                        cluster,
                        classification(topics, SHARDS),
                        model.directory(),
                        TestRun.checkpointsEvery(OFTEN));
        feed.send(BATCH);
        feed.awaitAnswers();
        String savepoint = first.stop(scratch.resolve("savepoints"));
        TestRun second =
                TestRun.start(
                        cluster,
                        classification(topics, SHARDS),
                        model.directory(),
                        TestRun.restoring(savepoint, TestRun.checkpointsEvery(OFTEN)));
        second.cancel();

        Polling.until("no more clients", TransactionsTest::clientThreads, before::containsAll);
    }

    @Test
    void aJobThatIsCancelledWhileItsWritersStartLeavesNoneEither() throws Exception {
        Set<Thread> before = clientThreads();
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            StreamExecutionEnvironment environment = cluster.environment();
            environment.configure(TestRun.checkpointsEvery(SELDOM));
            environment
                    .fromSequence(0, Long.MAX_VALUE)
                    .sinkTo(sinkTo("127.0.0.1:" + silent.getLocalPort()));
            JobClient job = environment.executeAsync("starting");
            Polling.until(
                    "clients that ask",
                    TransactionsTest::clientThreads,
                    clients -> !before.containsAll(clients));

            job.cancel().get(1, TimeUnit.MINUTES);

            Polling.until("no more clients", TransactionsTest::clientThreads, before::containsAll);
        }
    }

    private static AnswerSink<Long> sinkTo(String brokers) {
        return new AnswerSink<>(
                KafkaSink.<Long>builder()
                        .setBootstrapServers(brokers)
                        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                        .setTransactionalIdPrefix("starting")
                        .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
                        .setRecordSerializer(
                                KafkaRecordSerializationSchema.<Long>builder()
                                        .setTopic("starting")
                                        .setValueSerializationSchema(number -> new byte[0])
                                        .build())
                        .build());
    }

    private static Set<Thread> clientThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("kafka-(admin|producer).*"))
                .collect(Collectors.toSet());
    }

    private static List<String> transactionalIds(Topics topics) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", topics.brokers()))) {
            return admin.listTransactions().all().get().stream()
                    .map(TransactionListing::transactionalId)
                    .filter(id -> id.startsWith(topics.options().transactionalIdPrefix()))
                    .toList();
        }
    }

    private static KafkaClassification classification(Topics topics, int devices) {
        return new KafkaClassification(
                topics.options(),
                SplitOptions.onDevices(devices).withEngine(new InterceptedEngine(Gate::pass)),
                3);
    }

    /** Has the sinks name their transactions so. */
    private static void name(StreamExecutionEnvironment job, TransactionNamingStrategy strategy) {
        try {
            Field field = KafkaSink.class.getDeclaredField("transactionNamingStrategy");
            field.setAccessible(true);
            for (var transformation : job.getTransformations()) {
                if (transformation instanceof SinkTransformation<?, ?> sink) {
                    field.set(((AnswerSink<?>) sink.getSink()).kafka(), strategy);
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("the connector's sink has changed", e);
        }
    }

    private static Topics topics(String name) throws Exception {
        Topics topics = new Topics(kafka.bootstrapServers(), name);
        kafka.createTopic(topics.options().imagesTopic(), SHARDS);
        TopicCheck.DEFAULT.check(topics.options());
        return topics;
    }
}
