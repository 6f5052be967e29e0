package org.decnn.benchmarks.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.CRC32;
import org.decnn.job.avro.DeadLetter;
import org.decnn.job.avro.ImageRecord;
import org.decnn.operators.image.DecodeLimits;
import org.decnn.operators.image.RejectReason;

/** The ways in which a record is spoilt, each with what its dead letter should say. */
enum Spoilt {
    NO_PICTURE(
            RejectReason.UNSUPPORTED_FORMAT,
            (id, jpeg) -> record(id, "no picture".getBytes(UTF_8))),
    CUT_IN_HALF(
            RejectReason.TRUNCATED, (id, jpeg) -> record(id, Arrays.copyOf(jpeg, jpeg.length / 2))),
    NO_CONTENT(RejectReason.EMPTY, (id, jpeg) -> record(id, new byte[0])),
    NO_RECORD(RejectReason.MALFORMED_RECORD, (id, jpeg) -> "no record".getBytes(UTF_8)),
    TOMBSTONE(RejectReason.EMPTY, (id, jpeg) -> null),
    NO_VALUE(RejectReason.EMPTY, (id, jpeg) -> new byte[0]),
    BARE_PICTURE(RejectReason.MALFORMED_RECORD, (id, jpeg) -> jpeg),
    /** A 0 and four bytes of schema id in place of Avro's single-object mark. */
    CONFLUENT(RejectReason.MALFORMED_RECORD, (id, jpeg) -> confluent(record(id, jpeg))),
    OTHER_SCHEMA(RejectReason.MALFORMED_RECORD, (id, jpeg) -> deadLetter(id)),
    RECORD_CUT(RejectReason.MALFORMED_RECORD, (id, jpeg) -> without(record(id, jpeg), 1)),
    RECORD_AND_MORE(RejectReason.MALFORMED_RECORD, (id, jpeg) -> with(record(id, jpeg), 1)),
    LONG_ID(RejectReason.MALFORMED_RECORD, (id, jpeg) -> record("x".repeat(1025), jpeg)),
    CUT_IN_HEADER(RejectReason.TRUNCATED, (id, jpeg) -> record(id, Arrays.copyOf(jpeg, 15))),
    CUT_AT_END(RejectReason.TRUNCATED, (id, jpeg) -> record(id, without(jpeg, 2))),
    NO_TABLES(RejectReason.CORRUPT, (id, jpeg) -> record(id, withoutTables(jpeg))),
    LOSSLESS_JPEG(RejectReason.UNSUPPORTED_FORMAT, (id, jpeg) -> record(id, lossless(jpeg))),
    NO_WIDTH(RejectReason.CORRUPT, (id, jpeg) -> record(id, png(0, 32, true))),
    WRONG_CHECKSUM(RejectReason.CORRUPT, (id, jpeg) -> record(id, png(32, 32, false))),
    BOMB(RejectReason.TOO_MANY_PIXELS, (id, jpeg) -> record(id, png(50_000, 50_000, true))),
    LONG_SIDE(RejectReason.TOO_MANY_PIXELS, (id, jpeg) -> record(id, png(70_000, 1, true))),
    TIFF(RejectReason.UNSUPPORTED_FORMAT, (id, jpeg) -> record(id, bytes("49492a0008000000"))),
    HEIC(
            RejectReason.UNSUPPORTED_FORMAT,
            (id, jpeg) -> record(id, bytes("00000018667479706865696300000000"))),
    /** The largest last: a few of them are as much as thousands of others. */
    LARGE(
            RejectReason.TOO_MANY_BYTES,
            (id, jpeg) ->
                    record(id, Arrays.copyOf(jpeg, (int) DecodeLimits.DEFAULT.maxBytes() + 1)));

    private interface Maker {
        byte[] valueOf(String id, byte[] jpeg) throws IOException;
    }

    private final RejectReason reason;
    private final Maker maker;

    Spoilt(RejectReason reason, Maker maker) {
        this.reason = reason;
        this.maker = maker;
    }

    RejectReason reason() {
        return reason;
    }

    /** The value of the record; null for none. */
    byte[] valueOf(String id, byte[] jpeg) throws IOException {
        return maker.valueOf(id, jpeg);
    }

    private static byte[] record(String id, byte[] content) throws IOException {
        return new ImageRecord(id, ByteBuffer.wrap(content), null, Map.of()).toByteBuffer().array();
    }

    private static byte[] deadLetter(String id) throws IOException {
        return new DeadLetter(id, "images", 0, 0L, "EMPTY", "", null, Instant.EPOCH)
                .toByteBuffer()
                .array();
    }

    private static byte[] confluent(byte[] record) {
        byte[] body = Arrays.copyOfRange(record, 10, record.length);
        return ByteBuffer.allocate(5 + body.length).put((byte) 0).putInt(7).put(body).array();
    }

    private static byte[] without(byte[] whole, int last) {
        return Arrays.copyOf(whole, whole.length - last);
    }

    private static byte[] with(byte[] whole, int more) {
        return Arrays.copyOf(whole, whole.length + more);
    }

    /** Without its first quantisation table. */
    private static byte[] withoutTables(byte[] jpeg) {
        int tables = segment(jpeg, 0xdb);
        int end = tables + 2 + length(jpeg, tables);
        return ByteBuffer.allocate(jpeg.length - (end - tables))
                .put(jpeg, 0, tables)
                .put(jpeg, end, jpeg.length - end)
                .array();
    }

    /** Says that it is coded in another way. */
    private static byte[] lossless(byte[] jpeg) {
        byte[] spoilt = jpeg.clone();
        spoilt[segment(jpeg, 0xc0, 0xc2) + 1] = (byte) 0xc3;
        return spoilt;
    }

    /** Where the first segment of one of these kinds begins. */
    private static int segment(byte[] jpeg, int... kinds) {
        int at = 2;
        while (at + 4 < jpeg.length) {
            int kind = jpeg[at + 1] & 0xff;
            if (Arrays.stream(kinds).anyMatch(one -> one == kind)) {
                return at;
            }
            at += 2 + length(jpeg, at);
        }
        throw new IllegalArgumentException("no such segment: the picture is no JPEG");
    }

    private static int length(byte[] jpeg, int segment) {
        return ByteBuffer.wrap(jpeg).getShort(segment + 2) & 0xffff;
    }

    /** A PNG that says how large it is, without a pixel. */
    private static byte[] png(int width, int height, boolean sound) {
        byte[] header =
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put(new byte[] {8, 2, 0, 0, 0})
                        .array();
        ByteBuffer png = ByteBuffer.allocate(8 + 25 + 12 + 12);
        png.put("\211PNG\r\n\032\n".getBytes(ISO_8859_1));
        chunk(png, "IHDR", header, sound);
        chunk(png, "IDAT", new byte[0], sound);
        chunk(png, "IEND", new byte[0], sound);
        return png.array();
    }

    private static void chunk(ByteBuffer png, String name, byte[] content, boolean sound) {
        CRC32 sum = new CRC32();
        sum.update(name.getBytes(ISO_8859_1));
        sum.update(content);
        png.putInt(content.length).put(name.getBytes(ISO_8859_1)).put(content);
        png.putInt((int) sum.getValue() + (sound ? 0 : 1));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
