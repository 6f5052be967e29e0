package org.decnn.operators.image;

/** Where a GIF's palette indices go: row after row, or, interlaced, every eighth row first. */
final class GifRows {
    private static final int[] FIRST_ROWS = {0, 4, 2, 1};
    private static final int[] ROW_STEPS = {8, 8, 4, 2};

    private final int width;
    private final int height;
    private final boolean interlaced;
    private final byte[] indices;
    private int written;
    private int x;
    private int y;
    private int pass;

    GifRows(int width, int height, boolean interlaced) {
        this.width = width;
        this.height = height;
        this.interlaced = interlaced;
        indices = new byte[width * height];
    }

    boolean full() {
        return written == indices.length;
    }

    int percent() {
        return (int) (100L * written / indices.length);
    }

    /** Rows from the top. */
    byte[] indices() {
        return indices;
    }

    /** Puts what is in the array from a place on; what no longer fits is surplus. */
    void put(byte[] string, int from) {
        for (int i = from; i < string.length; i++) {
            put(string[i]);
        }
    }

    void put(byte index) {
        if (full()) {
            return;
        }
        indices[y * width + x] = index;
        written++;
        x++;
        if (x == width) {
            x = 0;
            nextRow();
        }
    }

    private void nextRow() {
        y += interlaced ? ROW_STEPS[pass] : 1;
        while (interlaced && y >= height && pass < 3) {
            pass++;
            y = FIRST_ROWS[pass];
        }
    }
}
