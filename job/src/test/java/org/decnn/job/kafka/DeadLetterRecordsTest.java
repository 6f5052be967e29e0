package org.decnn.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.testutils.MetricListener;
import org.apache.flink.util.UserCodeClassLoader;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.decnn.job.avro.DeadLetter;
import org.decnn.operators.image.ImageHeader;
import org.decnn.operators.image.RejectReason;
import org.decnn.operators.image.RejectedImage;
import org.decnn.operators.slice.SampleId;
import org.junit.jupiter.api.Test;

class DeadLetterRecordsTest {
    private static final ImageHeader HEADER =
            new ImageHeader(new SampleId(3, 42), "cat.jpg", "images", 1000, null);

    @Test
    void theRecordHoldsTheRejectionUnderTheId() throws IOException {
        ProducerRecord<byte[], byte[]> record = written("no JPEG", new byte[] {1, 2});
        DeadLetter read = DeadLetter.fromByteBuffer(ByteBuffer.wrap(record.value()));

        assertThat(record.topic()).isEqualTo("dead");
        assertThat(record.key()).isEqualTo("cat.jpg".getBytes(UTF_8));
        assertThat(read)
                .isEqualTo(
                        new DeadLetter(
                                "cat.jpg",
                                "images",
                                3,
                                42L,
                                "CORRUPT",
                                "no JPEG",
                                ByteBuffer.wrap(new byte[] {1, 2}),
                                Instant.ofEpochMilli(1000)));
    }

    @Test
    void contentOverTheLimitStaysAtItsSource() {
        DeadLetter atLimit = letter("no JPEG", new byte[100]);
        DeadLetter over = letter("no JPEG", new byte[101]);

        assertThat(atLimit.getContent().remaining()).isEqualTo(100);
        assertThat(over.getContent()).isNull();
        assertThat(over.getMessage())
                .startsWith("no JPEG; content of 101 bytes")
                .endsWith("topic images, partition 3, offset 42");
    }

    @Test
    void contentNoLongerAtHandIsNull() {
        assertThat(letter("a device is down", null).getContent()).isNull();
    }

    @Test
    void deadLettersAreCountedByReasonAndThoseOfEachReasonFromTheStart() {
        DeadLetterRecords records = new DeadLetterRecords("dead", 100);
        MetricListener metrics = new MetricListener();
        records.open(watchedBy(metrics), null);
        for (RejectReason reason : RejectReason.values()) {
            assertThat(count(metrics, reason)).as("%s", reason).isZero();
        }

        records.serialize(rejected("no JPEG", null), null, null);
        records.serialize(rejected("no JPEG", null), null, null);

        assertThat(count(metrics, RejectReason.CORRUPT)).isEqualTo(2);
        assertThat(count(metrics, RejectReason.EXPIRED)).isZero();
    }

    @Test
    void noDeadLetterIsLargerThanItsTopicMustTake() {
        ImageHeader longest =
                new ImageHeader(
                        new SampleId(Integer.MAX_VALUE, Long.MAX_VALUE),
                        "x".repeat(ImageRecordReader.MAX_TEXT_BYTES),
                        "t".repeat(249),
                        Long.MAX_VALUE / 1_000_000,
                        null);
        RejectedImage image =
                new RejectedImage(
                        longest,
                        RejectReason.INCOMPLETE,
                        "€".repeat(1_000_000),
                        new byte[DeadLetterRecords.DEFAULT_CONTENT_LIMIT]);
        DeadLetterRecords records = opened(DeadLetterRecords.DEFAULT_CONTENT_LIMIT);

        ProducerRecord<byte[], byte[]> record = records.serialize(image, null, null);

        assertThat((long) record.key().length + record.value().length)
                .isLessThan(records.maxRecordBytes() - 1024)
                .isLessThan(1024 * 1024);
    }

    private static ProducerRecord<byte[], byte[]> written(String message, byte[] content) {
        return opened(100).serialize(rejected(message, content), null, null);
    }

    private static DeadLetterRecords opened(int contentLimit) {
        DeadLetterRecords records = new DeadLetterRecords("dead", contentLimit);
        records.open(watchedBy(new MetricListener()), null);
        return records;
    }

    private static SerializationSchema.InitializationContext watchedBy(MetricListener metrics) {
        return new SerializationSchema.InitializationContext() {
            @Override
            public MetricGroup getMetricGroup() {
                return metrics.getMetricGroup();
            }

            @Override
            public UserCodeClassLoader getUserCodeClassLoader() {
                throw new UnsupportedOperationException("no class is loaded");
            }
        };
    }

    private static long count(MetricListener metrics, RejectReason reason) {
        return metrics.getCounter("reason", reason.name(), "deadLetters").orElseThrow().getCount();
    }

    private static DeadLetter letter(String message, byte[] content) {
        return new DeadLetterRecords("dead", 100).deadLetter(rejected(message, content));
    }

    private static RejectedImage rejected(String message, byte[] content) {
        return new RejectedImage(HEADER, RejectReason.CORRUPT, message, content);
    }
}
