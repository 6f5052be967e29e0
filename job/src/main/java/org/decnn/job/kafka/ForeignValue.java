package org.decnn.job.kafka;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** What producers send for an ImageRecord that is none, as its first bytes tell. */
final class ForeignValue {

    private static final byte CONFLUENT_MAGIC = 0;
    private static final int CONFLUENT_HEADER_BYTES = 1 + Integer.BYTES;
    private static final String JPEG = "\u00ff\u00d8";
    private static final String PNG = "\u0089PNG";

    private ForeignValue() {}

    /**
     * What the value is and what to do, to be added to a message; nothing where it is not known.
     */
    static String told(byte[] value) {
        if (value.length >= CONFLUENT_HEADER_BYTES && value[0] == CONFLUENT_MAGIC) {
            return "; it is framed for Confluent's schema registry (a 0, then schema id %d): send"
                            .formatted(ByteBuffer.wrap(value).getInt(1))
                    + " Avro's single-object encoding, e.g. with ImageRecord.toByteBuffer() and"
                    + " ByteArraySerializer in place of KafkaAvroSerializer";
        }
        if (starts(value, "Obj\u0001")) {
            return "; it is an Avro file: send each record by itself";
        }
        if (starts(value, JPEG)
                || starts(value, PNG)
                || starts(value, "GIF8")
                || starts(value, "BM")) {
            return "; it looks like a bare picture: start the job with --value-format raw";
        }
        if (starts(value, "{")) {
            return "; it looks like JSON: send Avro's binary encoding";
        }
        return "";
    }

    private static boolean starts(byte[] value, String bytes) {
        byte[] start = bytes.getBytes(ISO_8859_1);
        return value.length >= start.length
                && Arrays.equals(value, 0, start.length, start, 0, start.length);
    }
}
