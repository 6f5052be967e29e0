package org.decnn.operators.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.decnn.model.shard.PictureWire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Held to the same pictures in red, green and blue, and to JFIF's formulas in floating point. */
class HalfChromaTest {

    private static final int WIDTH = 32;
    private static final int HEIGHT = 24;
    private static final int AREA = WIDTH * HEIGHT;

    /**
     * What comes back differs from the whole picture by less than the means of its fours do, and by
     * roundings.
     */
    @ParameterizedTest(name = "{0}, shorter side {1}")
    @CsvSource({
        "turned.jpg, 40",
        "turned.jpg, 0",
        "rgb.png, 40",
        "cmyk.jpg, 40",
        "palette.gif, 40",
        "rgb.bmp, 33",
        "turned.webp, 40"
    })
    void colourIsThatOfFourPixelsTogether(String name, int resize) throws Exception {
        byte[] whole = decoder(resize, PictureWire.RGB).decode(Pictures.fixture(name));
        byte[] sent = decoder(resize, PictureWire.HALF_CHROMA).decode(Pictures.fixture(name));

        assertThat(sent).hasSize(AREA * 3 / 2);
        double lumaOff = 0;
        double chromaOff = 0;
        for (int at = 0; at < AREA; at++) {
            lumaOff += Math.abs((sent[at] & 0xff) - luma(whole, at));
        }
        for (int at = 0; at < AREA / 4; at++) {
            int pixel = at / (WIDTH / 2) * 2 * WIDTH + at % (WIDTH / 2) * 2;
            chromaOff += Math.abs((sent[AREA + at] & 0xff) - chroma(whole, 2, 1.772, pixel));
            chromaOff +=
                    Math.abs((sent[AREA * 5 / 4 + at] & 0xff) - chroma(whole, 0, 1.402, pixel));
        }
        assertThat(lumaOff / AREA).as("of luma, on average").isLessThan(1);
        assertThat(chromaOff / AREA * 2).as("of chroma, on average").isLessThan(4);
    }

    @Test
    void aGreyPictureHasNoChroma() throws Exception {
        byte[] whole = decoder(40, PictureWire.RGB).decode(Pictures.fixture("grey.jpg"));
        byte[] sent = decoder(40, PictureWire.HALF_CHROMA).decode(Pictures.fixture("grey.jpg"));

        assertThat(Arrays.copyOf(sent, AREA)).isEqualTo(Arrays.copyOf(whole, AREA));
        for (byte chroma : Arrays.copyOfRange(sent, AREA, sent.length)) {
            assertThat(chroma).isEqualTo((byte) 128);
        }
    }

    /** A chroma of 255.5 is none: it is the greatest. */
    @ParameterizedTest
    @ValueSource(
            ints = {0x000000, 0xff0000, 0x00ff00, 0x0000ff, 0xffff00, 0x00ffff, 0xff00ff, 0xffffff})
    void theMostColourfulPicturesDoNotOverflow(int colour) {
        byte[] picture = new byte[3 * AREA];
        for (int i = 0; i < picture.length; i++) {
            picture[i] = (byte) (colour >> 8 * (2 - i / AREA));
        }

        byte[] sent = decoder(0, PictureWire.HALF_CHROMA).fitPlanes(picture, WIDTH, HEIGHT);

        assertRounded(sent[0], luma(picture, 0));
        assertRounded(sent[AREA], chroma(picture, 2, 1.772, 0));
        assertRounded(sent[AREA * 5 / 4], chroma(picture, 0, 1.402, 0));
    }

    /** The preprocessing would resize a file of that size to 40 and cut it. */
    @Test
    void planesOfTheRightSizeAreNotResized() {
        byte[] picture = new byte[3 * AREA];
        new Random(5).nextBytes(picture);

        byte[] sent = decoder(40, PictureWire.HALF_CHROMA).fitPlanes(picture, WIDTH, HEIGHT);

        for (int at = 0; at < AREA; at++) {
            assertRounded(sent[at], luma(picture, at));
        }
    }

    private static ImageDecoder decoder(int resize, PictureWire wire) {
        Preprocessing preprocessing =
                Pictures.preprocessing(WIDTH, HEIGHT, resize, ChannelOrder.RGB);
        return new ImageDecoder(preprocessing, wire, DecodeLimits.DEFAULT);
    }

    private static double luma(byte[] picture, int at) {
        return 0.299 * value(picture, 0, at)
                + 0.587 * value(picture, 1, at)
                + 0.114 * value(picture, 2, at);
    }

    /** Of four pixels, the first of which is at a place. */
    private static double chroma(byte[] picture, int plane, double span, int first) {
        double sum = 0;
        for (int at : new int[] {first, first + 1, first + WIDTH, first + WIDTH + 1}) {
            sum += 128 + (value(picture, plane, at) - luma(picture, at)) / span;
        }
        return sum / 4;
    }

    private static int value(byte[] picture, int plane, int at) {
        return picture[plane * AREA + at] & 0xff;
    }

    private static void assertRounded(byte actual, double expected) {
        assertThat(Math.abs((actual & 0xff) - expected)).isLessThanOrEqualTo(0.501);
    }
}
