package org.decnn.job.kafka;

import java.time.Duration;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.decnn.job.UsageException;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.image.RejectedImage;

/**
 * The two places where an image leaves the job. With exactly-once delivery a record becomes visible
 * to readers of committed records when the checkpoint it belongs to completes.
 */
public final class ImageSinks {
    // Kafka's own.
    private static final long DEFAULT_REQUEST_BYTES = 1 << 20;
    private static final long DEFAULT_BUFFER_BYTES = 32 << 20;

    private ImageSinks() {}

    /**
     * @throws UsageException if a property keeps the largest prediction from being sent
     */
    public static KafkaSink<ClassifiedImage> predictions(
            KafkaOptions options, PredictionRecords records) {
        return sink(options, "predictions", records);
    }

    /**
     * @throws UsageException if a property keeps the largest dead letter from being sent
     */
    public static KafkaSink<RejectedImage> deadLetters(
            KafkaOptions options, DeadLetterRecords records) {
        return sink(options, "dead-letters", records);
    }

    /**
     * Brokers abort a transaction that is open for longer than its timeout, and what it holds is
     * lost. One spans a checkpoint interval and the time the job is down.
     *
     * @param checkpointInterval null if there are no checkpoints
     * @throws UsageException if answers could not be delivered exactly once at this interval
     */
    public static void checkInterval(KafkaOptions options, Duration checkpointInterval) {
        if (options.deliveryGuarantee() != DeliveryGuarantee.EXACTLY_ONCE) {
            return;
        }
        if (checkpointInterval == null) {
            throw new UsageException(
                    "exactly-once delivery needs checkpoints: give an interval, e.g. 10 s");
        }
        Duration timeout = options.transactionTimeout();
        if (checkpointInterval.compareTo(timeout) >= 0) {
            throw new UsageException(
                    "the checkpoint interval of %d s is not below Kafka's %s of %d s: shorten it"
                            .formatted(
                                    checkpointInterval.toSeconds(),
                                    ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                                    timeout.toSeconds()));
        }
    }

    private static <T> KafkaSink<T> sink(
            KafkaOptions options, String name, TopicRecords<T> records) {
        Properties properties = options.clientProperties();
        ClientProperties.raise(
                properties, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, records, DEFAULT_REQUEST_BYTES);
        ClientProperties.raise(
                properties, ProducerConfig.BUFFER_MEMORY_CONFIG, records, DEFAULT_BUFFER_BYTES);
        properties.setProperty(
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                Long.toString(options.transactionTimeout().toMillis()));
        return KafkaSink.<T>builder()
                .setKafkaProducerConfig(properties)
                .setBootstrapServers(options.brokers())
                .setDeliveryGuarantee(options.deliveryGuarantee())
                .setTransactionalIdPrefix(options.transactionalIdPrefix() + "-" + name)
                // Brokers keep each id for a week: a few, used again, not one a checkpoint.
                .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
                .setRecordSerializer(records)
                .build();
    }
}
