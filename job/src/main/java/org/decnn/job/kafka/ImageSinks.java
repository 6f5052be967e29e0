package org.decnn.job.kafka;

import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.flink.api.connector.sink2.Sink;
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

    private static final String PREDICTIONS = "predictions";
    private static final String DEAD_LETTERS = "dead-letters";

    private ImageSinks() {}

    /** What the two sinks' transactional ids start with. */
    static List<String> transactionalIdPrefixes(String jobsPrefix) {
        return Stream.of(PREDICTIONS, DEAD_LETTERS)
                .map(name -> transactionalIdPrefix(jobsPrefix, name))
                .toList();
    }

    private static String transactionalIdPrefix(String jobsPrefix, String name) {
        return jobsPrefix + "-" + name;
    }

    /**
     * @throws UsageException if a property keeps the largest prediction from being sent
     */
    public static Sink<ClassifiedImage> predictions(
            KafkaOptions options, PredictionRecords records) {
        return sink(options, PREDICTIONS, records);
    }

    /**
     * @throws UsageException if a property keeps the largest dead letter from being sent
     */
    public static Sink<RejectedImage> deadLetters(KafkaOptions options, DeadLetterRecords records) {
        return sink(options, DEAD_LETTERS, records);
    }

    private static <T> Sink<T> sink(KafkaOptions options, String name, TopicRecords<T> records) {
        Properties properties = options.clientProperties();
        ClientProperties.raise(
                properties, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, records, DEFAULT_REQUEST_BYTES);
        ClientProperties.raise(
                properties, ProducerConfig.BUFFER_MEMORY_CONFIG, records, DEFAULT_BUFFER_BYTES);
        properties.setProperty(
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                Long.toString(options.transactionTimeout().toMillis()));
        return new AnswerSink<>(
                KafkaSink.<T>builder()
                        .setKafkaProducerConfig(properties)
                        .setBootstrapServers(options.brokers())
                        .setDeliveryGuarantee(options.deliveryGuarantee())
                        .setTransactionalIdPrefix(
                                transactionalIdPrefix(options.transactionalIdPrefix(), name))
                        // Brokers keep each id for a week: a few, used again, not one a checkpoint.
                        .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
                        .setRecordSerializer(records)
                        .build());
    }
}
