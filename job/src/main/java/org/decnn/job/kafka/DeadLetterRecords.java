package org.decnn.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.decnn.job.avro.DeadLetter;
import org.decnn.operators.image.ImageHeader;
import org.decnn.operators.image.RejectReason;
import org.decnn.operators.image.RejectedImage;

/**
 * Writes a rejected image as a {@link DeadLetter}, under its id as key.
 *
 * <p>A record that is larger than its topic takes would be refused at every try and stop the job
 * for good. So a content over the limit is left out, and the message says where it can be read.
 */
public final class DeadLetterRecords implements TopicRecords<RejectedImage> {
    /** Fits a topic of Kafka's default max.message.bytes, 1 MiB. */
    public static final int DEFAULT_CONTENT_LIMIT = 900 * 1024;

    /** More than all but the content can take: two ids, the message, the topic's name. */
    private static final int ALL_BUT_CONTENT = 64 * 1024;

    /** What a Kafka record can hold. */
    public static final int GREATEST_CONTENT_LIMIT = Integer.MAX_VALUE - ALL_BUT_CONTENT;

    private static final int MAX_MESSAGE_CHARS = 2000;

    private final String topic;
    private final int contentLimit;

    private transient Map<RejectReason, Counter> deadLetters;

    /**
     * @param contentLimit most bytes of content in a dead letter; the topic's max.message.bytes
     *     must be 64 KiB above it
     */
    public DeadLetterRecords(String topic, int contentLimit) {
        this.topic = topic;
        this.contentLimit = contentLimit;
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public String kind() {
        return "a dead letter";
    }

    @Override
    public String limitedBy() {
        return "--dead-letter-bytes";
    }

    @Override
    public long maxRecordBytes() {
        return maxRecordBytes(contentLimit);
    }

    static long maxRecordBytes(int contentLimit) {
        return (long) contentLimit + ALL_BUT_CONTENT;
    }

    /** The most content of a dead letter in a topic of such records; at least none. */
    static long contentLimit(long maxRecordBytes) {
        return Math.max(0, maxRecordBytes - ALL_BUT_CONTENT);
    }

    /** Counts by reason, all of which are there from the start: the first of a kind is a rise. */
    @Override
    public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sink) {
        if (deadLetters != null) {
            // An exactly-once writer opens its records twice; the first counters are seen.
            return;
        }
        deadLetters = new EnumMap<>(RejectReason.class);
        for (RejectReason reason : RejectReason.values()) {
            MetricGroup group = context.getMetricGroup().addGroup("reason", reason.name());
            deadLetters.put(reason, group.counter("deadLetters"));
        }
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            RejectedImage image, KafkaSinkContext context, Long timestamp) {
        deadLetters.get(image.reason()).inc();
        try {
            byte[] value = deadLetter(image).toByteBuffer().array();
            return new ProducerRecord<>(topic, image.header().id().getBytes(UTF_8), value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The dead letter, without content where that is over the limit or null. */
    public DeadLetter deadLetter(RejectedImage image) {
        ImageHeader header = image.header();
        byte[] content = image.content();
        String message = shortened(image.message());
        if (content != null && content.length > contentLimit) {
            message +=
                    "; content of %d bytes left out, limit %d: read it in topic %s, partition %d, offset %d"
                            .formatted(
                                    content.length,
                                    contentLimit,
                                    header.source(),
                                    header.sample().partition(),
                                    header.sample().offset());
            content = null;
        }
        return new DeadLetter(
                header.id(),
                header.source(),
                header.sample().partition(),
                header.sample().offset(),
                image.reason().name(),
                message,
                content == null ? null : ByteBuffer.wrap(content),
                Instant.ofEpochMilli(header.eventTime()));
    }

    private static String shortened(String message) {
        return message.length() <= MAX_MESSAGE_CHARS
                ? message
                : message.substring(0, MAX_MESSAGE_CHARS) + "…";
    }
}
