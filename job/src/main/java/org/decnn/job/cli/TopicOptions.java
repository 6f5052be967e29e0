package org.decnn.job.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.decnn.job.kafka.KafkaOptions;
import org.decnn.job.kafka.ValueFormat;
import picocli.CommandLine.Option;

/** Where a job reads images and writes answers, as people type it. */
public final class TopicOptions {

    @Option(
            names = "--brokers",
            required = true,
            paramLabel = "HOST:PORT",
            description = "Kafka bootstrap servers, comma separated.")
    private String brokers;

    @Option(
            names = "--images",
            required = true,
            paramLabel = "TOPIC",
            description = "Topic of images.")
    private String images;

    @Option(
            names = "--predictions",
            required = true,
            paramLabel = "TOPIC",
            description = "Topic of predictions; created if missing.")
    private String predictions;

    @Option(
            names = "--dead-letters",
            required = true,
            paramLabel = "TOPIC",
            description = "Topic of images that get no prediction; created if missing.")
    private String deadLetters;

    @Option(
            names = "--group",
            paramLabel = "ID",
            defaultValue = "decnn",
            description = "Kafka consumer group. Default: ${DEFAULT-VALUE}.")
    private String group;

    @Option(
            names = "--property",
            paramLabel = "KEY=VALUE",
            description = "A Kafka client property, e.g. security.protocol=SSL.")
    private Map<String, String> properties = new LinkedHashMap<>();

    /**
     * @param transactionalIdPrefix null: the group and the predictions topic
     */
    public KafkaOptions kafka(
            ValueFormat valueFormat, DeliveryGuarantee delivery, String transactionalIdPrefix) {
        Properties clientProperties = new Properties();
        clientProperties.putAll(properties);
        return new KafkaOptions(
                brokers,
                images,
                predictions,
                deadLetters,
                group,
                valueFormat,
                delivery,
                transactionalIdPrefix == null ? group + "-" + predictions : transactionalIdPrefix,
                clientProperties);
    }
}
