package org.decnn.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.decnn.job.UsageException;
import org.decnn.job.local.LocalCluster;
import org.decnn.job.local.LocalKafka;
import org.decnn.job.settings.FlinkRest;
import org.decnn.job.settings.NetworkSettings;
import org.decnn.job.testing.Polling;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No two jobs have the same consumer group or transactional ids. */
@Tag("integration")
class RivalCheckTest {

    private static final Duration WATCH = Duration.ofSeconds(1);

    @TempDir private static Path scratch;
    private static LocalKafka kafka;

    @BeforeAll
    static void startKafka() throws Exception {
        kafka = LocalKafka.start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    void aJobOfTheSameFlinkClusterIsNamedUntilItHasEnded() throws Exception {
        RivalCheck check = check("same");
        JobClaim claim = check.claim();
        JobClaim other = new JobClaim(claim.kafkaCluster(), "another", "another");
        try (LocalCluster cluster =
                LocalCluster.start(1, new NetworkSettings(32 << 10, 256), scratch)) {
            FlinkRest rest = new FlinkRest(cluster.webAddress());
            JobClient job = endless(cluster, claim);

            Polling.until(
                    "shown",
                    () -> rest.get("/jobs/overview").path("jobs").size(),
                    jobs -> jobs == 1);
            assertThatThrownBy(() -> check.requireNoneOn(rest, claim))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("job 'the first' (" + job.getJobID())
                    .hasMessageContaining("consumer group 'same': give another --group")
                    .hasMessageContaining("--take-over")
                    .hasMessageNotContaining("\n");
            check.requireNoneOn(rest, other);

            job.cancel().get(1, TimeUnit.MINUTES);
            Polling.until(
                    "cancelled",
                    () -> job.getJobStatus().get(1, TimeUnit.MINUTES),
                    JobStatus::isGloballyTerminalState);
            check.requireNoneOn(rest, claim);
        }
    }

    private static JobClient endless(LocalCluster cluster, JobClaim claim) throws Exception {
        StreamExecutionEnvironment environment = cluster.environment();
        environment.setParallelism(1);
        environment.configure(
                new Configuration().set(PipelineOptions.GLOBAL_JOB_PARAMETERS, claim.parameters()));
        environment.fromSequence(0, Long.MAX_VALUE).sinkTo(new DiscardingSink<>());
        return environment.executeAsync("the first");
    }

    @Test
    void aFlinkThatDoesNotAnswerIsNoReasonToRefuse() {
        RivalCheck check = check("nobody");

        assertThatCode(
                        () ->
                                check.requireNoneOn(
                                        new FlinkRest("http://127.0.0.1:1"), check.claim()))
                .doesNotThrowAnyException();
    }

    @Test
    void transactionsThatMoveOnAreAJobsThatRuns() throws Exception {
        RivalCheck check = check("moving");
        AtomicBoolean stop = new AtomicBoolean();
        try (KafkaProducer<byte[], byte[]> producer = began("moving")) {
            CompletableFuture<Void> commits =
                    CompletableFuture.runAsync(
                            () -> {
                                while (!stop.get()) {
                                    producer.commitTransaction();
                                    producer.beginTransaction();
                                    producer.send(record("moving"));
                                    producer.flush();
                                    // As a checkpoint's interval.
                                    LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
                                }
                            });

            assertThatThrownBy(() -> check.requireNoneElsewhere(Duration.ofSeconds(30), line -> {}))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("transactional id 'moving-predictions-0-0'")
                    .hasMessageContaining("--take-over");
            stop.set(true);
            commits.get(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void whatADeadJobLeftOpenIsNoRival() throws Exception {
        RivalCheck check = check("left");
        try (KafkaProducer<byte[], byte[]> producer = began("left")) {
            assertThatCode(() -> check.requireNoneElsewhere(WATCH, line -> {}))
                    .doesNotThrowAnyException();
            producer.abortTransaction();
        }
    }

    @ParameterizedTest(name = "{0} at {1}: {2}")
    @CsvSource({
        "ONGOING, 1000, false",
        "ONGOING, 1001, true",
        "PREPARE_COMMIT, 1000, true",
        "COMPLETE_COMMIT, , true",
        "PREPARE_ABORT, 1000, false",
        "COMPLETE_ABORT, , false"
    })
    void brokersThemselvesOnlyAbort(TransactionState state, Long start, boolean moved) {
        OpenTransactions first = transactions(TransactionState.ONGOING, 1000L);

        Optional<String> id = first.movedOn(transactions(state, start));

        assertThat(id).isEqualTo(moved ? Optional.of("id") : Optional.empty());
    }

    private static OpenTransactions transactions(TransactionState state, Long start) {
        OptionalLong began = start == null ? OptionalLong.empty() : OptionalLong.of(start);
        return new OpenTransactions(
                Map.of("id", new TransactionDescription(1, state, 1, 1, 1, began, Set.of())));
    }

    @ParameterizedTest(name = "{0} {1}, {2} {3}: {4}")
    @CsvSource({
        "decnn, a, decnn, b, consumer group 'decnn'",
        "decnn, a, other, a, transactional ids that start with 'a'",
        "decnn, a, other, b,",
        "decnn, a, other, ab,",
        "decnn, a, other, a-predictions, transactional ids that start with 'a-predictions'",
        "decnn, , other, a,"
    })
    void jobsMayShareNeitherGroupNorTransactionalIds(
            String group, String prefix, String otherGroup, String otherPrefix, String shared) {
        JobClaim claim = new JobClaim("kafka", group, prefix);
        JobClaim other = new JobClaim("kafka", otherGroup, otherPrefix);
        JobClaim elsewhere = new JobClaim("another kafka", otherGroup, otherPrefix);

        assertThat(claim.sharedWith(elsewhere)).isEmpty();
        assertThat(claim.sharedWith(other).map(what -> what.split(":")[0]))
                .isEqualTo(Optional.ofNullable(shared));
        assertThat(JobClaim.of(claim.parameters())).contains(claim);
    }

    /** A transaction that one of a job's sinks has opened. */
    private static KafkaProducer<byte[], byte[]> began(String name) throws Exception {
        kafka.createTopic(record(name).topic(), 1);
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                kafka.bootstrapServers(),
                                "transactional.id",
                                name + "-predictions-0-0"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(record(name)).get(1, TimeUnit.MINUTES);
        return producer;
    }

    private static ProducerRecord<byte[], byte[]> record(String name) {
        return new ProducerRecord<>(name + "-predictions", new byte[1]);
    }

    private static RivalCheck check(String name) {
        return new RivalCheck(
                new Topics(kafka.bootstrapServers(), name).options(), Duration.ofSeconds(10));
    }
}
