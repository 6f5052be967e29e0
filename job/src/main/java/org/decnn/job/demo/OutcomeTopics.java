package org.decnn.job.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.decnn.job.UsageException;
import org.decnn.job.avro.DeadLetter;
import org.decnn.job.avro.Prediction;
import org.decnn.job.kafka.KafkaFailure;
import org.decnn.job.kafka.PredictionFormat;
import org.decnn.job.kafka.RecordDecoder;
import org.decnn.operators.image.RejectedImageException;

/**
 * Reads what has been committed to the topics of predictions and dead letters, from their
 * beginning. It is of no consumer group: many may read beside one another, each all of it.
 */
public final class OutcomeTopics implements AutoCloseable {

    /**
     * One of the three; the others are null.
     *
     * @param fault why a record is neither: anyone who may write to the topics may have written it
     */
    public record Outcome(Prediction prediction, DeadLetter deadLetter, String fault) {

        /** Of a record in the topic of predictions. */
        public static Outcome ofPrediction(byte[] value) {
            return of(value, bytes -> prediction(PredictionFormat.decode(bytes)));
        }

        /** Of a record in the topic of dead letters. */
        public static Outcome ofDeadLetter(byte[] value) {
            return of(value, bytes -> deadLetter(RecordDecoder.OF_DEAD_LETTERS.decode(bytes)));
        }

        private static Outcome prediction(Prediction prediction) {
            return new Outcome(prediction, null, null);
        }

        private static Outcome deadLetter(DeadLetter letter) {
            return new Outcome(null, letter, null);
        }

        private interface Decoding {
            Outcome of(byte[] value) throws RejectedImageException;
        }

        private static Outcome of(byte[] value, Decoding decoding) {
            try {
                return value == null
                        ? new Outcome(null, null, "the record has no value: it is a tombstone")
                        : decoding.of(value);
            } catch (RejectedImageException e) {
                return new Outcome(null, null, e.getMessage());
            }
        }

        private Outcome readAt(ConsumerRecord<?, ?> place) {
            return fault == null
                    ? this
                    : new Outcome(
                            null,
                            null,
                            "topic '%s', partition %d, offset %d: %s"
                                    .formatted(
                                            place.topic(),
                                            place.partition(),
                                            place.offset(),
                                            fault));
        }
    }

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String predictions;

    /** Where each partition ended when this reader came. */
    private final Map<TopicPartition, Long> ends;

    public OutcomeTopics(String brokers, String predictions, String deadLetters) {
        this(brokers, predictions, deadLetters, new Properties());
    }

    /**
     * The same with more client properties, for security or tuning.
     *
     * @throws UsageException if a topic is not there, or the brokers refuse this reader
     */
    public OutcomeTopics(
            String brokers, String predictions, String deadLetters, Properties client) {
        this.predictions = predictions;
        Properties properties = new Properties();
        properties.putAll(client);
        properties.putAll(
                Map.of(
                        "bootstrap.servers", brokers,
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", "false",
                        "allow.auto.create.topics", "false",
                        "isolation.level", "read_committed"));
        KafkaConsumer<byte[], byte[]> opened = null;
        try {
            opened =
                    new KafkaConsumer<>(
                            properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            List<TopicPartition> partitions =
                    Stream.concat(
                                    partitions(opened, brokers, predictions),
                                    partitions(opened, brokers, deadLetters))
                            .toList();
            opened.assign(partitions);
            this.ends = opened.endOffsets(partitions);
            this.consumer = opened;
        } catch (KafkaException e) {
            close(opened);
            throw new UsageException(
                    "cannot read the answers from %s: %s"
                            .formatted(brokers, KafkaFailure.explained(brokers, e)));
        } catch (UsageException e) {
            close(opened);
            throw e;
        }
    }

    private static void close(KafkaConsumer<?, ?> consumer) {
        if (consumer != null) {
            consumer.close();
        }
    }

    private static Stream<TopicPartition> partitions(
            KafkaConsumer<?, ?> consumer, String brokers, String topic) {
        var found = consumer.partitionsFor(topic);
        if (found == null || found.isEmpty()) {
            throw new UsageException(
                    "topic '%s' does not exist on %s: submit the job, which makes it, or give its name"
                            .formatted(topic, brokers));
        }
        return found.stream().map(one -> new TopicPartition(topic, one.partition()));
    }

    /** What has come since the last call; waits a little for something to come. */
    public List<Outcome> poll() {
        List<Outcome> outcomes = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> read : consumer.poll(Duration.ofMillis(100))) {
            Outcome outcome =
                    read.topic().equals(predictions)
                            ? Outcome.ofPrediction(read.value())
                            : Outcome.ofDeadLetter(read.value());
            outcomes.add(outcome.readAt(read));
        }
        return outcomes;
    }

    /** Whether all has been read that was there when this reader came. */
    public boolean hasCaughtUp() {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
