package org.decnn.operators.image.webp;

/** VP8's inverse transforms (RFC 6386, 14), in whole numbers. */
final class Transforms {
    private Transforms() {}

    /**
     * The Walsh-Hadamard transform of a macroblock's DC coefficients.
     *
     * @param out blocks of luma, whose first coefficients it becomes
     */
    static void spreadDc(short[] dc, short[] out) {
        int[] rows = new int[16];
        for (int i = 0; i < 4; i++) {
            int a = dc[i] + dc[12 + i];
            int b = dc[4 + i] + dc[8 + i];
            int c = dc[4 + i] - dc[8 + i];
            int d = dc[i] - dc[12 + i];
            rows[i] = a + b;
            rows[4 + i] = d + c;
            rows[8 + i] = a - b;
            rows[12 + i] = d - c;
        }
        for (int i = 0; i < 4; i++) {
            int first = rows[4 * i] + 3; // to round
            int a = first + rows[4 * i + 3];
            int b = rows[4 * i + 1] + rows[4 * i + 2];
            int c = rows[4 * i + 1] - rows[4 * i + 2];
            int d = first - rows[4 * i + 3];
            out[64 * i] = (short) (a + b >> 3);
            out[64 * i + 16] = (short) (d + c >> 3);
            out[64 * i + 32] = (short) (a - b >> 3);
            out[64 * i + 48] = (short) (d - c >> 3);
        }
    }

    /**
     * Adds a block's cosine transform to what was predicted.
     *
     * @param at its first coefficient
     */
    static void add(short[] in, int at, Plane plane, int x, int y) {
        if (isFlat(in, at)) {
            addFlat(in[at] + 4 >> 3, plane, x, y);
            return;
        }
        int[] columns = new int[16];
        for (int i = 0; i < 4; i++) {
            int a = in[at + i] + in[at + 8 + i];
            int b = in[at + i] - in[at + 8 + i];
            int c = sine(in[at + 4 + i]) - cosine(in[at + 12 + i]);
            int d = cosine(in[at + 4 + i]) + sine(in[at + 12 + i]);
            columns[4 * i] = a + d;
            columns[4 * i + 1] = b + c;
            columns[4 * i + 2] = b - c;
            columns[4 * i + 3] = a - d;
        }
        for (int i = 0; i < 4; i++) {
            int first = columns[i] + 4; // to round
            int a = first + columns[8 + i];
            int b = first - columns[8 + i];
            int c = sine(columns[4 + i]) - cosine(columns[12 + i]);
            int d = cosine(columns[4 + i]) + sine(columns[12 + i]);
            plane.add(x, y + i, a + d >> 3);
            plane.add(x + 1, y + i, b + c >> 3);
            plane.add(x + 2, y + i, b - c >> 3);
            plane.add(x + 3, y + i, a - d >> 3);
        }
    }

    /** Most blocks are: nothing but the first coefficient. */
    private static boolean isFlat(short[] in, int at) {
        int any = 0;
        for (int i = 1; i < 16; i++) {
            any |= in[at + i];
        }
        return any == 0;
    }

    private static void addFlat(int difference, Plane plane, int x, int y) {
        for (int i = 0; difference != 0 && i < 16; i++) {
            plane.add(x + i % 4, y + i / 4, difference);
        }
    }

    /** √2 cos(π/8) times, in 65536ths. */
    private static int cosine(int value) {
        return value + (value * 20091 >> 16);
    }

    /** √2 sin(π/8) times, in 65536ths. */
    private static int sine(int value) {
        return value * 35468 >> 16;
    }
}
