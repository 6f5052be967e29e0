package org.decnn.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.throwable.ThrowableClassifier;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.TopicPartition;
import org.decnn.job.local.LocalKafka;
import org.decnn.job.testing.Polling;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the job learns of its topics while it runs. */
@Tag("integration")
class WatchedTopicsTest {

    private static LocalKafka kafka;
    private static AdminClient admin;

    @BeforeAll
    static void startKafka() throws IOException {
        kafka = LocalKafka.start();
        admin = AdminClient.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    @AfterAll
    static void stopKafka() {
        admin.close();
        kafka.close();
    }

    @Test
    void partitionsThatAreAddedAreSeen() throws Exception {
        Topics topics = created("grown");
        WatchedTopics watched = new WatchedTopics(topics.options());
        String images = topics.options().imagesTopic();
        assertThat(watched.getSubscribedTopicPartitions(admin)).hasSize(2);

        admin.createPartitions(Map.of(images, NewPartitions.increaseTo(3))).all().get();

        Polling.until(
                "three partitions",
                () -> watched.getSubscribedTopicPartitions(admin),
                seen -> seen.contains(new TopicPartition(images, 2)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "gone-images, without its savepoints",
        "gone-predictions, from its last checkpoint",
        "gone-dead, from its last checkpoint"
    })
    void aTopicThatIsGoneFailsTheJobForGood(String topic, String remedy) throws Exception {
        WatchedTopics watched = new WatchedTopics(created("gone").options());
        watched.getSubscribedTopicPartitions(admin);

        admin.deleteTopics(List.of(topic)).all().get();

        assertFailsForGood(
                watched,
                "topic '%s' on %s is gone under the job".formatted(topic, kafka.bootstrapServers()),
                remedy);
    }

    @Test
    void imagesOfATopicThatWasMadeAgainAreNotTakenForTheFormerOnes() throws Exception {
        Topics topics = created("again");
        WatchedTopics watched = new WatchedTopics(topics.options());
        watched.getSubscribedTopicPartitions(admin);

        String images = topics.options().imagesTopic();
        admin.deleteTopics(List.of(images)).all().get();
        // The broker tells of it for a moment longer than the controller.
        Polling.until(
                "gone", () -> admin.listTopics().names().get(), names -> !names.contains(images));
        created("again");

        assertFailsForGood(watched, "was deleted and made again", "without its savepoints");
    }

    @Test
    void brokersOutOfReachAreAskedAgainLater() throws Exception {
        WatchedTopics watched = new WatchedTopics(created("away").options());
        var seen = watched.getSubscribedTopicPartitions(admin);
        Map<String, Object> nowhere =
                Map.of(
                        "bootstrap.servers", "127.0.0.1:1",
                        "default.api.timeout.ms", 200,
                        "request.timeout.ms", 100);

        try (AdminClient unanswered = AdminClient.create(nowhere)) {
            assertThat(watched.getSubscribedTopicPartitions(unanswered)).isEqualTo(seen);
        }
    }

    private static void assertFailsForGood(WatchedTopics watched, String what, String remedy) {
        assertThatThrownBy(() -> watched.getSubscribedTopicPartitions(admin))
                .hasMessageContaining(what)
                .hasMessageContaining(remedy)
                .hasMessageNotContaining("\n")
                .satisfies(
                        e ->
                                assertThat(ThrowableClassifier.getThrowableType(e))
                                        .isEqualTo(ThrowableType.NonRecoverableError));
    }

    /** Three topics, as far as they are missing. */
    private static Topics created(String name) throws Exception {
        Topics topics = new Topics(kafka.bootstrapServers(), name);
        KafkaOptions options = topics.options();
        for (String topic :
                List.of(
                        options.imagesTopic(),
                        options.predictionsTopic(),
                        options.deadLettersTopic())) {
            if (!admin.listTopics().names().get().contains(topic)) {
                kafka.createTopic(topic, 2);
            }
        }
        return topics;
    }
}
