package org.decnn.job.testing;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Pictures of random pixels, and pictures that no one should decode. */
public final class TestPictures {

    private static final int SIDE = 20;
    private static final int IHDR_WIDTH_AT = 16;
    private static final int IHDR_BYTES = 17;

    private TestPictures() {}

    /** The same seed gives the same picture. */
    public static byte[] png(long seed) {
        return encoded("png", seed, SIDE);
    }

    public static byte[] jpeg(long seed) {
        return encoded("jpg", seed, SIDE);
    }

    public static byte[] bmp(long seed, int side) {
        return encoded("bmp", seed, side);
    }

    /** A PNG of one colour, 0xRRGGBB. */
    public static byte[] plain(int colour) {
        return encoded("png", filled(colour, SIDE));
    }

    /** A BMP of one colour, 0xRRGGBB: three bytes a pixel. */
    public static byte[] plainBmp(int colour, int side) {
        return encoded("bmp", filled(colour, side));
    }

    private static BufferedImage filled(int colour, int side) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < side * side; i++) {
            image.setRGB(i % side, i / side, colour);
        }
        return image;
    }

    public static byte[] truncatedJpeg() {
        byte[] whole = jpeg(1);
        return Arrays.copyOf(whole, whole.length / 2);
    }

    /** A PNG of a few hundred bytes that says it is 60,000 pixels wide and high. */
    public static byte[] decompressionBomb() {
        byte[] png = png(1);
        ByteBuffer bytes = ByteBuffer.wrap(png);
        bytes.putInt(IHDR_WIDTH_AT, 60_000).putInt(IHDR_WIDTH_AT + Integer.BYTES, 60_000);
        CRC32 sum = new CRC32();
        sum.update(png, IHDR_WIDTH_AT - Integer.BYTES, IHDR_BYTES);
        bytes.putInt(IHDR_WIDTH_AT - Integer.BYTES + IHDR_BYTES, (int) sum.getValue());
        return png;
    }

    public static byte[] garbage() {
        return "this is no picture".getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] encoded(String format, long seed, int side) {
        Random random = new Random(seed);
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < side * side; i++) {
            image.setRGB(i % side, i / side, random.nextInt(1 << 24));
        }
        return encoded(format, image);
    }

    private static byte[] encoded(String format, BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
