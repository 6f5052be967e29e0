package org.decnn.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.decnn.job.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** While a job runs, no transaction is open for longer than the brokers' 900 s. */
class TransactionSpanTest {

    private static final KafkaOptions KAFKA = new Topics("localhost:9092", "span").options();

    @ParameterizedTest(name = "every {0} s, pause {1} s, {2} tolerated: {3} s")
    @CsvSource({
        "2, 0, 0, 600",
        "840, 0, 0, 60",
        "2, 500, 0, 400",
        "2, 0, 3, 223",
        "10, 0, -1, 600",
    })
    void aCheckpointMayTakeNoLongerThanTransactionsAllow(
            int interval, int pause, int tolerated, int expected) {
        TransactionSpan span = span(interval, pause, tolerated);

        assertThat(span.checkpointTimeout(KAFKA, Optional.empty()))
                .isEqualTo(Duration.ofSeconds(expected));
    }

    @ParameterizedTest(name = "every {0} s, pause {1} s, {2} tolerated")
    @CsvSource({"900, 0, 0", "2, 895, 0", "2, 0, 100"})
    void checkpointsThatCannotKeepUpWithTransactionsAreRefused(
            int interval, int pause, int tolerated) {
        TransactionSpan span = span(interval, pause, tolerated);

        assertThatThrownBy(() -> span.checkpointTimeout(KAFKA, Optional.empty()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(
                        "transaction.timeout.ms of 900 s: lower --checkpoint-interval")
                .hasMessageContaining("execution.checkpointing.min-pause")
                .hasMessageContaining("execution.checkpointing.tolerable-failed-checkpoints");
    }

    @Test
    void aLongerTimeoutThatIsAskedForIsRefusedWithTheLongest() {
        TransactionSpan span = span(2, 0, 3);

        assertThat(span.checkpointTimeout(KAFKA, Optional.of(Duration.ofSeconds(200))))
                .isEqualTo(Duration.ofSeconds(200));
        assertThatThrownBy(
                        () -> span.checkpointTimeout(KAFKA, Optional.of(Duration.ofSeconds(600))))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("execution.checkpointing.timeout is 600 s: ")
                .hasMessageEndingWith("set it to 223 s");
    }

    @Test
    void withoutCheckpointsThereIsNoExactlyOnce() {
        assertThatThrownBy(() -> TransactionSpan.of(new Configuration()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("needs checkpoints");
    }

    private static TransactionSpan span(int interval, int pause, int tolerated) {
        return TransactionSpan.of(
                new Configuration()
                        .set(
                                CheckpointingOptions.CHECKPOINTING_INTERVAL,
                                Duration.ofSeconds(interval))
                        .set(
                                CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS,
                                Duration.ofSeconds(pause))
                        .set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, tolerated));
    }
}
