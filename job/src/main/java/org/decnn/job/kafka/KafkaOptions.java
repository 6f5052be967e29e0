package org.decnn.job.kafka;

import java.time.Duration;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.decnn.job.UsageException;

/**
 * Where images are read and answers written.
 *
 * @param brokers host:port, comma separated
 * @param groupId consumer group whose committed offsets a job without a savepoint starts from
 * @param valueFormat of images
 * @param predictionFormat of predictions; dead letters are Avro always
 * @param transactionalIdPrefix tells this job's transactions from another's on the same brokers;
 *     the same over restarts. Needed for exactly-once delivery, else it may be null
 * @param properties more client properties (security, tuning), for source, sinks and checks alike;
 *     a reference in place of each that is secret ({@link PropertiesFile})
 */
public record KafkaOptions(
        String brokers,
        String imagesTopic,
        String predictionsTopic,
        String deadLettersTopic,
        String groupId,
        ValueFormat valueFormat,
        PredictionFormat predictionFormat,
        DeliveryGuarantee deliveryGuarantee,
        String transactionalIdPrefix,
        Properties properties) {

    /** The longest that a broker allows unless its transaction.max.timeout.ms says otherwise. */
    private static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(15);

    /**
     * @throws UsageException if a name is missing, two topics are the same, or a property is the
     *     job's own to set, is secret, or has a value that it does not take
     */
    public KafkaOptions {
        require(brokers, "brokers: give host:port");
        require(imagesTopic, "images topic: give its name");
        require(predictionsTopic, "predictions topic: give its name");
        require(deadLettersTopic, "dead-letters topic: give its name");
        require(groupId, "consumer group: give its id");
        if (Stream.of(imagesTopic, predictionsTopic, deadLettersTopic).distinct().count() < 3) {
            throw new UsageException(
                    "topics '%s', '%s' and '%s' must be three: images, predictions, dead letters"
                            .formatted(imagesTopic, predictionsTopic, deadLettersTopic));
        }
        if (deliveryGuarantee == DeliveryGuarantee.EXACTLY_ONCE) {
            require(
                    transactionalIdPrefix,
                    "transactional id prefix: exactly-once delivery needs one of its own per job");
        }
        Properties copy = new Properties();
        properties.forEach(copy::put);
        properties = copy;
        transactionTimeout(copy);
        ClientProperties.check(copy, deliveryGuarantee);
    }

    /** With predictions in Avro. */
    public KafkaOptions(
            String brokers,
            String imagesTopic,
            String predictionsTopic,
            String deadLettersTopic,
            String groupId,
            ValueFormat valueFormat,
            DeliveryGuarantee deliveryGuarantee,
            String transactionalIdPrefix,
            Properties properties) {
        this(
                brokers,
                imagesTopic,
                predictionsTopic,
                deadLettersTopic,
                groupId,
                valueFormat,
                PredictionFormat.AVRO,
                deliveryGuarantee,
                transactionalIdPrefix,
                properties);
    }

    /** The given properties and the brokers: what every client needs. */
    Properties clientProperties() {
        Properties all = new Properties();
        properties.forEach(all::put);
        all.setProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
        PropertiesFileProvider.serve(all);
        return all;
    }

    /** Until when the brokers keep a transaction open for a job that is down. */
    Duration transactionTimeout() {
        return transactionTimeout(properties);
    }

    private static Duration transactionTimeout(Properties properties) {
        String given = properties.getProperty(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
        return given == null ? TRANSACTION_TIMEOUT : Duration.ofMillis(milliseconds(given));
    }

    /** Where a partition without committed offsets is read from: earliest, latest or none. */
    String offsetReset() {
        return properties.getProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    }

    private static long milliseconds(String value) {
        try {
            return Long.parseLong(value.strip());
        } catch (NumberFormatException e) {
            throw new UsageException(
                    "property %s is '%s': give milliseconds"
                            .formatted(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, value));
        }
    }

    private static void require(String value, String remedy) {
        if (value == null || value.isBlank()) {
            throw new UsageException("no " + remedy);
        }
    }
}
