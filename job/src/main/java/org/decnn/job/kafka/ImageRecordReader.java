package org.decnn.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.decnn.operators.image.RejectReason.EMPTY;
import static org.decnn.operators.image.RejectReason.MALFORMED_RECORD;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.decnn.job.avro.ImageRecord;
import org.decnn.operators.image.ImageHeader;
import org.decnn.operators.image.IncomingImage;
import org.decnn.operators.image.RejectedImage;
import org.decnn.operators.image.RejectedImageException;
import org.decnn.operators.slice.SampleId;

/**
 * Takes the image out of its Kafka record. What is no image record leaves by the side output; no
 * record, whatever its bytes, makes the job fail.
 *
 * <p>An image's id is the one in its {@link ImageRecord}; where there is none, the record's key if
 * it is printable UTF-8 of at most {@value #MAX_TEXT_BYTES} bytes; else topic-partition-offset. A
 * record without a timestamp has event time 0.
 */
public final class ImageRecordReader extends ProcessFunction<KafkaImage, IncomingImage> {
    /**
     * Longest id and expected label: both go into a prediction, and one that is larger than its
     * topic takes would stop the job for good.
     */
    static final int MAX_TEXT_BYTES = 1024;

    private final ValueFormat format;
    private final OutputTag<RejectedImage> rejected;

    public ImageRecordReader(ValueFormat format, OutputTag<RejectedImage> rejected) {
        this.format = format;
        this.rejected = rejected;
    }

    @Override
    public void processElement(KafkaImage image, Context context, Collector<IncomingImage> out) {
        try {
            out.collect(read(image));
        } catch (RejectedImageException e) {
            byte[] content = image.value() == null ? new byte[0] : image.value();
            context.output(
                    rejected,
                    new RejectedImage(
                            header(image, fallbackId(image), null),
                            e.reason(),
                            e.getMessage(),
                            content));
        }
    }

    private IncomingImage read(KafkaImage image) throws RejectedImageException {
        if (image.value() == null) {
            throw new RejectedImageException(EMPTY, "the record has no value: it is a tombstone");
        }
        if (image.value().length == 0) {
            throw new RejectedImageException(EMPTY, "the record's value has no bytes");
        }
        return switch (format) {
            case RAW -> {
                if (RecordDecoder.OF_IMAGES.isMarked(image.value())) {
                    throw new RejectedImageException(
                            MALFORMED_RECORD,
                            "the value is an ImageRecord, the job reads bare pictures: start it with"
                                    + " --value-format avro");
                }
                yield incoming(header(image, fallbackId(image), null), image.value());
            }
            case AVRO -> incoming(image, RecordDecoder.OF_IMAGES.decode(image.value()));
        };
    }

    private static IncomingImage incoming(KafkaImage image, ImageRecord decoded)
            throws RejectedImageException {
        checkLength("id", decoded.getId());
        checkLength("expectedLabel", decoded.getExpectedLabel());
        String id = decoded.getId().isEmpty() ? fallbackId(image) : decoded.getId();
        byte[] content = new byte[decoded.getContent().remaining()];
        decoded.getContent().get(content);
        return incoming(header(image, id, decoded.getExpectedLabel()), content);
    }

    private static IncomingImage incoming(ImageHeader header, byte[] content) {
        return new IncomingImage(header, IncomingImage.Format.ENCODED, content);
    }

    private static ImageHeader header(KafkaImage image, String id, String expectedLabel) {
        return new ImageHeader(
                new SampleId(image.partition(), image.offset()),
                id,
                image.topic(),
                Math.max(0, image.timestamp()),
                expectedLabel);
    }

    private static void checkLength(String field, String text) throws RejectedImageException {
        int bytes = text == null ? 0 : text.getBytes(UTF_8).length;
        if (bytes > MAX_TEXT_BYTES) {
            throw new RejectedImageException(
                    MALFORMED_RECORD,
                    "the ImageRecord's %s has %d bytes, over the limit of %d"
                            .formatted(field, bytes, MAX_TEXT_BYTES));
        }
    }

    private static String fallbackId(KafkaImage image) {
        byte[] key = image.key();
        if (key != null && key.length > 0 && key.length <= MAX_TEXT_BYTES) {
            try {
                String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
                if (text.chars().noneMatch(Character::isISOControl)) {
                    return text;
                }
            } catch (CharacterCodingException e) {
                // A key need not be text.
            }
        }
        return image.topic() + "-" + image.partition() + "-" + image.offset();
    }
}
