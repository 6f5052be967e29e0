package org.decnn.job.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.decnn.job.UsageException;
import org.decnn.job.avro.ImageRecord;
import org.decnn.job.kafka.KafkaFailure;

/**
 * Sends images to a topic, as a camera's gateway would. Sending goes on beside the caller, who
 * hears of the first image that was not taken when he sends the next, or asks.
 */
public final class ImageTopic implements AutoCloseable {

    /** More than a record takes beside its picture: its id twice, and what Kafka puts around. */
    private static final int OVERHEAD_BYTES = 64 << 10;

    private static final int LEAST_BUFFER_BYTES = 32 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final KafkaProducer<byte[], byte[]> producer;
    private final String brokers;
    private final String topic;
    private final long maxBytes;
    private final AtomicReference<UsageException> failure = new AtomicReference<>();

    /**
     * @param maxBytes of the largest picture
     * @param linger how long a record may wait for others
     */
    public ImageTopic(String brokers, String topic, long maxBytes, Duration linger) {
        this(brokers, topic, maxBytes, linger, new Properties());
    }

    /**
     * The same with more client properties, for security or tuning.
     *
     * @throws UsageException if Kafka does not take them
     */
    public ImageTopic(
            String brokers, String topic, long maxBytes, Duration linger, Properties client) {
        this.brokers = brokers;
        this.topic = topic;
        this.maxBytes = maxBytes;
        int largest = recordBytes(maxBytes);
        Properties properties = new Properties();
        properties.putAll(client);
        properties.put("bootstrap.servers", brokers);
        properties.put("linger.ms", linger.toMillis());
        properties.put("max.request.size", largest);
        properties.put("buffer.memory", (long) Math.max(largest, LEAST_BUFFER_BYTES));
        try {
            this.producer =
                    new KafkaProducer<>(
                            properties, new ByteArraySerializer(), new ByteArraySerializer());
        } catch (KafkaException e) {
            throw new UsageException(
                    "cannot connect to Kafka at %s: %s"
                            .formatted(brokers, KafkaFailure.explained(brokers, e)));
        }
    }

    /** Settings of a topic that takes pictures of so many bytes. */
    public static Map<String, String> settings(long maxBytes) {
        return Map.of("max.message.bytes", Integer.toString(recordBytes(maxBytes)));
    }

    private static int recordBytes(long pictureBytes) {
        return (int) Math.min(Integer.MAX_VALUE, pictureBytes + OVERHEAD_BYTES);
    }

    /** Sends a picture to any partition. */
    public void send(String id, byte[] content) throws IOException {
        send(null, id, content);
    }

    /** Sends a picture. */
    public void send(Integer partition, String id, byte[] content) throws IOException {
        ImageRecord image = new ImageRecord(id, ByteBuffer.wrap(content), null, Map.of());
        sendValue(partition, id, image.toByteBuffer().array());
    }

    /**
     * Sends a record's value as it is.
     *
     * @param partition null for any
     * @param value null for none, a tombstone
     * @throws UsageException if this image is too large, or an earlier one was not taken
     */
    public void sendValue(Integer partition, String id, byte[] value) {
        int bytes = value == null ? 0 : value.length;
        producer.send(
                new ProducerRecord<>(topic, partition, id.getBytes(UTF_8), value),
                (place, e) -> {
                    if (e != null) {
                        failure.compareAndSet(null, notTaken(id, bytes, e));
                    }
                });
        requireTaken();
    }

    private UsageException notTaken(String id, int bytes, Exception e) {
        if (!(e instanceof RecordTooLargeException)) {
            return new UsageException(
                    "%s is not taken by topic '%s' on %s: %s"
                            .formatted(id, topic, brokers, KafkaFailure.explained(brokers, e)));
        }
        String remedy =
                bytes > maxBytes
                        ? "give --max-bytes %d, or leave it out".formatted(bytes)
                        : "raise the topic's max.message.bytes to %d".formatted(recordBytes(bytes));
        return new UsageException(
                "%s is too large for topic '%s' on %s, a record of %d bytes: %s"
                        .formatted(id, topic, brokers, bytes, remedy));
    }

    /**
     * @throws UsageException if an image is known not to have been taken; it names the first
     */
    public void requireTaken() {
        UsageException first = failure.get();
        if (first != null) {
            throw first;
        }
    }

    /**
     * Waits until all images have been taken.
     *
     * @throws UsageException if one was not; it names the first
     */
    public void flush() {
        producer.flush();
        requireTaken();
    }

    @Override
    public void close() {
        producer.close(PATIENCE);
    }
}
