package org.decnn.operators.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Which way up a picture was taken, as its EXIF says: tag 0x0112 of the first directory. EXIF is
 * often broken, and what a broken one says is what Pillow reads in it: an entry that is whole
 * counts, whatever comes after it; one that is cut off, or whose value is, ends the directory.
 */
final class ExifOrientation {
    private static final int UPRIGHT = 1;
    private static final int ORIENTATION = 0x0112;
    private static final int ENTRY_LENGTH = 12;

    /** A value so long stands in its entry. */
    private static final int INLINE = 4;

    private final ByteBuffer tiff;
    private int orientation = UPRIGHT;

    private ExifOrientation(ByteBuffer tiff) {
        this.tiff = tiff;
    }

    /**
     * Reads the orientation.
     *
     * @param exif TIFF structure from byte {@code offset} on
     * @return 1 to 8; 1, upright, where EXIF says nothing
     */
    static int of(byte[] exif, int offset) {
        int from = Math.min(offset, exif.length);
        ByteBuffer tiff = ByteBuffer.wrap(exif, from, exif.length - from).slice();
        ExifOrientation directory = new ExifOrientation(tiff);
        try {
            directory.read();
        } catch (BufferUnderflowException e) {
            // Like Pillow: the pixels are sound, and what was whole before it counts.
        }
        return directory.orientation;
    }

    private void read() {
        int magic = tiff.getInt();
        switch (magic) {
            case 0x4d4d002a, 0x4d4d2a00, 0x4d4d002b -> tiff.order(ByteOrder.BIG_ENDIAN);
            case 0x49492a00, 0x4949002a -> tiff.order(ByteOrder.LITTLE_ENDIAN);
            default -> {
                return;
            }
        }
        seek(Integer.toUnsignedLong(tiff.getInt()));
        int entries = Short.toUnsignedInt(tiff.getShort());
        for (int i = 0; i < entries; i++) {
            readEntry();
        }
    }

    private void readEntry() {
        if (tiff.remaining() < ENTRY_LENGTH) {
            throw new BufferUnderflowException();
        }
        int tag = Short.toUnsignedInt(tiff.getShort());
        int type = Short.toUnsignedInt(tiff.getShort());
        long count = Integer.toUnsignedLong(tiff.getInt());
        int next = tiff.position() + INLINE;
        long length = count * bytesOf(type);
        if (length > INLINE) {
            seek(Integer.toUnsignedLong(tiff.getInt()));
            if (length > tiff.remaining()) {
                throw new BufferUnderflowException();
            }
        }
        if (tag == ORIENTATION && length > 0) {
            double value = firstValue(type);
            orientation = value == Math.rint(value) && value >= 1 && value <= 8 ? (int) value : 1;
        }
        tiff.position(next);
    }

    private void seek(long at) {
        if (at > tiff.limit()) {
            throw new BufferUnderflowException();
        }
        tiff.position((int) at);
    }

    /** Of one value; 0 of a type that TIFF does not know, whose entries are passed over. */
    private static int bytesOf(int type) {
        return switch (type) {
            case 1, 2, 6, 7 -> 1;
            case 3, 8 -> 2;
            case 4, 9, 11, 13 -> 4;
            case 5, 10, 12, 16 -> 8;
            default -> 0;
        };
    }

    /** As a number; bytes and text are none, and no orientation either. */
    private double firstValue(int type) {
        return switch (type) {
            case 3 -> Short.toUnsignedInt(tiff.getShort());
            case 4, 13 -> Integer.toUnsignedLong(tiff.getInt());
            case 5 ->
                    (double) Integer.toUnsignedLong(tiff.getInt())
                            / Integer.toUnsignedLong(tiff.getInt());
            case 6 -> tiff.get();
            case 8 -> tiff.getShort();
            case 9 -> tiff.getInt();
            case 10 -> (double) tiff.getInt() / tiff.getInt();
            case 11 -> tiff.getFloat();
            case 12 -> tiff.getDouble();
            case 16 -> tiff.getLong();
            default -> Double.NaN;
        };
    }
}
