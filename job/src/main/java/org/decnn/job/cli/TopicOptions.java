package org.decnn.job.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.decnn.job.UsageException;
import org.decnn.job.kafka.KafkaOptions;
import org.decnn.job.kafka.PredictionFormat;
import org.decnn.job.kafka.PropertiesFile;
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
            names = "--output-format",
            paramLabel = "FORMAT",
            defaultValue = "avro",
            description =
                    "avro: Prediction in single-object encoding; json: an object a line, for those who read with a console consumer. Dead letters are Avro. Default: ${DEFAULT-VALUE}.")
    private PredictionFormat predictionFormat;

    @Option(
            names = "--group",
            paramLabel = "ID",
            defaultValue = "decnn",
            description = "Kafka consumer group. Default: ${DEFAULT-VALUE}.")
    private String group;

    @Option(
            names = "--property",
            paramLabel = "KEY=VALUE",
            description = "A Kafka client property, e.g. linger.ms=5; what is not secret.")
    private Map<String, String> properties = new LinkedHashMap<>();

    @Option(
            names = "--properties",
            paramLabel = "FILE",
            description =
                    "A Java properties file of Kafka client properties, secret ones too, under the same path on this machine and on each of Flink's.")
    private Path file;

    /**
     * @param transactionalIdPrefix null: the group and the predictions topic
     * @param remarks what is said of the properties file, and goes on
     */
    public KafkaOptions kafka(
            ValueFormat valueFormat,
            DeliveryGuarantee delivery,
            String transactionalIdPrefix,
            Consumer<String> remarks) {
        return new KafkaOptions(
                brokers,
                images,
                predictions,
                deadLetters,
                group,
                valueFormat,
                predictionFormat,
                delivery,
                transactionalIdPrefix == null ? group + "-" + predictions : transactionalIdPrefix,
                clientProperties(remarks));
    }

    private Properties clientProperties(Consumer<String> remarks) {
        Properties all = new Properties();
        if (file != null) {
            all.putAll(new PropertiesFile(file).read());
        }
        properties.forEach(
                (name, value) -> {
                    if (all.putIfAbsent(name, value) != null) {
                        throw new UsageException(
                                "property %s is in %s, too: give it in one place"
                                        .formatted(name, file));
                    }
                });
        if (file != null) {
            new PropertiesFile(file).remark().ifPresent(remarks);
        }
        return all;
    }
}
