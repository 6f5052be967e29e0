package org.decnn.operators.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * A picture's samples as they are stored: no colour profile applied, no alpha.
 *
 * @param bands 3 (red, green, blue; or luma, blue and red chroma) or 1 (grey)
 * @param samples rows from the top, pixels from the left, the bands of a pixel together; shared,
 *     and not changed by this class
 */
record Pixels(int width, int height, int bands, byte[] samples) {

    /**
     * Pixels of planes.
     *
     * @param rgbPlanes {@code width × height} of red, then of green, then of blue
     */
    static Pixels ofPlanes(int width, int height, byte[] rgbPlanes) {
        int area = width * height;
        byte[] interleaved = new byte[3 * area];
        for (int i = 0; i < area; i++) {
            interleaved[3 * i] = rgbPlanes[i];
            interleaved[3 * i + 1] = rgbPlanes[area + i];
            interleaved[3 * i + 2] = rgbPlanes[2 * area + i];
        }
        return new Pixels(width, height, 3, interleaved);
    }

    /** Takes the samples out of an image. {@code BufferedImage.getRGB} would convert colours. */
    static Pixels of(BufferedImage image) {
        Raster raster = image.getRaster();
        return image.getColorModel() instanceof IndexColorModel palette
                ? ofIndexed(raster, palette)
                : ofDirect(raster);
    }

    private static Pixels ofIndexed(Raster raster, IndexColorModel palette) {
        int[] colours = new int[palette.getMapSize()];
        palette.getRGBs(colours);
        return indexed(raster, colours);
    }

    /**
     * Looks palette indices up.
     *
     * @param colours 0xRRGGBB each
     */
    static Pixels indexed(Raster indices, int[] colours) {
        int width = indices.getWidth();
        int height = indices.getHeight();
        byte[] rgb = new byte[width * height * 3];
        int[] row = new int[width];
        int at = 0;
        for (int y = 0; y < height; y++) {
            indices.getSamples(0, y, width, 1, 0, row);
            for (int index : row) {
                int colour = index < colours.length ? colours[index] : 0;
                rgb[at++] = (byte) (colour >> 16);
                rgb[at++] = (byte) (colour >> 8);
                rgb[at++] = (byte) colour;
            }
        }
        return new Pixels(width, height, 3, rgb);
    }

    private static Pixels ofDirect(Raster raster) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        int stored = raster.getNumBands();
        int bands = stored < 3 ? 1 : 3; // an even number of stored bands ends in alpha
        int[] bits = raster.getSampleModel().getSampleSize();
        byte[] samples = new byte[width * height * bands];
        int[] row = new int[width * stored];
        int at = 0;
        for (int y = 0; y < height; y++) {
            raster.getPixels(0, y, width, 1, row);
            for (int x = 0; x < row.length; x += stored) {
                for (int b = 0; b < bands; b++) {
                    samples[at++] = to8Bits(row[x + b], bits[b]);
                }
            }
        }
        return new Pixels(width, height, bands, samples);
    }

    /** Wider samples keep their high byte, narrower ones are spread over 0..255, as in Pillow. */
    private static byte to8Bits(int sample, int bits) {
        return (byte) (bits >= 8 ? sample >> (bits - 8) : sample * 255 / ((1 << bits) - 1));
    }

    /**
     * Turns and mirrors the picture so that its top is up.
     *
     * @param orientation EXIF tag 0x0112, 1 to 8
     */
    Pixels upright(int orientation) {
        if (orientation == 1) {
            return this;
        }
        boolean transposed = orientation >= 5;
        boolean mirrored = orientation == 2 || orientation == 3 || orientation >= 7;
        boolean flipped =
                orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
        int newWidth = transposed ? height : width;
        int newHeight = transposed ? width : height;
        byte[] turned = new byte[samples.length];
        int at = 0;
        for (int y = 0; y < newHeight; y++) {
            for (int x = 0; x < newWidth; x++) {
                int column = transposed ? y : x;
                int row = transposed ? x : y;
                int from =
                        (flipped ? height - 1 - row : row) * width
                                + (mirrored ? width - 1 - column : column);
                for (int b = 0; b < bands; b++) {
                    turned[at++] = samples[from * bands + b];
                }
            }
        }
        return new Pixels(newWidth, newHeight, bands, turned);
    }

    /**
     * Lays a picture of three bands on a larger one of one colour.
     *
     * @param colour 0xRRGGBB
     * @param left columns before it
     * @param top rows above it
     */
    Pixels on(int screenWidth, int screenHeight, int colour, int left, int top) {
        byte[] screen = new byte[screenWidth * screenHeight * 3];
        for (int i = 0; i < screen.length; i += 3) {
            screen[i] = (byte) (colour >> 16);
            screen[i + 1] = (byte) (colour >> 8);
            screen[i + 2] = (byte) colour;
        }
        int row = width * 3;
        for (int y = 0; y < height; y++) {
            int at = ((top + y) * screenWidth + left) * 3;
            System.arraycopy(samples, y * row, screen, at, row);
        }
        return new Pixels(screenWidth, screenHeight, 3, screen);
    }

    /** One band of luma: ITU-R 601-2 in Pillow's fixed point. */
    Pixels grey() {
        if (bands == 1) {
            return this;
        }
        byte[] luma = new byte[width * height];
        for (int i = 0; i < luma.length; i++) {
            int red = samples[3 * i] & 0xff;
            int green = samples[3 * i + 1] & 0xff;
            int blue = samples[3 * i + 2] & 0xff;
            luma[i] = Ycc.luma(red, green, blue);
        }
        return new Pixels(width, height, 1, luma);
    }
}
