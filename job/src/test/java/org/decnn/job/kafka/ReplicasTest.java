package org.decnn.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.decnn.job.local.LocalCluster;
import org.decnn.job.local.LocalKafka;
import org.decnn.job.testing.InterceptedEngine;
import org.decnn.job.testing.Polling;
import org.decnn.job.testing.SmallModel;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.topology.Decoding;
import org.decnn.operators.topology.SplitOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The other ways of using four devices: a copy of the network on each, and two of two halves. */
@Tag("integration")
class ReplicasTest {

    private static final int DEVICES = 4;
    private static final int BATCH = 40;
    private static final int RUNS_UNTIL_FAILURE = 25;

    /** Runs of graphs until one fails; at or below 0 none does. */
    private static final AtomicInteger UNTIL_FAILURE = new AtomicInteger();

    @TempDir private static Path scratch;
    private static LocalCluster cluster;
    private static LocalKafka kafka;

    @BeforeAll
    static void startClusterAndBroker() throws Exception {
        kafka = LocalKafka.start();
        cluster = LocalCluster.start(DEVICES, SmallModel.NETWORK, scratch);
    }

    @AfterAll
    static void stopClusterAndBroker() {
        cluster.close();
        kafka.close();
    }

    @ParameterizedTest(name = "{0} shard(s), {1} replicas, decoded {2}")
    @CsvSource({"1, 4, WHERE_READ", "1, 4, IN_TURN", "2, 2, WHERE_READ"})
    void eachImageIsAnsweredOnceAsByTheWholeNetworkAndCopiesSendNothing(
            int shards, int replicas, Decoding decoding) throws Exception {
        String name = shards + "-by-" + replicas + "-" + decoding;
        SmallModel model =
                SmallModel.split(
                        SmallNetworks.groupedResidual(5),
                        shards,
                        Files.createDirectory(scratch.resolve(name)));
        Topics topics = new Topics(kafka.bootstrapServers(), name);
        kafka.createTopic(topics.options().imagesTopic(), DEVICES);
        TopicCheck.DEFAULT.check(topics.options());
        Feed feed = new Feed(topics, DEVICES);
        TestRun run =
                TestRun.start(
                        cluster,
                        topics.options(),
                        model.directory(),
                        SplitOptions.onDevices(DEVICES)
                                .withReplicas(replicas)
                                .withDecoding(decoding)
                                .withEngine(new InterceptedEngine(ReplicasTest::failWhenAskedTo)),
                        TestRun.checkpointsEvery(Duration.ofMillis(200)));
        feed.send(BATCH);
        Polling.until("the first answers", () -> Answers.committedTo(topics), a -> a.count() > 0);
        UNTIL_FAILURE.set(RUNS_UNTIL_FAILURE);
        feed.send(BATCH);
        Polling.until("failed", UNTIL_FAILURE::get, left -> left <= 0);
        feed.send(BATCH);
        feed.awaitAnswers();
        Map<String, Long> counters = run.running().counters();
        run.stop(scratch.resolve("savepoints"));

        assertThat(run.status().failures()).isEqualTo(1);
        feed.assertAnsweredExactlyOnce(model);
        assertThat(sum(counters, "weight bytes/"))
                .isGreaterThanOrEqualTo(replicas * model.directory().manifest().weightBytes(0));
        assertThat(sum(counters, "slice bytes/")).isPositive();
        if (shards == 1) {
            assertThat(sum(counters, "network bytes/")).isZero();
        } else {
            assertThat(sum(counters, "network bytes/")).isPositive();
        }
    }

    private static long sum(Map<String, Long> counters, String prefix) {
        return counters.entrySet().stream()
                .filter(counter -> counter.getKey().startsWith(prefix))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static void failWhenAskedTo() {
        if (UNTIL_FAILURE.getAndUpdate(left -> Math.max(0, left - 1)) == 1) {
            throw new IllegalStateException("failing once, as the test asks");
        }
    }
}
