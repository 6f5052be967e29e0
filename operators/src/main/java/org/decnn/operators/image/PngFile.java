package org.decnn.operators.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * A PNG. Every chunk has its checksum, and the last is IEND; bytes behind that are ignored.
 *
 * <p>The decoder is handed only the chunks that make colours: without tRNS there is no alpha to
 * drop, without iCCP nothing is converted, and of an animation the default picture is left.
 */
final class PngFile implements PictureFile {
    static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private static final Set<String> KEPT = Set.of("IHDR", "PLTE", "IDAT", "IEND");
    private static final int HEADER_LENGTH = 13;

    private static final JdkReader READER = new JdkReader("png");

    private final byte[] kept;
    private final byte[] exif;

    private PngFile(byte[] kept, byte[] exif) {
        this.kept = kept;
        this.exif = exif;
    }

    static PngFile read(byte[] encoded, DecodeLimits limits) throws RejectedImageException {
        ByteBuffer in = ByteBuffer.wrap(encoded);
        ByteArrayOutputStream kept = new ByteArrayOutputStream(encoded.length);
        in.get(new byte[SIGNATURE.length]);
        kept.writeBytes(SIGNATURE);
        byte[] exif = null;
        String type = "";
        while (!type.equals("IEND")) {
            boolean first = type.isEmpty();
            int at = in.position();
            int length = in.getInt();
            byte[] name = new byte[4];
            in.get(name);
            type = new String(name, StandardCharsets.ISO_8859_1);
            if (first != type.equals("IHDR")) {
                throw corrupt(type, at, first ? "is not the header" : "is a second header");
            }
            if (length < 0) {
                throw corrupt(type, at, "has a length that PNG does not allow");
            }
            if (first) {
                readHeader(in.duplicate(), length, at, limits);
            }
            if (length > in.remaining() - 4) {
                throw new RejectedImageException(
                        RejectReason.TRUNCATED,
                        "PNG chunk " + printable(type) + " at byte " + at + " breaks off");
            }
            in.position(in.position() + length);
            checkSum(in, type, at, length);
            if (KEPT.contains(type)) {
                kept.write(encoded, at, in.position() - at);
            } else if (type.equals("eXIf")) {
                exif = Arrays.copyOfRange(encoded, at + 8, at + 8 + length);
            }
        }
        return new PngFile(kept.toByteArray(), exif);
    }

    private static void readHeader(ByteBuffer in, int length, int at, DecodeLimits limits)
            throws RejectedImageException {
        if (length != HEADER_LENGTH) {
            throw corrupt("IHDR", at, "has " + length + " bytes, not " + HEADER_LENGTH);
        }
        limits.checkPixels(
                "PNG", Integer.toUnsignedLong(in.getInt()), Integer.toUnsignedLong(in.getInt()));
    }

    private static void checkSum(ByteBuffer in, String type, int at, int length)
            throws RejectedImageException {
        CRC32 sum = new CRC32();
        sum.update(in.array(), at + 4, 4 + length);
        if (in.getInt() != (int) sum.getValue()) {
            throw corrupt(type, at, "has a wrong checksum");
        }
    }

    private static RejectedImageException corrupt(String type, int at, String what) {
        return new RejectedImageException(
                RejectReason.CORRUPT,
                "PNG chunk " + printable(type) + " at byte " + at + " " + what);
    }

    private static String printable(String type) {
        return type.replaceAll("[^A-Za-z]", "?");
    }

    @Override
    public int orientation() {
        return exif == null ? 1 : ExifOrientation.of(exif, 0);
    }

    @Override
    public Pixels pixels() throws IOException {
        return Pixels.of(READER.read(kept, reader -> reader.read(0)));
    }
}
