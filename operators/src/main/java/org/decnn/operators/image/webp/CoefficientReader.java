package org.decnn.operators.image.webp;

import java.util.Arrays;

/** Reads a macroblock's coefficients (RFC 6386, 13). */
final class CoefficientReader {
    private static final int LUMA_WITHOUT_DC = 0;
    private static final int LUMA_DC = 1;
    private static final int CHROMA = 2;
    private static final int LUMA = 3;

    private static final int[] BANDS = {0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0};
    private static final int[] ZIGZAG = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};

    /** Probabilities of the bits of what a large value is beyond its class's least. */
    private static final int[][] LARGE = {
        {173, 148, 140},
        {176, 155, 140, 135},
        {180, 157, 141, 134, 130},
        {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
    };

    /** Columns of blocks that a macroblock has: 4 of luma, 2 of each chroma, 1 of DC. */
    private static final int EDGE = 9;

    private static final int DC_EDGE = 8;

    private final Vp8Header header;

    /** Whether the block above a column, and to the left of a row, has coefficients: 0 or 1. */
    private final int[] above;

    private final int[] left = new int[EDGE];
    private final short[] dc = new short[16];

    CoefficientReader(Vp8Header header, int columns) {
        this.header = header;
        above = new int[EDGE * columns];
    }

    void startRow() {
        Arrays.fill(left, 0);
    }

    void read(BoolReader in, Macroblock block, int column) {
        int edge = EDGE * column;
        block.clearCoefficients();
        if (block.skipped) {
            int last = block.byBlocks ? DC_EDGE : EDGE; // one without DC of its own leaves it
            Arrays.fill(left, 0, last, 0);
            Arrays.fill(above, edge, edge + last, 0);
            return;
        }
        Vp8Header.Steps steps = header.steps[block.segment];
        if (!block.byBlocks) {
            readDc(in, block, edge, steps.lumaDc());
        }
        int kind = block.byBlocks ? LUMA : LUMA_WITHOUT_DC;
        readPlane(in, block, edge, kind, 0, 4, 0, steps.luma());
        readPlane(in, block, edge, CHROMA, 4, 2, 16, steps.chroma());
        readPlane(in, block, edge, CHROMA, 6, 2, 20, steps.chroma());
    }

    private void readDc(BoolReader in, Macroblock block, int edge, int[] steps) {
        Arrays.fill(dc, (short) 0);
        int context = above[edge + DC_EDGE] + left[DC_EDGE];
        int count = readBlock(in, header.coefficients[LUMA_DC], context, 0, steps, dc, 0);
        above[edge + DC_EDGE] = left[DC_EDGE] = count > 0 ? 1 : 0;
        Transforms.spreadDc(dc, block.coefficients);
    }

    /**
     * Reads the blocks of a plane.
     *
     * @param column first of the plane's, in the edges
     * @param side of the plane, in blocks
     * @param first of the plane's blocks
     */
    private void readPlane(
            BoolReader in,
            Macroblock block,
            int edge,
            int kind,
            int column,
            int side,
            int first,
            int[] steps) {
        int from = kind == LUMA_WITHOUT_DC ? 1 : 0;
        for (int y = column; y < column + side; y++) {
            for (int x = column; x < column + side; x++) {
                int at = 16 * (first + (y - column) * side + x - column);
                int count =
                        readBlock(
                                in,
                                header.coefficients[kind],
                                above[edge + x] + left[y],
                                from,
                                steps,
                                block.coefficients,
                                at);
                above[edge + x] = left[y] = count > from ? 1 : 0;
                block.coded |= count > 1 || block.coefficients[at] != 0;
            }
        }
    }

    /**
     * Reads one block.
     *
     * @param from first coefficient that is read
     * @return one past the last
     */
    private static int readBlock(
            BoolReader in,
            int[][][] probabilities,
            int context,
            int from,
            int[] steps,
            short[] out,
            int at) {
        int n = from;
        int[] p = probabilities[BANDS[n]][context];
        while (n < 16) {
            if (!in.bit(p[0])) {
                return n;
            }
            while (!in.bit(p[1])) {
                n++;
                if (n == 16) {
                    return 16;
                }
                p = probabilities[BANDS[n]][0];
            }
            int value = in.bit(p[2]) ? readLarge(in, p) : 1;
            p = probabilities[BANDS[n + 1]][value == 1 ? 1 : 2];
            int signed = in.flag() ? -value : value;
            out[at + ZIGZAG[n]] = (short) (signed * steps[n > 0 ? 1 : 0]);
            n++;
        }
        return 16;
    }

    /** A value of 2 or more. */
    private static int readLarge(BoolReader in, int[] p) {
        if (!in.bit(p[3])) {
            return !in.bit(p[4]) ? 2 : 3 + one(in.bit(p[5]));
        }
        if (!in.bit(p[6])) {
            return !in.bit(p[7])
                    ? 5 + one(in.bit(159))
                    : 7 + 2 * one(in.bit(165)) + one(in.bit(145));
        }
        int high = one(in.bit(p[8]));
        int category = 2 * high + one(in.bit(p[9 + high]));
        int value = 0;
        for (int probability : LARGE[category]) {
            value = 2 * value + one(in.bit(probability));
        }
        return value + 3 + (8 << category);
    }

    private static int one(boolean bit) {
        return bit ? 1 : 0;
    }
}
