package org.decnn.job.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.decnn.job.avro.DeadLetter;
import org.decnn.job.avro.Prediction;

/**
 * Reads what has been committed to the topics of predictions and dead letters, from their
 * beginning.
 */
public final class OutcomeTopics implements AutoCloseable {

    /** One of the two is null. */
    public record Outcome(Prediction prediction, DeadLetter deadLetter) {}

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String predictions;

    public OutcomeTopics(String brokers, String predictions, String deadLetters) {
        this.predictions = predictions;
        this.consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers", brokers,
                                "group.id", "decnn-demo-reader",
                                "auto.offset.reset", "earliest",
                                "enable.auto.commit", "false",
                                "isolation.level", "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        consumer.subscribe(List.of(predictions, deadLetters));
    }

    /** What has come since the last call; waits a little for something to come. */
    public List<Outcome> poll() throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> read : consumer.poll(Duration.ofMillis(100))) {
            ByteBuffer value = ByteBuffer.wrap(read.value());
            outcomes.add(
                    read.topic().equals(predictions)
                            ? new Outcome(Prediction.fromByteBuffer(value), null)
                            : new Outcome(null, DeadLetter.fromByteBuffer(value)));
        }
        return outcomes;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
