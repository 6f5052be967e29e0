package org.decnn.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.decnn.job.avro.ClassProbability;
import org.decnn.job.avro.Prediction;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.image.ImageHeader;

/** Writes a network's answer as a {@link Prediction}, under the image's id as key. */
public final class PredictionRecords implements KafkaRecordSerializationSchema<ClassifiedImage> {
    private final String topic;
    private final List<String> labels;
    private final String networkName;
    private final String networkVersion;
    private final int k;

    /**
     * @param labels the classes' names by index; a class beyond them is called by its index
     * @param k how many classes to name, at most
     */
    public PredictionRecords(
            String topic, List<String> labels, String networkName, String networkVersion, int k) {
        this.topic = topic;
        this.labels = List.copyOf(labels);
        this.networkName = networkName;
        this.networkVersion = networkVersion;
        this.k = k;
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
        double[] probability = softmax(logits);
        return IntStream.range(0, logits.length)
                .boxed()
                // 0.0 - x, not -x: so that 0.0 and -0.0 are equal.
                .sorted(Comparator.comparingDouble(i -> 0.0 - logits[i]))
                .limit(k)
                .map(i -> new ClassProbability(i, label(i), probability[i]))
                .toList();
    }

    private String label(int classIndex) {
        return classIndex < labels.size() ? labels.get(classIndex) : Integer.toString(classIndex);
    }

    /** Less the greatest logit, so that no exponential overflows. */
    private static double[] softmax(float[] logits) {
        double greatest =
                IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).max().orElse(0);
        double[] powers =
                IntStream.range(0, logits.length)
                        .mapToDouble(i -> Math.exp(logits[i] - greatest))
                        .toArray();
        double sum = IntStream.range(0, powers.length).mapToDouble(i -> powers[i]).sum();
        return IntStream.range(0, powers.length).mapToDouble(i -> powers[i] / sum).toArray();
    }
}
