package org.decnn.job.kafka;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.decnn.job.UsageException;

/**
 * The Kafka client properties that a user gives. What the job decides itself is refused by name,
 * with what to give instead: nothing that was asked for is overridden in silence. What no client
 * would take is refused before the devices try.
 */
final class ClientProperties {

    private static final String BYTES =
            "the job reads and writes bytes, --value-format says what they are";

    private static final Map<String, String> REMEDIES =
            Map.of(
                    ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    "give --brokers",
                    ConsumerConfig.GROUP_ID_CONFIG,
                    "give --group",
                    ConsumerConfig.CLIENT_ID_CONFIG,
                    "each client has a name of its own, give client.id.prefix",
                    ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                    "give --transactional-id-prefix",
                    ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                    BYTES,
                    ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                    BYTES,
                    ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                    BYTES,
                    ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                    BYTES,
                    AbstractConfig.CONFIG_PROVIDERS_CONFIG,
                    "secrets are read from the file of --properties");

    private static final Map<String, List<String>> ALLOWED =
            Map.of(
                    ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, List.of("earliest", "latest", "none"),
                    // An aborted image has not been sent.
                    ConsumerConfig.ISOLATION_LEVEL_CONFIG, List.of("read_committed"),
                    // A topic that is gone is not to come back empty.
                    ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, List.of("false"),
                    // Checkpoints commit; else what is in flight would count as answered.
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, List.of("false"),
                    // Less would lose answers, whatever the delivery.
                    ProducerConfig.ACKS_CONFIG, List.of("all", "-1"));

    private static final Map<String, ConfigDef.ConfigKey> KAFKAS =
            Stream.of(
                            ConsumerConfig.configDef(),
                            ProducerConfig.configDef(),
                            AdminClientConfig.configDef())
                    .flatMap(definition -> definition.configKeys().values().stream())
                    .collect(Collectors.toMap(key -> key.name, key -> key, (one, same) -> one));

    /** Of Flink's connector, which Kafka does not know. */
    private static final Set<String> CONNECTORS =
            Set.of(
                    KafkaSourceOptions.CLIENT_ID_PREFIX.key(),
                    KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(),
                    KafkaSourceOptions.REGISTER_KAFKA_CONSUMER_METRICS.key(),
                    KafkaSourceOptions.COMMIT_OFFSETS_ON_CHECKPOINT.key(),
                    "register.producer.metrics",
                    "flink.disable-metrics");

    private ClientProperties() {}

    /**
     * Whether a property's value may be seen: in the job graph, in logs, by Flink's REST interface.
     * A password may not, nor what Kafka does not know, as a plugin's password.
     */
    static boolean mayBeKnown(String name) {
        return CONNECTORS.contains(name)
                || KAFKAS.containsKey(name) && KAFKAS.get(name).type != ConfigDef.Type.PASSWORD;
    }

    /**
     * @throws UsageException if a property is the job's to decide, is secret and no reference to a
     *     file, or has a value that Kafka or the job does not take
     */
    static void check(Properties given, DeliveryGuarantee delivery) {
        for (String name : given.stringPropertyNames()) {
            if (REMEDIES.containsKey(name)) {
                throw new UsageException(
                        "property %s is the job's own: %s".formatted(name, REMEDIES.get(name)));
            }
            requireUnseen(name, given.getProperty(name));
            List<String> allowed = ALLOWED.getOrDefault(name, List.of(given.getProperty(name)));
            if (!allowed.contains(given.getProperty(name))) {
                throw new UsageException(
                        "property %s is '%s': give %s, or leave it out"
                                .formatted(
                                        name,
                                        given.getProperty(name),
                                        String.join(" or ", allowed)));
            }
        }
        checkValues(given, delivery);
    }

    /** What may not be seen is in a file on each machine, and the job has a reference to it. */
    private static void requireUnseen(String name, String value) {
        if (!mayBeKnown(name) && !PropertiesFileProvider.isReference(value)) {
            throw new UsageException(
                    "property %s %s: write it into a file that is on this machine and on each of Flink's, and give --properties FILE"
                            .formatted(
                                    name,
                                    KAFKAS.containsKey(name)
                                            ? "is secret, and would be seen in the job"
                                            : "is not one that Kafka knows, so it may be secret"));
        }
    }

    private static void checkValues(Properties given, DeliveryGuarantee delivery) {
        Properties consumer = new Properties();
        given.forEach(consumer::put);
        PropertiesFileProvider.serve(consumer);
        consumer.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092");
        consumer.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        consumer.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        Properties producer = new Properties();
        given.forEach(producer::put);
        PropertiesFileProvider.serve(producer);
        producer.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092");
        producer.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        producer.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        if (delivery == DeliveryGuarantee.EXACTLY_ONCE) {
            producer.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "any");
        }
        try {
            new ConsumerConfig(consumer);
            new ProducerConfig(producer);
        } catch (ConfigException e) {
            throw new UsageException(
                    "Kafka does not take the properties: %s: give another --property"
                            .formatted(e.getMessage().replaceFirst("\\.$", "")));
        }
    }

    /**
     * Raises a producer's limit to what its records need.
     *
     * @param otherwise what the limit is where none is given
     * @throws UsageException if a lower one is given
     */
    static void raise(Properties producer, String name, TopicRecords<?> records, long otherwise) {
        String given = producer.getProperty(name);
        long needed = records.maxRecordBytes();
        if (given == null) {
            producer.setProperty(name, Long.toString(Math.max(needed, otherwise)));
        } else if (Long.parseLong(given.strip()) < needed) {
            throw new UsageException(
                    "property %s is %s, %s may have %d bytes: raise it, or lower %s"
                            .formatted(
                                    name,
                                    given.strip(),
                                    records.kind(),
                                    needed,
                                    records.limitedBy()));
        }
    }
}
