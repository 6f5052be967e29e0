package org.decnn.job.kafka;

import java.time.Duration;
import java.util.Locale;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.decnn.operators.serial.RecordTypeInfo;

/**
 * Reads the images topic, every record of it, readable or not: what a record is worth is decided
 * downstream, where it can become a dead letter.
 */
public final class ImageSource {
    /** How often new partitions, and missing topics, are looked for. */
    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(10);

    private ImageSource() {}

    /**
     * A source that starts at the group's committed offsets, or where there are none at the
     * earliest, unless the property auto.offset.reset says otherwise. Reads committed records only.
     * Without {@code setBounded} it runs for ever, reads new partitions from their start, and fails
     * the job for good where one of its three topics is gone.
     */
    @SuppressWarnings("deprecation") // Kafka's OffsetResetStrategy: the connector asks for it.
    public static KafkaSourceBuilder<KafkaImage> builder(KafkaOptions options) {
        return KafkaSource.<KafkaImage>builder()
                .setProperties(options.clientProperties())
                .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
                .setBootstrapServers(options.brokers())
                .setKafkaSubscriber(new WatchedTopics(options))
                .setProperty(
                        KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(),
                        options.properties()
                                .getProperty(
                                        KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(),
                                        Long.toString(WATCH_INTERVAL.toMillis())))
                // A topic that is gone does not come back empty for being read.
                .setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false")
                .setGroupId(options.groupId())
                .setStartingOffsets(
                        OffsetsInitializer.committedOffsets(
                                OffsetResetStrategy.valueOf(
                                        options.offsetReset().toUpperCase(Locale.ROOT))))
                .setDeserializer(new Unchanged());
    }

    /** Hands the record on as it is, a null key or value too. */
    private static final class Unchanged implements KafkaRecordDeserializationSchema<KafkaImage> {
        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> read, Collector<KafkaImage> out) {
            out.collect(
                    new KafkaImage(
                            read.topic(),
                            read.partition(),
                            read.offset(),
                            read.timestamp(),
                            read.key(),
                            read.value()));
        }

        @Override
        public TypeInformation<KafkaImage> getProducedType() {
            return new RecordTypeInfo<>(new KafkaImageFormat());
        }
    }
}
