package org.decnn.job.kafka;

import static org.decnn.operators.image.RejectReason.MALFORMED_RECORD;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageDecoder;
import org.decnn.job.avro.DeadLetter;
import org.decnn.job.avro.ImageRecord;
import org.decnn.job.avro.Prediction;
import org.decnn.operators.image.RejectedImageException;

/**
 * Decodes a record from Avro's single-object encoding: C3 01, the schema's 8-byte fingerprint, the
 * body.
 *
 * <p>The bytes may come from anyone. Avro reserves memory for the lengths that a body claims before
 * it looks at how many bytes there are, so ten bytes could ask for two gigabytes. The body is
 * therefore walked once without keeping anything; only one whose lengths hold is decoded.
 */
public final class RecordDecoder<T> {

    public static final RecordDecoder<ImageRecord> OF_IMAGES =
            new RecordDecoder<>(
                    ImageRecord.getClassSchema(), ImageRecord.getDecoder(), ForeignValue::told);
    public static final RecordDecoder<Prediction> OF_PREDICTIONS =
            new RecordDecoder<>(Prediction.getClassSchema(), Prediction.getDecoder(), value -> "");
    public static final RecordDecoder<DeadLetter> OF_DEAD_LETTERS =
            new RecordDecoder<>(DeadLetter.getClassSchema(), DeadLetter.getDecoder(), value -> "");

    private static final short MARKER = (short) 0xC301;
    private static final int HEADER_BYTES = 10;

    private final Schema schema;
    private final BinaryMessageDecoder<T> decoder;
    private final Function<byte[], String> hint;
    private final long fingerprint;

    /**
     * @param hint what a value without a header looks like and what to do, to be added to a message
     */
    private RecordDecoder(
            Schema schema, BinaryMessageDecoder<T> decoder, Function<byte[], String> hint) {
        this.schema = schema;
        this.decoder = decoder;
        this.hint = hint;
        this.fingerprint = SchemaNormalization.parsingFingerprint64(schema);
    }

    /**
     * @throws RejectedImageException MALFORMED_RECORD unless the value is one whole record
     */
    public T decode(byte[] value) throws RejectedImageException {
        checkHeader(value);
        try {
            BinaryDecoder body =
                    DecoderFactory.get()
                            .binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, null);
            walk(schema, body);
            if (!body.isEnd()) {
                throw malformed("the value goes on after the end of its " + schema.getName());
            }
            return decoder.decode(value);
        } catch (EOFException e) {
            throw malformed("the value breaks off within its " + schema.getName());
        } catch (IOException | RuntimeException e) {
            throw malformed(
                    "the value's %s cannot be decoded: %s"
                            .formatted(schema.getName(), e.getMessage()));
        }
    }

    /** Whether the value says of itself that it is such a record. */
    boolean isMarked(byte[] value) {
        return value.length >= HEADER_BYTES
                && ByteBuffer.wrap(value).getShort() == MARKER
                && fingerprintOf(value) == fingerprint;
    }

    private static long fingerprintOf(byte[] value) {
        return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong(Short.BYTES);
    }

    private void checkHeader(byte[] value) throws RejectedImageException {
        if (value.length < HEADER_BYTES || ByteBuffer.wrap(value).getShort() != MARKER) {
            throw malformed(
                    "the value is not in Avro's single-object encoding, it lacks the bytes C3 01 and"
                            + " a schema's fingerprint at its start"
                            + hint.apply(value));
        }
        long said = fingerprintOf(value);
        if (said != fingerprint) {
            throw malformed(
                    "the value's schema has the fingerprint %016x; that of %s is %016x"
                            .formatted(said, schema.getName(), fingerprint));
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
            // Element by element: what is skipped by a block's own length is not looked at.
            case ARRAY -> {
                for (long block = in.readArrayStart(); block > 0; block = in.arrayNext()) {
                    for (long i = 0; i < block; i++) {
                        walk(schema.getElementType(), in);
                    }
                }
            }
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
