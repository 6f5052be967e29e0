package org.decnn.operators.image.webp;

import java.util.Arrays;

/**
 * Samples of luma or of a chroma, with the row above and the column to the left that VP8 thinks.
 */
final class Plane {
    private static final byte ABOVE = 127;
    private static final byte LEFT = (byte) 129;

    private final byte[] samples;
    private final int stride;

    /** Of whole macroblocks. */
    Plane(int width, int height) {
        stride = width + 1;
        samples = new byte[stride * (height + 1)];
        Arrays.fill(samples, 0, stride, ABOVE);
        for (int y = 0; y < height; y++) {
            samples[at(-1, y)] = LEFT;
        }
    }

    /** Where a sample is; x and y from -1 on. */
    int at(int x, int y) {
        return (y + 1) * stride + x + 1;
    }

    /** From a sample to the one below. */
    int stride() {
        return stride;
    }

    byte[] samples() {
        return samples;
    }

    int get(int x, int y) {
        return samples[at(x, y)] & 0xff;
    }

    void set(int x, int y, int value) {
        samples[at(x, y)] = (byte) value;
    }

    void add(int x, int y, int difference) {
        int at = at(x, y);
        samples[at] = (byte) clamp((samples[at] & 0xff) + difference);
    }

    /** Sets a stretch of a row. */
    void fill(int x, int y, int length, int value) {
        int at = at(x, y);
        Arrays.fill(samples, at, at + length, (byte) value);
    }

    /** Sets a stretch of a row to that of another. */
    void copyRow(int x, int from, int y, int length) {
        System.arraycopy(samples, at(x, from), samples, at(x, y), length);
    }

    static int clamp(int value) {
        return value < 0 ? 0 : Math.min(value, 255);
    }
}
