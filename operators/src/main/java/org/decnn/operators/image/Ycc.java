package org.decnn.operators.image;

/** JFIF's YCbCr (ITU-R BT.601, 0 to 255), in libjpeg's 16-bit fixed point. */
final class Ycc {

    /** The chromas of grey. */
    static final byte NO_CHROMA = (byte) 128;

    private static final int FRACTION_BITS = 16;
    private static final int HALF = 1 << (FRACTION_BITS - 1);

    private static final int RED_TO_LUMA = fixed(0.299);
    private static final int BLUE_TO_LUMA = fixed(0.114);
    private static final int GREEN_TO_LUMA = (1 << FRACTION_BITS) - RED_TO_LUMA - BLUE_TO_LUMA;

    /** By chroma, what it adds to the luma; to green the two together, in fixed point. */
    private static final int[] CR_TO_RED = shares(fixed(1.40200), HALF, FRACTION_BITS);

    private static final int[] CB_TO_GREEN = shares(-fixed(0.34414), 0, 0);
    private static final int[] CR_TO_GREEN = shares(-fixed(0.71414), HALF, 0);
    private static final int[] CB_TO_BLUE = shares(fixed(1.77200), HALF, FRACTION_BITS);

    /** More than any of these takes off a luma of 0, or adds to one of 255. */
    private static final int BEYOND = 256;

    /** The nearest of 0 to 255, of values from -{@link #BEYOND}. */
    private static final byte[] CLAMPED = clamped();

    private static final int RED_TO_BLUE_CHROMA = -fixed(0.168736);
    private static final int BLUE_TO_RED_CHROMA = -fixed(0.081312);

    /** A little less than rounding, so that the greatest chroma is 255. */
    private static final int CHROMA_OFFSET = (128 << FRACTION_BITS) + HALF - 1;

    private Ycc() {}

    private static int fixed(double value) {
        return (int) (value * (1 << FRACTION_BITS) + 0.5);
    }

    private static int[] shares(int factor, int rounding, int shift) {
        int[] shares = new int[256];
        for (int chroma = 0; chroma < shares.length; chroma++) {
            shares[chroma] = (factor * (chroma - 128) + rounding) >> shift;
        }
        return shares;
    }

    private static byte[] clamped() {
        byte[] clamped = new byte[3 * BEYOND];
        for (int i = 0; i < clamped.length; i++) {
            clamped[i] = (byte) Math.max(0, Math.min(255, i - BEYOND));
        }
        return clamped;
    }

    /** Rounded; Pillow's grey is the same. */
    static byte luma(int red, int green, int blue) {
        int sum = RED_TO_LUMA * red + GREEN_TO_LUMA * green + BLUE_TO_LUMA * blue;
        return (byte) ((sum + HALF) >> FRACTION_BITS);
    }

    /**
     * Makes red, green and blue of luma and chromas, in place; by tables, as libjpeg does.
     *
     * @param components of a pixel, of which these are the first three
     */
    static void toRgb(byte[] samples, int components) {
        for (int i = 0; i < samples.length; i += components) {
            int luma = (samples[i] & 0xff) + BEYOND;
            int cb = samples[i + 1] & 0xff;
            int cr = samples[i + 2] & 0xff;
            int toGreen = (CB_TO_GREEN[cb] + CR_TO_GREEN[cr]) >> FRACTION_BITS;
            samples[i] = CLAMPED[luma + CR_TO_RED[cr]];
            samples[i + 1] = CLAMPED[luma + toGreen];
            samples[i + 2] = CLAMPED[luma + CB_TO_BLUE[cb]];
        }
    }

    /** Luma, blue and red chroma of red, green and blue; grey as it is. */
    static Pixels ofRgb(Pixels rgb) {
        if (rgb.bands() == 1) {
            return rgb;
        }
        byte[] from = rgb.samples();
        byte[] to = new byte[from.length];
        for (int i = 0; i < from.length; i += 3) {
            int red = from[i] & 0xff;
            int green = from[i + 1] & 0xff;
            int blue = from[i + 2] & 0xff;
            // The factors of a chroma sum to 0, and its greatest is a half.
            int blueChroma = RED_TO_BLUE_CHROMA * (red - green) + HALF * (blue - green);
            int redChroma = HALF * (red - green) + BLUE_TO_RED_CHROMA * (blue - green);
            to[i] = luma(red, green, blue);
            to[i + 1] = (byte) ((blueChroma + CHROMA_OFFSET) >> FRACTION_BITS);
            to[i + 2] = (byte) ((redChroma + CHROMA_OFFSET) >> FRACTION_BITS);
        }
        return new Pixels(rgb.width(), rgb.height(), 3, to);
    }
}
