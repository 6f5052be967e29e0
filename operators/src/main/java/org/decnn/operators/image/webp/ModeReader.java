package org.decnn.operators.image.webp;

import java.util.Arrays;

/** Reads how each macroblock is predicted (RFC 6386, 11), rows from the top. */
final class ModeReader {
    /** Next node by node and bit; a mode is negated, and ends. */
    private static final int[] BLOCK_MODE_TREE = {
        -Macroblock.DC,
        1,
        -Macroblock.TRUE_MOTION,
        2,
        -Macroblock.VERTICAL,
        3,
        4,
        6,
        -Macroblock.HORIZONTAL,
        5,
        -Macroblock.RIGHT_DOWN,
        -Macroblock.VERTICAL_RIGHT,
        -Macroblock.LEFT_DOWN,
        7,
        -Macroblock.VERTICAL_LEFT,
        8,
        -Macroblock.HORIZONTAL_DOWN,
        -Macroblock.HORIZONTAL_UP
    };

    private final BoolReader in;
    private final Vp8Header header;

    /** Modes of the blocks above, across the picture, and to the left. */
    private final int[] above;

    private final int[] left = new int[4];

    ModeReader(BoolReader in, Vp8Header header, int columns) {
        this.in = in;
        this.header = header;
        above = new int[4 * columns];
    }

    void startRow() {
        Arrays.fill(left, Macroblock.DC);
    }

    void read(Macroblock block, int column) {
        block.segment = header.segmentProbabilities == null ? 0 : readSegment();
        block.skipped = header.skipProbability >= 0 && in.bit(header.skipProbability);
        block.byBlocks = !in.bit(145);
        if (block.byBlocks) {
            readBlockModes(block, 4 * column);
        } else {
            int mode = readLumaMode();
            Arrays.fill(block.lumaModes, mode);
            Arrays.fill(left, mode);
            Arrays.fill(above, 4 * column, 4 * column + 4, mode);
        }
        block.chromaMode = readChromaMode();
    }

    private int readSegment() {
        int[] probabilities = header.segmentProbabilities;
        return in.bit(probabilities[0])
                ? in.bit(probabilities[2]) ? 3 : 2
                : in.bit(probabilities[1]) ? 1 : 0;
    }

    private int readLumaMode() {
        if (in.bit(156)) {
            return in.bit(BoolReader.EVEN) ? Macroblock.TRUE_MOTION : Macroblock.HORIZONTAL;
        }
        return in.bit(163) ? Macroblock.VERTICAL : Macroblock.DC;
    }

    private int readChromaMode() {
        if (!in.bit(142)) {
            return Macroblock.DC;
        }
        if (!in.bit(114)) {
            return Macroblock.VERTICAL;
        }
        return in.bit(183) ? Macroblock.TRUE_MOTION : Macroblock.HORIZONTAL;
    }

    private void readBlockModes(Macroblock block, int from) {
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 4; x++) {
                int[] probabilities = Vp8Tables.BLOCK_MODES[above[from + x]][left[y]];
                int node = 0;
                do {
                    node = BLOCK_MODE_TREE[2 * node + (in.bit(probabilities[node]) ? 1 : 0)];
                } while (node > 0);
                above[from + x] = -node;
                left[y] = -node;
                block.lumaModes[4 * y + x] = -node;
            }
        }
    }
}
