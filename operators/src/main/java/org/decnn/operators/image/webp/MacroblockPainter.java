package org.decnn.operators.image.webp;

/** Puts macroblocks into the planes: predictions, and what they are off. */
final class MacroblockPainter {
    private final Plane luma;
    private final Plane[] chromas;
    private final int columns;

    /** Of four samples at the right above. */
    private final int[] aboveRight = new int[4];

    private final int[] within = new int[4];
    private final int[] edge = new int[13];

    /**
     * @param planes of luma and both chromas
     */
    MacroblockPainter(Plane[] planes, int columns) {
        luma = planes[0];
        chromas = new Plane[] {planes[1], planes[2]};
        this.columns = columns;
    }

    void paint(Macroblock block, int column, int row) {
        if (block.byBlocks) {
            paintBlocks(block, column, row);
        } else {
            Prediction.square(luma, 16 * column, 16 * row, 16, block.lumaModes[0]);
            add(block, luma, 16 * column, 16 * row, 0, 4);
        }
        for (int i = 0; i < chromas.length; i++) {
            Prediction.square(chromas[i], 8 * column, 8 * row, 8, block.chromaMode);
            add(block, chromas[i], 8 * column, 8 * row, 16 + 4 * i, 2);
        }
    }

    private static void add(Macroblock block, Plane plane, int x, int y, int first, int side) {
        for (int i = 0; block.coded && i < side * side; i++) {
            int at = 16 * (first + i);
            Transforms.add(block.coefficients, at, plane, x + i % side * 4, y + i / side * 4);
        }
    }

    /** The blocks at the right all see what is above the next macroblock, not beside them. */
    private void paintBlocks(Macroblock block, int column, int row) {
        for (int i = 0; i < aboveRight.length; i++) {
            int x = 16 * column + (column < columns - 1 ? 16 + i : 15);
            aboveRight[i] = row == 0 ? luma.get(0, -1) : luma.get(x, 16 * row - 1);
        }
        for (int i = 0; i < 16; i++) {
            int x = 16 * column + i % 4 * 4;
            int y = 16 * row + i / 4 * 4;
            boolean last = i % 4 == 3;
            for (int j = 0; !last && j < within.length; j++) {
                within[j] = luma.get(x + 4 + j, y - 1);
            }
            Prediction.edge(luma, x, y, last ? aboveRight : within, edge);
            Prediction.block(luma, x, y, block.lumaModes[i], edge);
            if (block.coded) {
                Transforms.add(block.coefficients, 16 * i, luma, x, y);
            }
        }
    }
}
