package org.decnn.job.kafka;

import static org.apache.kafka.common.config.TopicConfig.MAX_MESSAGE_BYTES_CONFIG;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.decnn.job.UsageException;

/**
 * Finds out before a job starts what would make it fail, or hang, later: brokers out of reach,
 * missing topics, brokers' limits that do not fit.
 *
 * @param timeout how long to wait for the brokers
 * @param allowTopicCreation whether to create a missing topic of predictions or dead letters, with
 *     as many partitions as the images topic and the brokers' own replication factor
 * @param predictionBytes the largest prediction's record; 0 if nothing is known of it
 * @param contentLimit most bytes of content in a dead letter
 */
public record TopicCheck(
        Duration timeout, boolean allowTopicCreation, long predictionBytes, int contentLimit) {
    /** Ten seconds, topics are created, the default limit of content. */
    public static final TopicCheck DEFAULT =
            new TopicCheck(
                    Duration.ofSeconds(10), true, 0, DeadLetterRecords.DEFAULT_CONTENT_LIMIT);

    /** A topic's own max.message.bytes. */
    private static final long DEFAULT_RECORD_BYTES = (1 << 20) + 12;

    public TopicCheck withTopicCreation(boolean allowed) {
        return new TopicCheck(timeout, allowed, predictionBytes, contentLimit);
    }

    public TopicCheck withPredictions(PredictionRecords records) {
        return new TopicCheck(timeout, allowTopicCreation, records.maxRecordBytes(), contentLimit);
    }

    public TopicCheck withContentLimit(int bytes) {
        return new TopicCheck(timeout, allowTopicCreation, predictionBytes, bytes);
    }

    /**
     * Checks, and creates what is missing and may be created.
     *
     * @return how many partitions the images topic has
     * @throws UsageException if the job could not run with these options
     */
    public int check(KafkaOptions options) {
        try (KafkaCluster cluster = new KafkaCluster(options, timeout)) {
            int partitions =
                    cluster.partitions(options.imagesTopic())
                            .orElseThrow(() -> missing(options, options.imagesTopic(), 1));
            if (isMissing(cluster, options, options.predictionsTopic(), partitions)) {
                cluster.createTopic(
                        options.predictionsTopic(), partitions, roomFor(predictionBytes));
            } else {
                checkPredictionSize(cluster, options);
            }
            if (isMissing(cluster, options, options.deadLettersTopic(), partitions)) {
                cluster.createTopic(
                        options.deadLettersTopic(),
                        partitions,
                        Map.of(MAX_MESSAGE_BYTES_CONFIG, Long.toString(deadLetterBytes())));
            } else {
                checkDeadLetterSize(cluster, options);
            }
            if (options.deliveryGuarantee() == DeliveryGuarantee.EXACTLY_ONCE) {
                checkTransactionTimeout(cluster, options);
                // As each device does at its start.
                cluster.requireProducersSeen(options.predictionsTopic());
                cluster.requireProducersSeen(options.deadLettersTopic());
            }
            return partitions;
        }
    }

    private boolean isMissing(
            KafkaCluster cluster, KafkaOptions options, String topic, int partitions) {
        boolean missing = cluster.partitions(topic).isEmpty();
        if (missing && !allowTopicCreation) {
            throw missing(options, topic, partitions);
        }
        return missing;
    }

    private static UsageException missing(KafkaOptions options, String topic, int partitions) {
        return new UsageException(
                "topic '%s' does not exist on %s: create it, e.g. kafka-topics.sh --create --topic %s --partitions %d --bootstrap-server %s"
                        .formatted(topic, options.brokers(), topic, partitions, options.brokers()));
    }

    /** What a topic is to be created with where the default would not do. */
    private static Map<String, String> roomFor(long recordBytes) {
        return recordBytes <= DEFAULT_RECORD_BYTES
                ? Map.of()
                : Map.of(MAX_MESSAGE_BYTES_CONFIG, Long.toString(recordBytes));
    }

    private void checkPredictionSize(KafkaCluster cluster, KafkaOptions options) {
        String topic = options.predictionsTopic();
        OptionalLong most = cluster.topicSetting(topic, MAX_MESSAGE_BYTES_CONFIG);
        if (most.isPresent() && most.getAsLong() < predictionBytes) {
            throw new UsageException(
                    "topic '%s' on %s takes records of %d bytes, a prediction may have %d: raise its %s, or give a lower --top"
                            .formatted(
                                    topic,
                                    options.brokers(),
                                    most.getAsLong(),
                                    predictionBytes,
                                    MAX_MESSAGE_BYTES_CONFIG));
        }
    }

    private void checkDeadLetterSize(KafkaCluster cluster, KafkaOptions options) {
        String topic = options.deadLettersTopic();
        OptionalLong most = cluster.topicSetting(topic, MAX_MESSAGE_BYTES_CONFIG);
        if (most.isPresent() && most.getAsLong() < deadLetterBytes()) {
            throw new UsageException(
                    "topic '%s' on %s takes records of %d bytes, a dead letter may have %d: raise its %s, or give --dead-letter-bytes %d"
                            .formatted(
                                    topic,
                                    options.brokers(),
                                    most.getAsLong(),
                                    deadLetterBytes(),
                                    MAX_MESSAGE_BYTES_CONFIG,
                                    DeadLetterRecords.contentLimit(most.getAsLong())));
        }
    }

    private static void checkTransactionTimeout(KafkaCluster cluster, KafkaOptions options) {
        long asked = options.transactionTimeout().toMillis();
        OptionalLong most = cluster.brokerSetting("transaction.max.timeout.ms");
        if (most.isPresent() && most.getAsLong() < asked) {
            throw new UsageException(
                    "transactions of %d ms are asked for, the brokers at %s allow %d: give the property transaction.timeout.ms=%d"
                            .formatted(
                                    asked, options.brokers(), most.getAsLong(), most.getAsLong()));
        }
    }

    private long deadLetterBytes() {
        return DeadLetterRecords.maxRecordBytes(contentLimit);
    }
}
