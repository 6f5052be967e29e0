package org.decnn.job.kafka;

import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;

/**
 * Records for one topic. A sink that names its transactions again must know the topic: what an
 * earlier run left open in it is looked up there.
 */
interface TopicRecords<T> extends KafkaRecordSerializationSchema<T>, KafkaDatasetFacetProvider {

    /** What Kafka adds to a key and a value: 61 bytes for a batch of its own, 21 at most more. */
    int OVERHEAD_BYTES = 61 + 21;

    /** Where all of them go. */
    String topic();

    /** What one of them is, in a message. */
    String kind();

    /** The option that makes them smaller. */
    String limitedBy();

    /** The largest record there can be, as Kafka counts it; its topic must take it. */
    long maxRecordBytes();

    @Override
    default Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
        return Optional.of(
                new DefaultKafkaDatasetFacet(
                        DefaultKafkaDatasetIdentifier.ofTopics(List.of(topic()))));
    }
}
