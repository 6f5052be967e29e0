package org.decnn.operators.image.webp;

/** What a square of samples is thought to be, by those above it and to its left (RFC 6386, 12). */
final class Prediction {
    private Prediction() {}

    /**
     * Predicts a square of 8 or 16.
     *
     * @param x of its left column; 0 has nothing to the left that counts for a mean
     * @param y of its top row, likewise
     */
    static void square(Plane plane, int x, int y, int side, int mode) {
        switch (mode) {
            case Macroblock.DC -> fill(plane, x, y, side, mean(plane, x, y, side));
            case Macroblock.TRUE_MOTION -> trueMotion(plane, x, y, side);
            case Macroblock.VERTICAL -> {
                for (int j = 0; j < side; j++) {
                    plane.copyRow(x, y - 1, y + j, side);
                }
            }
            default -> {
                for (int j = 0; j < side; j++) {
                    plane.fill(x, y + j, side, plane.get(x - 1, y + j));
                }
            }
        }
    }

    private static int mean(Plane plane, int x, int y, int side) {
        int sum = 0;
        int count = 0;
        for (int i = 0; i < side; i++) {
            sum += (y > 0 ? plane.get(x + i, y - 1) : 0) + (x > 0 ? plane.get(x - 1, y + i) : 0);
            count += (y > 0 ? 1 : 0) + (x > 0 ? 1 : 0);
        }
        return count == 0 ? 128 : (sum + count / 2) / count;
    }

    private static void fill(Plane plane, int x, int y, int side, int value) {
        for (int j = 0; j < side; j++) {
            plane.fill(x, y + j, side, value);
        }
    }

    private static void trueMotion(Plane plane, int x, int y, int side) {
        int corner = plane.get(x - 1, y - 1);
        for (int j = 0; j < side; j++) {
            int row = plane.get(x - 1, y + j) - corner;
            for (int i = 0; i < side; i++) {
                plane.set(x + i, y + j, Plane.clamp(row + plane.get(x + i, y - 1)));
            }
        }
    }

    /**
     * Predicts a block of 4 × 4.
     *
     * @param edge samples around it: the left ones from below, the corner, 8 above; see {@link
     *     #edge}
     */
    static void block(Plane plane, int x, int y, int mode, int[] edge) {
        switch (mode) {
            case Macroblock.DC -> {
                int sum = 4;
                for (int i = 0; i < 4; i++) {
                    sum += edge[i] + edge[5 + i];
                }
                fill(plane, x, y, 4, sum >> 3);
            }
            case Macroblock.TRUE_MOTION -> trueMotion(plane, x, y, 4);
            default -> {
                for (int i = 0; i < 16; i++) {
                    int value = directed(mode, i % 4, i / 4, edge);
                    plane.set(x + i % 4, y + i / 4, value);
                }
            }
        }
    }

    /**
     * Takes the samples around a block of 4 × 4.
     *
     * @param above of the four to the right of those above it
     * @param edge becomes left 3 to 0, the corner, above 0 to 7
     */
    static void edge(Plane plane, int x, int y, int[] above, int[] edge) {
        for (int i = 0; i < 4; i++) {
            edge[i] = plane.get(x - 1, y + 3 - i);
            edge[5 + i] = plane.get(x + i, y - 1);
            edge[9 + i] = above[i];
        }
        edge[4] = plane.get(x - 1, y - 1);
    }

    /** One sample of a block that is drawn along a direction. */
    private static int directed(int mode, int x, int y, int[] edge) {
        return switch (mode) {
            case Macroblock.VERTICAL -> three(edge, 5 + x);
            case Macroblock.HORIZONTAL ->
                    y < 3 ? three(edge, 3 - y) : edge[1] + 3 * edge[0] + 2 >> 2;
            case Macroblock.LEFT_DOWN ->
                    x + y < 6 ? three(edge, 6 + x + y) : edge[11] + 3 * edge[12] + 2 >> 2;
            case Macroblock.RIGHT_DOWN -> three(edge, 4 + x - y);
            case Macroblock.VERTICAL_RIGHT -> verticalRight(x, y, edge);
            case Macroblock.VERTICAL_LEFT -> verticalLeft(x, y, edge);
            case Macroblock.HORIZONTAL_DOWN -> horizontalDown(x, y, edge);
            default -> horizontalUp(x + 2 * y, edge);
        };
    }

    private static int verticalRight(int x, int y, int[] edge) {
        int along = 2 * x - y; // in halves
        if (along < 0) {
            return three(edge, 5 + along);
        }
        return along % 2 == 0 ? two(edge, 4 + along / 2) : three(edge, 5 + along / 2);
    }

    private static int verticalLeft(int x, int y, int[] edge) {
        if (x == 3 && y >= 2) {
            return three(edge, 8 + y);
        }
        int from = 5 + x + y / 2;
        return y % 2 == 0 ? two(edge, from) : three(edge, from + 1);
    }

    private static int horizontalDown(int x, int y, int[] edge) {
        int along = 2 * y - x; // in halves
        if (along < 0) {
            return three(edge, 3 - along);
        }
        return along % 2 == 0 ? two(edge, 3 - along / 2) : three(edge, 3 - along / 2);
    }

    private static int horizontalUp(int along, int[] edge) {
        if (along > 5) {
            return edge[0];
        }
        if (along == 5) {
            return edge[1] + 3 * edge[0] + 2 >> 2;
        }
        return along % 2 == 0 ? two(edge, 2 - along / 2) : three(edge, 2 - along / 2);
    }

    /** Mean of a sample and the next. */
    private static int two(int[] edge, int at) {
        return edge[at] + edge[at + 1] + 1 >> 1;
    }

    /** Mean of a sample, counted twice, and its neighbours. */
    private static int three(int[] edge, int at) {
        return edge[at - 1] + 2 * edge[at] + edge[at + 1] + 2 >> 2;
    }
}
