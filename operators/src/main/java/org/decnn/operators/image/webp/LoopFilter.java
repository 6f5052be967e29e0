package org.decnn.operators.image.webp;

/** Smooths what shows of the edges of blocks (RFC 6386, 15). Works on a whole decoded frame. */
final class LoopFilter {
    /** In one plane: from a sample to the next across an edge, and to the next along it. */
    private record Direction(byte[] samples, int across, int along) {}

    private LoopFilter() {}

    /**
     * Filters the edges of one macroblock; those before it are filtered already.
     *
     * @param level 0 to 63; 0 leaves it
     * @param inside whether the edges of its blocks are filtered too
     */
    static void filter(
            Vp8Header header, Plane[] planes, int column, int row, int level, boolean inside) {
        if (level == 0) {
            return;
        }
        int sharpness = header.sharpness;
        int steep = sharpness > 4 ? level >> 2 : sharpness > 0 ? level >> 1 : level;
        if (sharpness > 0) {
            steep = Math.min(steep, 9 - sharpness);
        }
        steep = Math.max(1, steep);
        int limit = 2 * level + steep;
        int busy = level >= 40 ? 2 : level >= 15 ? 1 : 0;
        boolean simple = header.filter == Vp8Header.Filter.SIMPLE;
        for (boolean upright : new boolean[] {true, false}) {
            for (int i = 0; i < (simple ? 1 : planes.length); i++) {
                Plane plane = planes[i];
                int side = i == 0 ? 16 : 8;
                int at = plane.at(column * side, row * side);
                Direction direction =
                        upright
                                ? new Direction(plane.samples(), 1, plane.stride())
                                : new Direction(plane.samples(), plane.stride(), 1);
                if ((upright ? column : row) > 0) {
                    edge(direction, at, side, simple, limit + 4, steep, busy, true);
                }
                for (int inner = 4; inside && inner < side; inner += 4) {
                    int from = at + inner * direction.across;
                    edge(direction, from, side, simple, limit, steep, busy, false);
                }
            }
        }
    }

    private static void edge(
            Direction direction,
            int from,
            int side,
            boolean simple,
            int limit,
            int steep,
            int busy,
            boolean outer) {
        byte[] s = direction.samples;
        int step = direction.across;
        for (int i = 0; i < side; i++) {
            int at = from + i * direction.along;
            if (4 * difference(s, at - step, at) + difference(s, at - 2 * step, at + step)
                    > 2 * limit + 1) {
                continue;
            }
            if (simple) {
                change(s, at, step, true, 1);
            } else if (isSmooth(s, at, step, steep)) {
                boolean isBusy =
                        difference(s, at - 2 * step, at - step) > busy
                                || difference(s, at + step, at) > busy;
                if (isBusy) {
                    change(s, at, step, true, 1);
                } else if (outer) {
                    changeSix(s, at, step);
                } else {
                    change(s, at, step, false, 2);
                }
            }
        }
    }

    private static int difference(byte[] s, int a, int b) {
        return Math.abs((s[a] & 0xff) - (s[b] & 0xff));
    }

    /** Whether neighbours on either side are alike. */
    private static boolean isSmooth(byte[] s, int at, int step, int steep) {
        return difference(s, at - 4 * step, at - 3 * step) <= steep
                && difference(s, at - 3 * step, at - 2 * step) <= steep
                && difference(s, at - 2 * step, at - step) <= steep
                && difference(s, at + 3 * step, at + 2 * step) <= steep
                && difference(s, at + 2 * step, at + step) <= steep
                && difference(s, at + step, at) <= steep;
    }

    /**
     * Brings the samples at an edge closer.
     *
     * @param outerCounts whether the samples behind them say how much
     * @param each samples on each side that are changed, 1 or 2
     */
    private static void change(byte[] s, int at, int step, boolean outerCounts, int each) {
        int p1 = s[at - 2 * step] & 0xff;
        int p0 = s[at - step] & 0xff;
        int q0 = s[at] & 0xff;
        int q1 = s[at + step] & 0xff;
        int a = 3 * (q0 - p0) + (outerCounts ? signed(p1 - q1, 128) : 0);
        int down = signed(a + 4 >> 3, 16);
        int up = signed(a + 3 >> 3, 16);
        s[at - step] = (byte) Plane.clamp(p0 + up);
        s[at] = (byte) Plane.clamp(q0 - down);
        if (each == 2) {
            int less = down + 1 >> 1;
            s[at - 2 * step] = (byte) Plane.clamp(p1 + less);
            s[at + step] = (byte) Plane.clamp(q1 - less);
        }
    }

    private static void changeSix(byte[] s, int at, int step) {
        int p1 = s[at - 2 * step] & 0xff;
        int p0 = s[at - step] & 0xff;
        int q0 = s[at] & 0xff;
        int q1 = s[at + step] & 0xff;
        int a = signed(3 * (q0 - p0) + signed(p1 - q1, 128), 128);
        for (int i = 0; i < 3; i++) {
            int share = (27 - 9 * i) * a + 63 >> 7;
            int before = at - (i + 1) * step;
            int behind = at + i * step;
            s[before] = (byte) Plane.clamp((s[before] & 0xff) + share);
            s[behind] = (byte) Plane.clamp((s[behind] & 0xff) - share);
        }
    }

    /** The nearest of -most to most - 1. */
    private static int signed(int value, int most) {
        return Math.max(-most, Math.min(value, most - 1));
    }
}
