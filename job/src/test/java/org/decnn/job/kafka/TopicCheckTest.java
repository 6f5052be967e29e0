package org.decnn.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.decnn.job.UsageException;
import org.decnn.job.local.LocalKafka;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("integration")
class TopicCheckTest {
    private static final TopicCheck CHECK =
            new TopicCheck(
                    Duration.ofSeconds(10), true, 0, DeadLetterRecords.DEFAULT_CONTENT_LIMIT);
    private static LocalKafka kafka;

    @BeforeAll
    static void startKafka() throws IOException {
        kafka = LocalKafka.start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    void missingTopicsOfAnswersAreCreatedWithAsManyPartitions() throws Exception {
        KafkaOptions options = topics("created").options();
        kafka.createTopic(options.imagesTopic(), 3);

        assertThat(CHECK.check(options)).isEqualTo(3);

        try (KafkaCluster cluster = new KafkaCluster(options, Duration.ofSeconds(10))) {
            assertThat(cluster.partitions(options.predictionsTopic())).hasValue(3);
            assertThat(cluster.partitions(options.deadLettersTopic())).hasValue(3);
        }
        CHECK.check(options);
    }

    @Test
    void aMissingImagesTopicIsNamedWithTheRemedy() {
        KafkaOptions options = topics("missing").options();

        assertThatThrownBy(() -> CHECK.check(options))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("topic 'missing-images' does not exist on 127.0.0.1:")
                .hasMessageContaining("kafka-topics.sh --create --topic missing-images")
                .hasMessageNotContaining("\n");
    }

    @Test
    void whereTopicsMayNotBeCreatedAMissingOneIsNamed() throws Exception {
        KafkaOptions options = topics("forbidden").options();
        kafka.createTopic(options.imagesTopic(), 1);

        assertThatThrownBy(
                        () -> new TopicCheck(Duration.ofSeconds(10), false, 0, 1000).check(options))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("topic 'forbidden-predictions' does not exist");
    }

    @Test
    void anImpossibleTopicNameIsRefused() {
        KafkaOptions options = topics("no such/name").options();

        assertThatThrownBy(() -> CHECK.check(options))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("no such/name-images");
    }

    @Test
    void aDeadLettersTopicForSmallerRecordsIsRefused() throws Exception {
        KafkaOptions options = topics("small").options();
        kafka.createTopic(options.imagesTopic(), 1);
        kafka.createTopic(options.deadLettersTopic(), 1);

        assertThatThrownBy(
                        () ->
                                new TopicCheck(Duration.ofSeconds(10), true, 0, 5 << 20)
                                        .check(options))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("small-dead")
                .hasMessageContaining("max.message.bytes");
    }

    @Test
    void aPredictionsTopicForSmallerRecordsIsRefused() throws Exception {
        KafkaOptions options = topics("short").options();
        kafka.createTopic(options.imagesTopic(), 1);
        kafka.createTopic(options.predictionsTopic(), 1, Map.of("max.message.bytes", "4000"));
        PredictionRecords five = predictions(options, 5);
        PredictionRecords one = predictions(options, 1);

        CHECK.withPredictions(one).check(options);
        assertThatThrownBy(() -> CHECK.withPredictions(five).check(options))
                .isInstanceOf(UsageException.class)
                .hasMessageMatching(
                        "topic 'short-predictions' on .* takes records of 4000 bytes, a prediction may have \\d+:"
                                + " raise its max.message.bytes, or give a lower --top");
    }

    @Test
    void aCreatedPredictionsTopicTakesTheLargestPrediction() throws Exception {
        KafkaOptions options = topics("huge").options();
        kafka.createTopic(options.imagesTopic(), 1);
        TopicCheck huge = CHECK.withPredictions(predictions(options, 5000));

        huge.check(options);

        huge.check(options);
    }

    private static PredictionRecords predictions(KafkaOptions options, int k) {
        List<String> labels = Collections.nCopies(k, "x".repeat(500));
        return new PredictionRecords(options.predictionsTopic(), labels, "net", "v1", k);
    }

    @Test
    void aCreatedDeadLettersTopicTakesTheLargestDeadLetter() throws Exception {
        KafkaOptions options = topics("large").options();
        kafka.createTopic(options.imagesTopic(), 1);
        TopicCheck large = new TopicCheck(Duration.ofSeconds(10), true, 0, 5 << 20);

        large.check(options);

        large.check(options);
    }

    @Test
    void transactionsLongerThanTheBrokersAllowAreRefused() throws Exception {
        KafkaOptions options = topics("transactions").options();
        kafka.createTopic(options.imagesTopic(), 1);
        Properties longer = new Properties();
        longer.setProperty("transaction.timeout.ms", "900001");

        CHECK.check(options);
        assertThatThrownBy(() -> CHECK.check(with(options, options.brokers(), longer)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("transaction.timeout.ms=900000");
    }

    @Test
    void brokersOutOfReachAreNamedWithinTheTimeout() throws IOException {
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = socket.getLocalPort();
        }
        KafkaOptions options =
                with(topics("x").options(), "127.0.0.1:" + closedPort, new Properties());
        long start = System.nanoTime();

        assertThatThrownBy(
                        () -> new TopicCheck(Duration.ofSeconds(1), true, 0, 1000).check(options))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(
                        "no Kafka broker answers at 127.0.0.1:" + closedPort + " within 1 s");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void anAddressWithoutPortIsRefused() {
        KafkaOptions options = with(topics("x").options(), "localhost", new Properties());

        assertThatThrownBy(() -> CHECK.check(options))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("localhost");
    }

    @Test
    void aHostThatIsNotKnownIsNamedWithTheRemedy() {
        KafkaOptions options = with(topics("x").options(), "nosuch.invalid:9092", new Properties());

        assertThatThrownBy(() -> CHECK.check(options))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("host nosuch.invalid is not known on this machine")
                .hasMessageContaining("/etc/hosts")
                .hasMessageNotContaining("\n");
    }

    @Test
    void whatListensAndIsNoKafkaIsToldFromWhatDoesNotListen() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            KafkaOptions options =
                    with(
                            topics("x").options(),
                            "nosuch.invalid:9092,127.0.0.1:" + mute.getLocalPort(),
                            new Properties());

            assertThatThrownBy(
                            () ->
                                    new TopicCheck(Duration.ofSeconds(1), true, 0, 1000)
                                            .check(options))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("though something listens there")
                    .hasMessageContaining("security.protocol")
                    .hasMessageContaining("advertised.listeners");
        }
    }

    @Test
    void aTruststoreThatIsNotThereIsNamed() {
        Properties properties = new Properties();
        properties.setProperty("security.protocol", "SSL");
        properties.setProperty("ssl.truststore.location", "/none");
        KafkaOptions options = with(topics("x").options(), kafka.bootstrapServers(), properties);

        assertThatThrownBy(
                        () -> new TopicCheck(Duration.ofSeconds(2), true, 0, 1000).check(options))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("/none")
                .hasMessageContaining("--property")
                .hasMessageNotContaining("\n");
    }

    @Test
    void howLongToWaitIsWhatThePropertiesSay() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Properties brief = new Properties();
            brief.setProperty("default.api.timeout.ms", "1000");
            KafkaOptions options =
                    with(topics("x").options(), "127.0.0.1:" + mute.getLocalPort(), brief);

            assertThatThrownBy(() -> CHECK.check(options)).hasMessageContaining("within 1 s");
        }
    }

    @Test
    void aSmallDeadLettersTopicCanBeServedByKeepingLess() throws Exception {
        KafkaOptions options = topics("less").options();
        kafka.createTopic(options.imagesTopic(), 1);
        kafka.createTopic(options.deadLettersTopic(), 1, Map.of("max.message.bytes", "100000"));

        assertThatThrownBy(() -> CHECK.check(options))
                .isInstanceOf(UsageException.class)
                .hasMessageEndingWith(
                        "raise its max.message.bytes, or give --dead-letter-bytes 34464");
        assertThat(CHECK.withContentLimit(34464).check(options)).isEqualTo(1);
    }

    private static Topics topics(String name) {
        return new Topics(kafka.bootstrapServers(), name);
    }

    private static KafkaOptions with(KafkaOptions options, String brokers, Properties properties) {
        return new KafkaOptions(
                brokers,
                options.imagesTopic(),
                options.predictionsTopic(),
                options.deadLettersTopic(),
                options.groupId(),
                options.valueFormat(),
                DeliveryGuarantee.EXACTLY_ONCE,
                options.transactionalIdPrefix(),
                properties);
    }
}
