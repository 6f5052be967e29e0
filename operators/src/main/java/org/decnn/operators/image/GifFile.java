package org.decnn.operators.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A GIF. It ends at its trailer; bytes behind that are ignored. Of an animation the first frame is
 * decoded, on a screen of the transparent colour, or else of the first.
 */
final class GifFile implements PictureFile {
    static final byte[] SIGNATURE_87 = "GIF87a".getBytes(StandardCharsets.US_ASCII);
    static final byte[] SIGNATURE_89 = "GIF89a".getBytes(StandardCharsets.US_ASCII);

    private static final int EXTENSION = 0x21;
    private static final int GRAPHIC_CONTROL = 0xf9;
    private static final int IMAGE = 0x2c;
    private static final int TRAILER = 0x3b;
    private static final int HAS_PALETTE = 0x80;
    private static final int PALETTE_BITS = 0x07;
    private static final int INTERLACED = 0x40;

    private final ByteBuffer in;
    private final DecodeLimits limits;
    private int screenWidth;
    private int screenHeight;
    private int[] globalPalette;
    private int transparentIndex = -1;
    private Frame frame;

    /**
     * The first frame.
     *
     * @param codes its compressed indices, as {@link GifCodes} reads them
     */
    private record Frame(
            int left,
            int top,
            int width,
            int height,
            boolean interlaced,
            int[] palette,
            int background,
            ByteBuffer codes) {}

    private GifFile(byte[] encoded, DecodeLimits limits) {
        in = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        this.limits = limits;
    }

    static GifFile read(byte[] encoded, DecodeLimits limits) throws RejectedImageException {
        GifFile file = new GifFile(encoded, limits);
        file.readHeader();
        file.readBlocks();
        return file;
    }

    private void readHeader() throws RejectedImageException {
        in.get(new byte[SIGNATURE_89.length]);
        screenWidth = readSize();
        screenHeight = readSize();
        int flags = in.get();
        in.getShort(); // background, which viewers ignore, and aspect ratio
        limits.checkPixels("GIF", screenWidth, screenHeight);
        globalPalette = readPalette(flags, greys());
    }

    private void readBlocks() throws RejectedImageException {
        while (true) {
            switch (in.get() & 0xff) {
                case EXTENSION -> readExtension();
                case IMAGE -> readImage();
                case TRAILER -> {
                    if (frame == null) {
                        throw new RejectedImageException(RejectReason.CORRUPT, "GIF has no image");
                    }
                    return;
                }
                default -> {} // strays are passed over, as in Pillow
            }
        }
    }

    private void readExtension() {
        int label = in.get() & 0xff;
        int start = in.position();
        skipSubBlocks();
        boolean control = label == GRAPHIC_CONTROL && in.get(start) >= 4;
        boolean transparent = control && (in.get(start + 1) & 1) != 0;
        if (transparent && frame == null) {
            transparentIndex = in.get(start + 4) & 0xff;
        }
    }

    private void readImage() throws RejectedImageException {
        int left = readSize();
        int top = readSize();
        int width = readSize();
        int height = readSize();
        int flags = in.get();
        int[] palette = readPalette(flags, globalPalette);
        ByteBuffer codes = in.slice();
        int bits = in.get() & 0xff;
        skipSubBlocks();
        if (frame != null) {
            return;
        }
        if (bits > GifCodes.MOST_BITS) {
            throw new RejectedImageException(
                    RejectReason.UNSUPPORTED_FORMAT,
                    "GIF has codes of " + bits + " bits, which are not read");
        }
        limits.checkPixels("GIF frame", width, height);
        screenWidth = Math.max(screenWidth, left + width);
        screenHeight = Math.max(screenHeight, top + height);
        limits.checkPixels("GIF", screenWidth, screenHeight);
        boolean interlaced = (flags & INTERLACED) != 0;
        int background = palette[Math.max(0, transparentIndex)];
        frame = new Frame(left, top, width, height, interlaced, palette, background, codes);
    }

    private int readSize() {
        return in.getShort() & 0xffff;
    }

    private void skipSubBlocks() {
        int length = in.get() & 0xff;
        while (length > 0) {
            in.get(new byte[length]);
            length = in.get() & 0xff;
        }
    }

    /**
     * A palette is filled up to 256 colours with greys, as in Pillow, which takes one of nothing
     * else for none.
     */
    private int[] readPalette(int flags, int[] otherwise) {
        if ((flags & HAS_PALETTE) == 0) {
            return otherwise;
        }
        int[] colours = greys();
        int size = 2 << (flags & PALETTE_BITS);
        for (int i = 0; i < size; i++) {
            colours[i] = (in.get() & 0xff) << 16 | (in.get() & 0xff) << 8 | in.get() & 0xff;
        }
        return Arrays.equals(colours, greys()) ? otherwise : colours;
    }

    private static int[] greys() {
        return IntStream.range(0, 256).map(i -> i * 0x010101).toArray();
    }

    @Override
    public Pixels pixels() throws RejectedImageException {
        byte[] indices = GifCodes.decode(frame.codes, frame.width, frame.height, frame.interlaced);
        byte[] rgb = new byte[indices.length * 3];
        for (int i = 0; i < indices.length; i++) {
            int colour = frame.palette[indices[i] & 0xff];
            rgb[3 * i] = (byte) (colour >> 16);
            rgb[3 * i + 1] = (byte) (colour >> 8);
            rgb[3 * i + 2] = (byte) colour;
        }
        Pixels picture = new Pixels(frame.width, frame.height, 3, rgb);
        return frame.width == screenWidth && frame.height == screenHeight
                ? picture
                : picture.on(screenWidth, screenHeight, frame.background, frame.left, frame.top);
    }
}
