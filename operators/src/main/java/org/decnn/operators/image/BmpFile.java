package org.decnn.operators.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A BMP of Windows or OS/2: 1, 4 or 8 bits of palette index a pixel, {@linkplain BmpRuns run-length
 * coded} or not, or 16, 24 or 32 bits of colour. It ends with its last pixel; bytes behind that are
 * ignored.
 */
final class BmpFile implements PictureFile {
    static final byte[] SIGNATURE = {'B', 'M'};

    private static final int FILE_HEADER_LENGTH = 14;
    private static final int CORE_HEADER_LENGTH = 12;
    private static final int OS2_HEADER_LENGTH = 64;
    private static final List<Integer> HEADER_LENGTHS =
            List.of(CORE_HEADER_LENGTH, 40, 52, 56, OS2_HEADER_LENGTH, 108, 124);

    private static final int RGB = 0;
    private static final int RLE8 = 1;
    private static final int RLE4 = 2;
    private static final int BIT_FIELDS = 3;

    /** Behind the 40 bytes that most headers have, or the last of a longer one. */
    private static final int MASKS_AT = FILE_HEADER_LENGTH + 40;

    private static final List<Integer> FIVE_BITS_EACH = List.of(0x7c00, 0x3e0, 0x1f);
    private static final List<Integer> EIGHT_BITS_EACH = List.of(0xff0000, 0xff00, 0xff);

    /** By how many bits, those of red, green and blue that Pillow knows. */
    private static final List<List<Integer>> MASKS_OF_16_BITS =
            List.of(FIVE_BITS_EACH, List.of(0xf800, 0x7e0, 0x1f));

    private static final List<List<Integer>> MASKS_OF_24_BITS = List.of(EIGHT_BITS_EACH);
    private static final List<List<Integer>> MASKS_OF_32_BITS =
            List.of(
                    EIGHT_BITS_EACH,
                    List.of(0xff000000, 0xff0000, 0xff00),
                    List.of(0xff000000, 0xff00, 0xff),
                    List.of(0xff, 0xff00, 0xff0000),
                    List.of(0, 0, 0));

    private final ByteBuffer in;
    private final int headerLength;
    private int start;
    private int width;
    private int height;
    private boolean fromTop;
    private int bits;
    private int compression = RGB;
    private int colours;
    private List<Integer> masks = EIGHT_BITS_EACH;

    private BmpFile(ByteBuffer in) {
        this.in = in;
        headerLength = in.getInt(FILE_HEADER_LENGTH);
    }

    static BmpFile read(byte[] encoded, DecodeLimits limits) throws RejectedImageException {
        ByteBuffer in = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        in.get(new byte[FILE_HEADER_LENGTH + Integer.BYTES]);
        BmpFile file = new BmpFile(in);
        file.readHeader(limits);
        file.readCoding();
        file.findPixels(Integer.toUnsignedLong(in.getInt(FILE_HEADER_LENGTH - Integer.BYTES)));
        return file;
    }

    private void readHeader(DecodeLimits limits) throws RejectedImageException {
        if (!HEADER_LENGTHS.contains(headerLength)) {
            throw unsupported("a header of " + headerLength + " bytes");
        }
        boolean core = headerLength == CORE_HEADER_LENGTH;
        long rows;
        if (core) {
            width = in.getShort() & 0xffff;
            rows = in.getShort() & 0xffff;
        } else {
            width = in.getInt();
            rows = in.getInt();
        }
        fromTop = rows < 0;
        limits.checkPixels("BMP", width, Math.abs(rows));
        height = (int) Math.abs(rows);
        in.getShort(); // planes, always 1
        bits = in.getShort() & 0xffff;
        if (!core) {
            compression = in.getInt();
            in.get(new byte[12]); // length and resolution
            colours = in.getInt();
            in.getInt(); // how many of them matter
        }
        in.get(new byte[FILE_HEADER_LENGTH + headerLength - in.position()]);
    }

    private void readCoding() throws RejectedImageException {
        switch (bits) {
            case 1, 4, 8, 16, 24, 32 -> {}
            default -> throw corrupt(bits + " bits a pixel");
        }
        boolean known =
                switch (compression) {
                    case RGB -> true;
                    case RLE8 -> bits == 8;
                    case RLE4 -> bits == 4;
                    case BIT_FIELDS -> bits > 8 && headerLength != OS2_HEADER_LENGTH;
                    default -> false;
                };
        if (!known) {
            throw unsupported("compression " + compression + " of " + bits + " bits a pixel");
        }
        if (compression == BIT_FIELDS) {
            masks = List.of(mask(0), mask(1), mask(2));
            checkMasks();
            masks = masks.get(0) == 0 ? EIGHT_BITS_EACH : masks;
        } else if (bits == 16) {
            masks = FIVE_BITS_EACH;
        }
        colours = colours == 0 ? 1 << Math.min(bits, 8) : colours;
        if (bits <= 8 && (colours < 0 || colours > 256)) {
            throw unsupported("a palette of " + Integer.toUnsignedLong(colours) + " colours");
        }
    }

