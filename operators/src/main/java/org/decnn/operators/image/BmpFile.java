package org.decnn.operators.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A BMP, not compressed: 1, 4 or 8 bits of palette index a pixel, or 16, 24 or 32 bits of colour.
 * It ends with its last row of pixels; bytes behind that are ignored.
 */
final class BmpFile implements PictureFile {
    static final byte[] SIGNATURE = {'B', 'M'};

    private static final int FILE_HEADER_LENGTH = 14;
    private static final int CORE_HEADER_LENGTH = 12;
    private static final int INFO_HEADER_LENGTH = 40;
    private static final int RGB = 0;
    private static final int BIT_FIELDS = 3;

    private static final JdkReader READER = new JdkReader("bmp");

    private final byte[] encoded;

    private BmpFile(byte[] encoded) {
        this.encoded = encoded;
    }

    static BmpFile read(byte[] encoded, DecodeLimits limits) throws RejectedImageException {
        ByteBuffer in = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        in.get(new byte[FILE_HEADER_LENGTH - Integer.BYTES]);
        long start = Integer.toUnsignedLong(in.getInt());
        int headerLength = in.getInt();
        boolean core = headerLength == CORE_HEADER_LENGTH;
        if (!core && (headerLength < INFO_HEADER_LENGTH || headerLength > 1024)) {
            throw new RejectedImageException(
                    RejectReason.UNSUPPORTED_FORMAT,
                    "BMP has a header of " + headerLength + " bytes, which is not read");
        }
        long width = core ? in.getShort() & 0xffff : in.getInt();
        long height = core ? in.getShort() & 0xffff : Math.abs((long) in.getInt());
        limits.checkPixels("BMP", width, height);
        in.getShort(); // planes, always 1
        int bits = in.getShort() & 0xffff;
        checkCoding(bits, core ? RGB : in.getInt());
        long rowLength = (width * bits + 31) / 32 * 4;
        long end = start + rowLength * height;
        if (start < FILE_HEADER_LENGTH + headerLength) {
            throw new RejectedImageException(
                    RejectReason.CORRUPT, "BMP has pixels from byte " + start + ", in its header");
        }
        if (end > encoded.length) {
            throw new RejectedImageException(
                    RejectReason.TRUNCATED,
                    "BMP has " + encoded.length + " bytes, its pixels end at " + end);
        }
        return new BmpFile(encoded);
    }

    private static void checkCoding(int bits, int compression) throws RejectedImageException {
        if (compression != RGB && compression != BIT_FIELDS) {
            throw new RejectedImageException(
                    RejectReason.UNSUPPORTED_FORMAT,
                    "BMP has compression " + compression + ", which is not read");
        }
        switch (bits) {
            case 1, 4, 8, 16, 24, 32 -> {}
            default ->
                    throw new RejectedImageException(
                            RejectReason.CORRUPT, "BMP has " + bits + " bits a pixel");
        }
    }

    @Override
    public Pixels pixels() throws IOException {
        return Pixels.of(READER.read(encoded, reader -> reader.read(0)));
    }
}
