package org.decnn.operators.image.webp;

import java.util.Arrays;

/** What is read of one macroblock: 16 × 16 pixels, 25 blocks of 16 coefficients. */
final class Macroblock {
    /** Blocks of luma, from the top, then of both chromas. */
    static final int BLOCKS = 24;

    /** Of 16 × 16 pixels or of a block of 4 × 4, in the order of RFC 6386. */
    static final int DC = 0;

    static final int TRUE_MOTION = 1;
    static final int VERTICAL = 2;
    static final int HORIZONTAL = 3;
    static final int LEFT_DOWN = 4;
    static final int RIGHT_DOWN = 5;
    static final int VERTICAL_RIGHT = 6;
    static final int VERTICAL_LEFT = 7;
    static final int HORIZONTAL_DOWN = 8;
    static final int HORIZONTAL_UP = 9;

    int segment;
    boolean skipped;

    /** Whether each block of luma has a mode of its own. */
    boolean byBlocks;

    /** Of the blocks; all the same where they have none of their own. */
    final int[] lumaModes = new int[16];

    int chromaMode;

    /** Times their steps, block after block. */
    final short[] coefficients = new short[16 * BLOCKS];

    /** Whether any coefficient was read that is not 0. */
    boolean coded;

    void clearCoefficients() {
        Arrays.fill(coefficients, (short) 0);
        coded = false;
    }
}
