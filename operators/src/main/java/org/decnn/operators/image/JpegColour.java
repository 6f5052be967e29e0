package org.decnn.operators.image;

/**
 * How a JPEG's components make colours. Chosen as libjpeg chooses; the arithmetic is libjpeg's and,
 * for inks, Pillow's, which takes every four-component JPEG to be inverted as Adobe's are.
 */
enum JpegColour {
    GREY {
        @Override
        Pixels toPixels(int width, int height, byte[] samples) {
            return new Pixels(width, height, 1, samples);
        }
    },
    RGB {
        @Override
        Pixels toPixels(int width, int height, byte[] samples) {
            return new Pixels(width, height, 3, samples);
        }
    },
    /** What nearly all are: read as red, green and blue, which libjpeg itself makes of them. */
    YCBCR {
        @Override
        Pixels toPixels(int width, int height, byte[] samples) {
            throw new IllegalStateException("the decoder converts it as it reads");
        }
    },
    CMYK {
        @Override
        Pixels toPixels(int width, int height, byte[] samples) {
            return new Pixels(width, height, 3, withoutBlack(samples));
        }
    },
    YCCK {
        @Override
        Pixels toPixels(int width, int height, byte[] samples) {
            Ycc.toRgb(samples, 4);
            for (int i = 0; i < samples.length; i++) {
                if (i % 4 != 3) {
                    samples[i] =
                            (byte) ~samples[i]; // Adobe's inks: the inverse of red, green, blue
                }
            }
            return new Pixels(width, height, 3, withoutBlack(samples));
        }
    };

    /**
     * @param componentIds of the frame header
     * @param jfif whether there is a JFIF segment
     * @param adobeTransform of the Adobe segment, or null where there is none
     */
    static JpegColour of(int[] componentIds, boolean jfif, Integer adobeTransform) {
        if (componentIds.length == 1) {
            return GREY;
        }
        if (componentIds.length == 4) {
            return adobeTransform != null && adobeTransform != 0 ? YCCK : CMYK;
        }
        if (jfif) {
            return YCBCR;
        }
        if (adobeTransform != null) {
            return adobeTransform == 0 ? RGB : YCBCR;
        }
        boolean spelt = componentIds[0] == 'R' && componentIds[1] == 'G' && componentIds[2] == 'B';
        return spelt ? RGB : YCBCR;
    }

    /**
     * Makes pixels of decoded components.
     *
     * @param samples interleaved; taken over, and changed
     */
    abstract Pixels toPixels(int width, int height, byte[] samples);

    /** Inverted cyan, magenta, yellow and black to red, green and blue, in place of the first. */
    private static byte[] withoutBlack(byte[] inks) {
        byte[] rgb = new byte[inks.length / 4 * 3];
        int at = 0;
        for (int i = 0; i < inks.length; i += 4) {
            int white = inks[i + 3] & 0xff;
            for (int ink = 0; ink < 3; ink++) {
                int product = (255 - (inks[i + ink] & 0xff)) * white + 128;
                rgb[at++] = (byte) (white - (((product >> 8) + product) >> 8)); // ÷ 255, rounded
            }
        }
        return rgb;
    }
}
