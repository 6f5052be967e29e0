package org.decnn.job.kafka;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.decnn.job.UsageException;
import org.junit.jupiter.api.Test;

class KafkaOptionsTest {
    @Test
    void theThreeTopicsDiffer() {
        assertThatThrownBy(() -> options("images", "images", "dead", "prefix"))
                .isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> options("images", "answers", "answers", "prefix"))
                .isInstanceOf(UsageException.class);
    }

    @Test
    void exactlyOnceNeedsATransactionalIdPrefix() {
        assertThatThrownBy(() -> options("images", "predictions", "dead", null))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("transactional id prefix");
    }

    @Test
    void aMissingTopicIsNamed() {
        assertThatThrownBy(() -> options(" ", "predictions", "dead", "prefix"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("images topic");
    }

    @Test
    void whatTheJobWouldDoAnywayMayBeSaid() {
        Properties agreeing = new Properties();
        agreeing.setProperty("isolation.level", "read_committed");
        agreeing.setProperty("enable.auto.commit", "false");
        agreeing.setProperty("acks", "all");
        agreeing.setProperty("enable.idempotence", "true");
        agreeing.setProperty("auto.offset.reset", "latest");

        assertThatCode(() -> with(agreeing)).doesNotThrowAnyException();
    }

    @Test
    void aRequestSizeThatADeadLetterDoesNotFitIsRefused() {
        DeadLetterRecords records = new DeadLetterRecords("dead", 2 << 20);
        Properties larger = new Properties();
        larger.setProperty("max.request.size", Integer.toString(8 << 20));
        Properties smaller = new Properties();
        smaller.setProperty("max.request.size", Integer.toString(2 << 20));
        KafkaOptions allowing = with(larger);
        KafkaOptions tooSmall = with(smaller);

        assertThatCode(() -> ImageSinks.deadLetters(allowing, records)).doesNotThrowAnyException();
        assertThatThrownBy(() -> ImageSinks.deadLetters(tooSmall, records))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("max.request.size")
                .hasMessageContaining("--dead-letter-bytes");
    }

    @Test
    void aRequestSizeThatAPredictionDoesNotFitIsRefused() {
        PredictionRecords records =
                new PredictionRecords("out", List.of("x".repeat(3000)), "net", "v1", 5);
        Properties smaller = new Properties();
        smaller.setProperty("max.request.size", "6000");
        KafkaOptions tooSmall = with(smaller);

        assertThatThrownBy(() -> ImageSinks.predictions(tooSmall, records))
                .isInstanceOf(UsageException.class)
                .hasMessageMatching(
                        "property max.request.size is 6000, a prediction may have \\d+ bytes: raise it, or lower --top");
    }

    private static KafkaOptions with(Properties properties) {
        return new KafkaOptions(
                "localhost:9092",
                "images",
                "predictions",
                "dead",
                "group",
                ValueFormat.AVRO,
                DeliveryGuarantee.EXACTLY_ONCE,
                "prefix",
                properties);
    }

    private static KafkaOptions options(
            String images, String predictions, String deadLetters, String prefix) {
        return new KafkaOptions(
                "localhost:9092",
                images,
                predictions,
                deadLetters,
                "group",
                ValueFormat.AVRO,
                DeliveryGuarantee.EXACTLY_ONCE,
                prefix,
                new Properties());
    }
}
