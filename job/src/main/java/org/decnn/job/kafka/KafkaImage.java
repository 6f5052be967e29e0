package org.decnn.job.kafka;

/**
 * A record of the images topic as Kafka keeps it. The bytes are shared and must not be changed.
 *
 * @param timestamp epoch milliseconds, negative if the record has none
 * @param key or null
 * @param value or null (a tombstone)
 */
public record KafkaImage(
        String topic, int partition, long offset, long timestamp, byte[] key, byte[] value) {}