    private int mask(int colour) {
        return in.getInt(MASKS_AT + Integer.BYTES * colour);
    }

    private void checkMasks() throws RejectedImageException {
        List<List<Integer>> known =
                switch (bits) {
                    case 16 -> MASKS_OF_16_BITS;
                    case 24 -> MASKS_OF_24_BITS;
                    default -> MASKS_OF_32_BITS;
                };
        if (!known.contains(masks)) {
            throw unsupported(
                    String.format(
                            "the bit masks %08x, %08x and %08x",
                            masks.get(0), masks.get(1), masks.get(2)));
        }
    }

    /**
     * As Pillow: a place right behind the header means behind the palette; none, behind all there
     * is.
     */
    private void findPixels(long said) throws RejectedImageException {
        int headerEnd = FILE_HEADER_LENGTH + headerLength;
        long from = said;
        if (said == 0 || said == headerEnd && bits <= 8) {
            boolean masksBehind = compression == BIT_FIELDS && headerEnd == MASKS_AT;
            from = headerEnd + (bits <= 8 ? (long) colours * colourLength() : masksBehind ? 12 : 0);
        }
        if (from < headerEnd) {
            throw corrupt("pixels from byte " + from + ", in its header");
        }
        boolean runs = compression == RLE8 || compression == RLE4;
        long end = from + (runs ? 0 : rowLength() * height);
        if (end > in.limit()) {
            throw new RejectedImageException(
                    RejectReason.TRUNCATED,
                    "BMP has " + in.limit() + " bytes, its pixels end at " + end);
        }
        start = (int) from;
    }

    private int colourLength() {
        return headerLength == CORE_HEADER_LENGTH ? 3 : 4;
    }

    private long rowLength() {
        return ((long) width * bits + 31) / 32 * 4;
    }

    @Override
    public Pixels pixels() throws RejectedImageException {
        byte[] rgb = new byte[width * height * 3];
        if (compression == RLE8 || compression == RLE4) {
            byte[] indices = BmpRuns.decode(in.position(start), width, height, compression == RLE4);
            int[] palette = palette();
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    put(palette[indices[y * width + x] & 0xff], rgb, x, y);
                }
            }
        } else if (bits <= 8) {
            putIndices(rgb);
        } else {
            putColours(rgb);
        }
        return new Pixels(width, height, 3, rgb);
    }

    /**
     * Puts a pixel where it belongs.
     *
     * @param y its row as stored
     */
    private void put(int colour, byte[] rgb, int x, int y) {
        int at = ((fromTop ? y : height - 1 - y) * width + x) * 3;
        rgb[at] = (byte) (colour >> 16);
        rgb[at + 1] = (byte) (colour >> 8);
        rgb[at + 2] = (byte) colour;
    }

    private void putIndices(byte[] rgb) {
        int[] palette = palette();
        int perByte = 8 / bits;
        for (int y = 0; y < height; y++) {
            int row = (int) (start + y * rowLength());
            for (int x = 0; x < width; x++) {
                int shift = 8 - bits - x % perByte * bits;
                int index = in.get(row + x / perByte) >> shift & (1 << bits) - 1;
                put(palette[index], rgb, x, y);
            }
        }
    }

    /** 256 colours: those of the file, then greys, as in Pillow. */
    private int[] palette() {
        int[] palette = IntStream.range(0, 256).map(i -> i * 0x010101).toArray();
        int at = FILE_HEADER_LENGTH + headerLength;
        for (int i = 0; i < colours && at + colourLength() <= in.limit(); i++) {
            palette[i] =
                    (in.get(at + 2) & 0xff) << 16
                            | (in.get(at + 1) & 0xff) << 8
                            | in.get(at) & 0xff;
            at += colourLength();
        }
        return palette;
    }

    private void putColours(byte[] rgb) {
        int length = bits / 8;
        int[] shifts = masks.stream().mapToInt(Integer::numberOfTrailingZeros).toArray();
        int[] most = new int[3];
        Arrays.setAll(most, colour -> masks.get(colour) >>> shifts[colour]);
        for (int y = 0; y < height; y++) {
            int at = (int) (start + y * rowLength());
            for (int x = 0; x < width; x++) {
                int pixel = 0;
                for (int i = 0; i < length; i++) {
                    pixel |= (in.get(at++) & 0xff) << 8 * i;
                }
                int colour = 0;
                for (int i = 0; i < 3; i++) {
                    colour = colour << 8 | (pixel >>> shifts[i] & most[i]) * 255 / most[i];
                }
                put(colour, rgb, x, y);
            }
        }
    }

    private static RejectedImageException unsupported(String what) {
        return new RejectedImageException(
                RejectReason.UNSUPPORTED_FORMAT, "BMP has " + what + ", which is not read");
    }

    private static RejectedImageException corrupt(String what) {
        return new RejectedImageException(RejectReason.CORRUPT, "BMP has " + what);
    }
}
