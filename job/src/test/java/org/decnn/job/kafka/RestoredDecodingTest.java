package org.decnn.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A checkpoint's images are not lost because a job that goes on from it would decode elsewhere. */
@Tag("integration")
class RestoredDecodingTest {

    private static final int DEVICES = 2;
    private static final int IMAGES = 600;

    @TempDir private static Path scratch;
    private static LocalCluster cluster;
    private static LocalKafka kafka;
    private static SmallModel model;

    private final List<String> notes = new ArrayList<>();

    @BeforeAll
    static void startClusterAndBroker() throws Exception {
        kafka = LocalKafka.start();
        cluster = LocalCluster.start(DEVICES, SmallModel.NETWORK, scratch);
        model = SmallModel.split(SmallNetworks.groupedResidual(5), DEVICES, scratch);
    }

    @AfterAll
    static void stopClusterAndBroker() {
        cluster.close();
        kafka.close();
    }

    @ParameterizedTest(name = "decoded {0}, then {1} is asked for: {2}")
    @CsvSource({"IN_TURN, WHERE_READ, IN_TURN", "WHERE_READ, IN_TURN, IN_TURN"})
    void imagesBetweenDevicesGoOnWhereTheyWereToBeDecoded(
            Decoding before, Decoding given, Decoding expected) throws Exception {
        Topics topics = new Topics(kafka.bootstrapServers(), before + "-" + given);
        kafka.createTopic(topics.options().imagesTopic(), DEVICES);
        TopicCheck.DEFAULT.check(topics.options());
        Feed feed = new Feed(topics, DEVICES);
        feed.send(IMAGES);
        Path checkpoints = scratch.resolve(topics.name());
        Configuration checkpointing = unalignedCheckpoints(checkpoints);
        TestRun first = start(topics, before, RestoredDecodingTest::slowly, checkpointing);
        Polling.until("the first answers", () -> Answers.committedTo(topics), a -> a.count() > 0);
        first.cancel();
        Configuration restoring = TestRun.restoring(newestOf(checkpoints), checkpointing);

        Decoding decoding = new RestoredDecoding(given, null).in(restoring, notes::add);
        TestRun second = start(topics, decoding, () -> {}, restoring);
        feed.awaitAnswers();
        second.cancel();

        assertThat(decoding).isEqualTo(expected);
        assertThat(notes).hasSize(given == expected ? 0 : 1).allMatch(this::saysWhy);
        feed.assertAnsweredExactlyOnce(model);
    }

    private boolean saysWhy(String note) {
        return note.contains("/chk-") && note.contains("--decode is in-turn, as it was");
    }

    @ParameterizedTest(name = "{0}, the topic suits {1}: {2}")
    @CsvSource({"WHERE_READ, IN_TURN, WHERE_READ", ", WHERE_READ, IN_TURN", ", IN_TURN, IN_TURN"})
    void aCheckpointThatCannotBeReadMayHaveHadTurns(
            Decoding given, Decoding otherwise, Decoding expected) {
        Configuration restoring =
                TestRun.restoring(scratch.resolve("none").toUri().toString(), new Configuration());

        assertThat(new RestoredDecoding(given, otherwise).in(restoring, notes::add))
                .isEqualTo(expected);
        assertThat(notes)
                .hasSize(given == null && otherwise != expected ? 1 : 0)
                .allMatch(note -> note.contains("cannot be looked into from here"));
    }

    @Test
    void aJobThatStartsAnewDecodesWhereItSuitsTheTopic() {
        for (Decoding otherwise : Decoding.values()) {
            assertThat(new RestoredDecoding(null, otherwise).in(new Configuration(), notes::add))
                    .isEqualTo(otherwise);
        }
        assertThat(notes).isEmpty();
    }

    private static Configuration unalignedCheckpoints(Path folder) {
        return TestRun.checkpointsEvery(Duration.ofMillis(300))
                .set(CheckpointingOptions.ENABLE_UNALIGNED, true)
                .set(CheckpointingOptions.ALIGNED_CHECKPOINT_TIMEOUT, Duration.ZERO)
                .set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder.toUri().toString())
                .set(
                        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    }

    private static String newestOf(Path checkpoints) throws Exception {
        try (Stream<Path> files = Files.walk(checkpoints)) {
            return files.filter(file -> file.endsWith("_metadata"))
                    .map(Path::getParent)
                    .max(Comparator.comparingInt(RestoredDecodingTest::number))
                    .orElseThrow()
                    .toUri()
                    .toString();
        }
    }

    private static int number(Path checkpoint) {
        return Integer.parseInt(checkpoint.getFileName().toString().substring("chk-".length()));
    }

    private static TestRun start(
            Topics topics,
            Decoding decoding,
            InterceptedEngine.Interceptor interceptor,
            Configuration checkpointing)
            throws Exception {
        SplitOptions split =
                SplitOptions.onDevices(DEVICES)
                        .withEngine(new InterceptedEngine(interceptor))
                        .withDecoding(decoding);
        return TestRun.start(cluster, topics.options(), model.directory(), split, checkpointing);
    }

    /** So that images wait wherever they can. */
    private static void slowly() {
        try {
            Thread.sleep(40);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
