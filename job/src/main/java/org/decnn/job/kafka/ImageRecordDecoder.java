package org.decnn.job.kafka;

import static org.decnn.operators.image.RejectReason.MALFORMED_RECORD;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.decnn.job.avro.ImageRecord;
import org.decnn.operators.image.RejectedImageException;

/**
 * Decodes an {@link ImageRecord} from Avro's single-object encoding: C3 01, the schema's 8-byte
 * fingerprint, the body.
 *
 * <p>The bytes may come from anyone. Avro reserves memory for the lengths that a body claims before
 * it looks at how many bytes there are, so ten bytes could ask for two gigabytes. The body is
 * therefore walked once without keeping anything; only one whose lengths hold is decoded.
 */
final class ImageRecordDecoder {
    private static final Schema SCHEMA = ImageRecord.getClassSchema();
    private static final long FINGERPRINT = SchemaNormalization.parsingFingerprint64(SCHEMA);
    private static final short MARKER = (short) 0xC301;
    private static final int HEADER_BYTES = 10;

    private ImageRecordDecoder() {}

    /**
     * @throws RejectedImageException MALFORMED_RECORD unless the value is one whole ImageRecord
     */
    static ImageRecord decode(byte[] value) throws RejectedImageException {
        checkHeader(value);
        try {
            BinaryDecoder body =
                    DecoderFactory.get()
                            .binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, null);
            walk(SCHEMA, body);
            if (!body.isEnd()) {
                throw malformed("the value goes on after the end of its ImageRecord");
            }
            return ImageRecord.getDecoder().decode(value);
        } catch (EOFException e) {
            throw malformed("the value breaks off within its ImageRecord");
        } catch (IOException | RuntimeException e) {
            throw malformed("the value's ImageRecord cannot be decoded: " + e.getMessage());
        }
    }

    /** Whether the value says of itself that it is an ImageRecord. */
    static boolean isMarked(byte[] value) {
        return value.length >= HEADER_BYTES
                && ByteBuffer.wrap(value).getShort() == MARKER
                && fingerprint(value) == FINGERPRINT;
    }

    private static long fingerprint(byte[] value) {
        return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong(Short.BYTES);
    }

    private static void checkHeader(byte[] value) throws RejectedImageException {
        if (value.length < HEADER_BYTES || ByteBuffer.wrap(value).getShort() != MARKER) {
            throw malformed(
                    "the value is not in Avro's single-object encoding, it lacks the bytes C3 01 and"
                            + " a schema's fingerprint at its start"
                            + ForeignValue.told(value));
        }
        long fingerprint = fingerprint(value);
        if (fingerprint != FINGERPRINT) {
            throw malformed(
                    "the value's schema has the fingerprint %016x; that of ImageRecord is %016x"
                            .formatted(fingerprint, FINGERPRINT));
        }
    }

    /** Steps over one value of the schema; throws {@link EOFException} where a length is a lie. */
    private static void walk(Schema schema, Decoder in) throws IOException {
        switch (schema.getType()) {
            case RECORD -> {
                for (Schema.Field field : schema.getFields()) {
                    walk(field.schema(), in);
                }
            }
            case UNION -> walk(schema.getTypes().get(in.readIndex()), in);
            case MAP -> {
                for (long block = in.readMapStart(); block > 0; block = in.mapNext()) {
                    for (long i = 0; i < block; i++) {
                        in.skipString();
                        walk(schema.getValueType(), in);
                    }
                }
            }
            default -> GenericDatumReader.skip(schema, in);
        }
    }

    private static RejectedImageException malformed(String message) {
        return new RejectedImageException(MALFORMED_RECORD, message);
    }
}
