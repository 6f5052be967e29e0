package org.decnn.benchmarks.lab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.decnn.job.avro.ClassProbability;
import org.decnn.job.avro.Prediction;
import org.decnn.job.demo.ImageTopic;
import org.decnn.job.demo.Photographs.Photograph;
import org.decnn.operators.image.DecodeLimits;

/**
 * The topics of one job, and what goes in and comes out. Brokers stamp records when they append
 * them, so that a latency is told by the broker's clock alone: append of the prediction less append
 * of the image. Producers do not linger. One thread.
 */
final class Feed implements AutoCloseable {

    /**
     * A prediction that came.
     *
     * @param id of its image
     * @param partition its image was in
     * @param imageMillis when the image was appended
     * @param appendMillis when the prediction was
     */
    record Answer(
            String id,
            int partition,
            long imageMillis,
            long appendMillis,
            List<ClassProbability> top) {

        double latencyMillis() {
            return appendMillis - imageMillis;
        }
    }

    /** As the job's own limit. */
    private static final long MAX_BYTES = DecodeLimits.DEFAULT.maxBytes();

    private final List<Photograph> pictures;
    private final int partitions;
    private final String images;
    private final String predictions;
    private final String deadLetters;
    private final ImageTopic topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final int[] outstanding;
    private final Map<String, Long> sentMillis = new HashMap<>();
    private int sent;

    /**
     * @param name of the job, which its topics are called by
     * @param partitions of the images: one for each device
     */
    Feed(String brokers, String name, int partitions, List<Photograph> pictures)
            throws InterruptedException, ExecutionException {
        this.pictures = pictures;
        this.partitions = partitions;
        this.outstanding = new int[partitions];
        images = "images-" + name;
        predictions = "predictions-" + name;
        deadLetters = "dead-letters-" + name;
        Map<String, Object> client = Map.of("bootstrap.servers", brokers);
        try (Admin admin = Admin.create(client)) {
            admin.createTopics(
                            List.of(
                                    new NewTopic(images, Optional.of(partitions), Optional.empty())
                                            .configs(ImageTopic.settings(MAX_BYTES)),
                                    new NewTopic(predictions, Optional.of(1), Optional.empty()),
                                    new NewTopic(deadLetters, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
        topic = new ImageTopic(brokers, images, MAX_BYTES, Duration.ZERO);
        consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", brokers),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        List<TopicPartition> outcomes =
                List.of(new TopicPartition(predictions, 0), new TopicPartition(deadLetters, 0));
        consumer.assign(outcomes);
        consumer.seekToBeginning(outcomes);
    }

    /** Options of the job that name its topics. */
    List<String> topics() {
        return List.of(
                "--images", images, "--predictions", predictions, "--dead-letters", deadLetters);
    }

    int partitions() {
        return partitions;
    }

    /** Images that have no prediction yet. */
    int outstanding() {
        return Arrays.stream(outstanding).sum();
    }

    /** Sends the next picture to the partition in turn. */
    String send() throws IOException {
        return send(sent % partitions);
    }

    String send(int partition) throws IOException {
        Photograph picture = pictures.get(sent % pictures.size());
        String id = picture.name() + "#" + sent++;
        topic.send(partition, id, picture.content());
        outstanding[partition]++;
        sentMillis.put(id, System.currentTimeMillis());
        return id;
    }

    /** Sends until each partition holds so many images without a prediction. */
    void fill(int depth) throws IOException {
        for (int partition = 0; partition < partitions; partition++) {
            while (outstanding[partition] < depth) {
                send(partition);
            }
        }
    }

    /** Takes the predictions that come until one has come or the time is over. */
    List<Answer> poll(long millis) throws IOException {
        topic.requireTaken();
        List<Answer> answers = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> read :
                consumer.poll(Duration.ofMillis(Math.max(0, millis)))) {
            if (!read.topic().equals(predictions)) {
                throw new LabException("an image came out as a dead letter in " + deadLetters);
            }
            Prediction prediction = Prediction.fromByteBuffer(ByteBuffer.wrap(read.value()));
            if (sentMillis.remove(prediction.getId()) == null) {
                throw new LabException(prediction.getId() + " came out twice");
            }
            outstanding[prediction.getSourcePartition()]--;
            answers.add(
                    new Answer(
                            prediction.getId(),
                            prediction.getSourcePartition(),
                            prediction.getEventTime().toEpochMilli(),
                            read.timestamp(),
                            prediction.getTop()));
        }
        return answers;
    }

    /** For how long each image that has no prediction has waited for it, in milliseconds. */
    List<Double> waiting() {
        long now = System.currentTimeMillis();
        return sentMillis.values().stream().map(since -> (double) (now - since)).toList();
    }

    /** Name of the picture that an image shows. */
    static String pictureOf(String id) {
        return id.substring(0, id.lastIndexOf('#'));
    }

    @Override
    public void close() {
        topic.close();
        consumer.close();
    }
}
