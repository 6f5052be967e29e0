package org.decnn.job.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Properties;
import org.decnn.job.UsageException;

/** Makes topics for those who have none of Kafka's own tools. */
public final class TopicCreation {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private TopicCreation() {}

    /**
     * Makes a topic unless it is there.
     *
     * @param client more client properties, for security or tuning
     * @param settings of the topic, numbers; one that is there must have each at least as large
     * @return how many partitions it has
     * @throws UsageException if the brokers do not answer or refuse, or the topic that is there has
     *     other partitions or a smaller setting
     */
    public static int make(
            String brokers,
            Properties client,
            String topic,
            int partitions,
            Map<String, String> settings) {
        try (KafkaCluster cluster = new KafkaCluster(brokers, client, TIMEOUT)) {
            OptionalInt found = cluster.partitions(topic);
            if (found.isEmpty()) {
                cluster.createTopic(topic, partitions, settings);
                return partitions;
            }
            if (found.getAsInt() != partitions) {
                throw new UsageException(
                        "topic '%s' on %s has %d partitions, not %d: give --partitions %d, or another name"
                                .formatted(
                                        topic,
                                        brokers,
                                        found.getAsInt(),
                                        partitions,
                                        found.getAsInt()));
            }
            settings.forEach((name, value) -> requireAtLeast(cluster, brokers, topic, name, value));
            return found.getAsInt();
        }
    }

    /**
     * @throws UsageException if the brokers do not answer, or the topic is not there
     */
    public static void require(String brokers, Properties client, String topic) {
        try (KafkaCluster cluster = new KafkaCluster(brokers, client, TIMEOUT)) {
            if (cluster.partitions(topic).isEmpty()) {
                throw new UsageException(
                        "topic '%s' does not exist on %s: make it with 'decnn topic %s --partitions N', or give its name"
                                .formatted(topic, brokers, topic));
            }
        }
    }

    private static void requireAtLeast(
            KafkaCluster cluster, String brokers, String topic, String name, String value) {
        OptionalLong found = cluster.topicSetting(topic, name);
        if (found.isPresent() && found.getAsLong() < Long.parseLong(value)) {
            throw new UsageException(
                    "topic '%s' on %s has %s=%d, pictures as large as --max-bytes need %s: raise it with kafka-configs.sh, or give a smaller --max-bytes"
                            .formatted(topic, brokers, name, found.getAsLong(), value));
        }
    }
}
