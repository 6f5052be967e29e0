package org.decnn.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.decnn.job.avro.ClassProbability;
import org.decnn.job.avro.Prediction;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.network.Ending;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.image.ImageHeader;
import org.decnn.operators.logits.TopClasses;

/** Writes a network's answer as a {@link Prediction}, under the image's id as key. */
public final class PredictionRecords implements TopicRecords<ClassifiedImage> {

    /** What Kafka allows. */
    private static final int MAX_TOPIC_BYTES = 249;

    /** As a text: 2.2250738585072014E-308. */
    private static final double LONGEST = Double.MIN_NORMAL;

    private final String topic;
    private final List<String> labels;
    private final String networkName;
    private final String networkVersion;
    private final int k;
    private final PredictionFormat format;
    private final Ending ending;
    private final int classes;

    /**
     * @param labels the classes' names by index; a class beyond them is called by its index
     * @param k how many classes to name, at most
     */
    public PredictionRecords(
            String topic, List<String> labels, String networkName, String networkVersion, int k) {
        this(
                topic,
                labels,
                networkName,
                networkVersion,
                k,
                PredictionFormat.AVRO,
                Ending.NONE,
                labels.size());
    }

    private PredictionRecords(
            String topic,
            List<String> labels,
            String networkName,
            String networkVersion,
            int k,
            PredictionFormat format,
            Ending ending,
            int classes) {
        this.topic = topic;
        this.labels = List.copyOf(labels);
        this.networkName = networkName;
        this.networkVersion = networkVersion;
        this.k = k;
        this.format = format;
        this.ending = ending;
        this.classes = classes;
    }

    /** The predictions of a model directory's network. */
    public static PredictionRecords of(ModelDirectory directory, KafkaOptions kafka, int k) {
        ModelManifest manifest = directory.manifest();
        return new PredictionRecords(
                kafka.predictionsTopic(),
                directory.labels(),
                manifest.name(),
                manifest.version(),
                k,
                kafka.predictionFormat(),
                manifest.ending(),
                manifest.classes());
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public String kind() {
        return "a prediction";
    }

    @Override
    public String limitedBy() {
        return "--top";
    }

    /** Of the longest texts and numbers there can be, and the classes with the longest names. */
    @Override
    public long maxRecordBytes() {
        // JSON writes six bytes for such a character, and for no character more.
        String text = "\u0001".repeat(ImageRecordReader.MAX_TEXT_BYTES);
        List<ClassProbability> top =
                IntStream.range(0, Math.max(classes, labels.size()))
                        .mapToObj(i -> i < labels.size() ? labels.get(i) : Integer.toString(i))
                        .sorted(
                                Comparator.comparing((String name) -> name.getBytes(UTF_8).length)
                                        .reversed())
                        .limit(k)
                        .map(name -> new ClassProbability(Integer.MAX_VALUE, name, LONGEST))
                        .toList();
        Prediction largest =
                new Prediction(
                        text,
                        "x".repeat(MAX_TOPIC_BYTES),
                        Integer.MAX_VALUE,
                        Long.MAX_VALUE,
                        text,
                        top,
                        networkName,
                        networkVersion,
                        Instant.ofEpochMilli(Long.MAX_VALUE),
                        Instant.ofEpochMilli(Long.MAX_VALUE));
        return (long) ImageRecordReader.MAX_TEXT_BYTES
                + format.encoded(largest).length
                + OVERHEAD_BYTES;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            ClassifiedImage image, KafkaSinkContext context, Long timestamp) {
        byte[] value = format.encoded(prediction(image, Instant.now()));
        return new ProducerRecord<>(topic, image.header().id().getBytes(UTF_8), value);
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
