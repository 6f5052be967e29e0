package org.decnn.job.kafka;

import java.time.Duration;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.decnn.job.UsageException;

/**
 * How long a transaction may stay open while the job runs: a checkpoint begins, takes its time, and
 * where failed ones are tolerated, another has to commit. Brokers abort what is open for longer
 * than their timeout; what it held is then lost, and only the log says so.
 *
 * @param interval between checkpoints
 * @param tolerated failed checkpoints in succession
 */
public record TransactionSpan(Duration interval, int tolerated) {

    private static final Duration LEAST_CHECKPOINT_TIMEOUT = Duration.ofSeconds(10);

    /**
     * What a cluster's configuration, and the job's over it, make of it.
     *
     * @throws UsageException if there are no checkpoints
     */
    public static TransactionSpan of(ReadableConfig flink) {
        Duration interval =
                flink.getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL)
                        .orElseThrow(
                                () ->
                                        new UsageException(
                                                "exactly-once delivery needs checkpoints: give an interval, e.g. 10 s"));
        Duration pause = flink.get(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS);
        return new TransactionSpan(
                interval.compareTo(pause) > 0 ? interval : pause,
                Math.max(0, flink.get(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER)));
    }

    /**
     * The longest that a checkpoint may take.
     *
     * @param given what the configuration says, if it does
     * @throws UsageException if transactions could time out while the job runs
     */
    public Duration checkpointTimeout(KafkaOptions options, Optional<Duration> given) {
        Duration otherwise =
                given.orElse(CheckpointingOptions.CHECKPOINTING_TIMEOUT.defaultValue());
        if (options.deliveryGuarantee() != DeliveryGuarantee.EXACTLY_ONCE) {
            return otherwise;
        }
        Duration transaction = options.transactionTimeout();
        Duration most = transaction.dividedBy(tolerated + 1L).minus(interval);
        if (most.compareTo(LEAST_CHECKPOINT_TIMEOUT) < 0) {
            throw new UsageException(
                    "checkpoints every %d s, of which %d may fail in succession, do not go into Kafka's %s of %d s: lower --checkpoint-interval, %s or %s"
                            .formatted(
                                    interval.toSeconds(),
                                    tolerated,
                                    ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                                    transaction.toSeconds(),
                                    CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS.key(),
                                    CheckpointingOptions.TOLERABLE_FAILURE_NUMBER.key()));
        }
        if (given.isPresent() && given.get().compareTo(most) > 0) {
            throw new UsageException(
                    "%s is %d s: with checkpoints every %d s, of which %d may fail in succession, a transaction could be open for longer than Kafka's %s of %d s; set it to %d s"
                            .formatted(
                                    CheckpointingOptions.CHECKPOINTING_TIMEOUT.key(),
                                    given.get().toSeconds(),
                                    interval.toSeconds(),
                                    tolerated,
                                    ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                                    transaction.toSeconds(),
                                    most.toSeconds()));
        }
        return otherwise.compareTo(most) < 0 ? otherwise : most;
    }
}
