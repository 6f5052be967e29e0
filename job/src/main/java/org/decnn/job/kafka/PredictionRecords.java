package org.decnn.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.decnn.job.avro.ClassProbability;
import org.decnn.job.avro.Prediction;
import org.decnn.model.network.Ending;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.image.ImageHeader;
import org.decnn.operators.logits.TopClasses;

/** Writes a network's answer as a {@link Prediction}, under the image's id as key. */
public final class PredictionRecords implements KafkaRecordSerializationSchema<ClassifiedImage> {
    private final String topic;
    private final List<String> labels;
    private final String networkName;
    private final String networkVersion;
    private final int k;
    private final Ending ending;

    /**
     * @param labels the classes' names by index; a class beyond them is called by its index
     * @param k how many classes to name, at most
     */
    public PredictionRecords(
            String topic, List<String> labels, String networkName, String networkVersion, int k) {
        this(topic, labels, networkName, networkVersion, k, Ending.NONE);
    }

    private PredictionRecords(
            String topic,
            List<String> labels,
            String networkName,
            String networkVersion,
            int k,
            Ending ending) {
        this.topic = topic;
        this.labels = List.copyOf(labels);
        this.networkName = networkName;
        this.networkVersion = networkVersion;
        this.k = k;
        this.ending = ending;
    }

    /** The same of a network that ends so. */
    public PredictionRecords of(Ending networkEnding) {
        return new PredictionRecords(topic, labels, networkName, networkVersion, k, networkEnding);
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            ClassifiedImage image, KafkaSinkContext context, Long timestamp) {
        try {
            byte[] value = prediction(image, Instant.now()).toByteBuffer().array();
            return new ProducerRecord<>(topic, image.header().id().getBytes(UTF_8), value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The k most probable classes, best first, equal ones by index. */
    public Prediction prediction(ClassifiedImage image, Instant completed) {
        ImageHeader header = image.header();
        return new Prediction(
                header.id(),
                header.source(),
                header.sample().partition(),
                header.sample().offset(),
                header.expectedLabel(),
                top(image.logits()),
                networkName,
                networkVersion,
                Instant.ofEpochMilli(header.eventTime()),
                completed);
    }

    private List<ClassProbability> top(float[] logits) {
        return TopClasses.of(logits, ending, labels, k).stream()
                .map(
                        entry ->
                                new ClassProbability(
                                        entry.classIndex(), entry.label(), entry.probability()))
                .toList();
    }
}
