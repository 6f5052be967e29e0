package org.decnn.operators.image;

import java.util.Arrays;

/**
 * Which source samples each output sample of one axis is made of, and how much of each: a triangle
 * that widens with the reduction (bilinear with antialiasing). The fixed-point arithmetic is that
 * of Pillow's {@code Resample.c}, so results equal {@code Image.resize(…, BILINEAR)} to the bit.
 *
 * @param first index of the first source sample of each output
 * @param weights of consecutive source samples, for each output; they sum to 2^22
 */
record Resampling(int[] first, int[][] weights) {
    private static final int FRACTION_BITS = 22;
    private static final int HALF = 1 << (FRACTION_BITS - 1);

    /**
     * Resizes an axis and keeps a stretch of the result.
     *
     * @param from samples of the source axis
     * @param to samples it is resized to
     * @param offset first of those that is kept
     * @param count how many are kept
     * @param step how many of these one sample of the result stands for
     */
    static Resampling of(int from, long to, long offset, int count, int step) {
        double scale = (double) from / to;
        // Half the triangle's base, in source samples.
        double support = Math.max(step * scale, 1);
        int kept = count / step;
        int[] first = new int[kept];
        int[][] weights = new int[kept][];
        for (int i = 0; i < kept; i++) {
            double centre = (offset + step * (i + 0.5)) * scale;
            first[i] = Math.max(0, (int) (centre - support + 0.5));
            int end = Math.min(from, (int) (centre + support + 0.5));
            weights[i] = triangle(first[i], end - first[i], centre, 1 / support);
        }
        return new Resampling(first, weights);
    }

    private static int[] triangle(int first, int count, double centre, double perSample) {
        double[] heights = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double distance = Math.abs((i + first - centre + 0.5) * perSample);
            heights[i] = Math.max(0, 1 - distance);
            sum += heights[i];
        }
        int[] weights = new int[count];
        for (int i = 0; i < count; i++) {
            weights[i] = (int) (0.5 + heights[i] / sum * (1 << FRACTION_BITS));
        }
        return weights;
    }

    /**
     * Resizes and cuts a picture, first along its rows, then along its columns.
     *
     * @return one plane of {@code rows.length × columns.length} for each band of the picture
     */
    static byte[] apply(Pixels picture, Resampling columns, Resampling rows) {
        if (picture.bands() == 1) {
            return plane(picture, 0, columns, rows);
        }
        int width = columns.first.length;
        int top = rows.first[0];
        int needed = rows.end() - top;
        byte[] narrowed = new byte[needed * 3 * width];
        for (int y = 0; y < needed; y++) {
            int start = (top + y) * picture.width() * 3;
            columns.alongColours(picture.samples(), start, narrowed, y * 3 * width);
        }
        return rows.acrossRows(narrowed, top, 3, width);
    }

    /**
     * Resizes and cuts one band of a picture.
     *
     * @return a plane of {@code rows.length × columns.length}
     */
    static byte[] plane(Pixels picture, int band, Resampling columns, Resampling rows) {
        int width = columns.first.length;
        int top = rows.first[0];
        int needed = rows.end() - top;
        byte[] narrowed = new byte[needed * width];
        for (int y = 0; y < needed; y++) {
            int start = (top + y) * picture.width() * picture.bands() + band;
            columns.along(picture.samples(), start, picture.bands(), narrowed, y * width);
        }
        return rows.acrossRows(narrowed, top, 1, width);
    }

    /** One past the last source sample. */
    private int end() {
        int last = first.length - 1;
        return first[last] + weights[last].length;
    }

    /**
     * Resizes columns.
     *
     * @param narrowed of each row from the top one first the first band, then the second
     */
    private byte[] acrossRows(byte[] narrowed, int top, int bands, int width) {
        int height = first.length;
        byte[] planes = new byte[bands * width * height];
        int[] sums = new int[bands * width];
        for (int y = 0; y < height; y++) {
            int at = (first[y] - top) * sums.length;
            if (weights[y].length <= 3) {
                sumThreeRows(narrowed, at, weights[y], sums);
            } else {
                sumRows(narrowed, at, weights[y], sums);
            }
            for (int band = 0; band < bands; band++) {
                int to = (band * height + y) * width;
                for (int x = 0; x < width; x++) {
                    planes[to + x] = (byte) (sums[band * width + x] >> FRACTION_BITS);
                }
            }
        }
        return planes;
    }

    /** Three bands in one pass, so that each weight is read once. */
    private void alongColours(byte[] samples, int start, byte[] out, int outAt) {
        int width = first.length;
        for (int x = 0; x < width; x++) {
            int at = start + 3 * first[x];
            int red = HALF;
            int green = HALF;
            int blue = HALF;
            for (int weight : weights[x]) {
                red += (samples[at] & 0xff) * weight;
                green += (samples[at + 1] & 0xff) * weight;
                blue += (samples[at + 2] & 0xff) * weight;
                at += 3;
            }
            out[outAt + x] = (byte) (red >> FRACTION_BITS);
            out[outAt + width + x] = (byte) (green >> FRACTION_BITS);
            out[outAt + 2 * width + x] = (byte) (blue >> FRACTION_BITS);
        }
    }

    /** One band of pixels that have several. */
    private void along(byte[] samples, int start, int bands, byte[] out, int outAt) {
        for (int x = 0; x < first.length; x++) {
            int at = start + bands * first[x];
            int sum = HALF;
            for (int weight : weights[x]) {
                sum += (samples[at] & 0xff) * weight;
                at += bands;
            }
            out[outAt + x] = (byte) (sum >> FRACTION_BITS);
        }
    }

    /** As many as most pictures need, in one pass. */
    private static void sumThreeRows(byte[] in, int at, int[] weights, int[] sums) {
        int count = weights.length;
        int second = count > 1 ? at + sums.length : at;
        int third = count > 2 ? second + sums.length : at;
        int weight = weights[0];
        int secondWeight = count > 1 ? weights[1] : 0;
        int thirdWeight = count > 2 ? weights[2] : 0;
        for (int x = 0; x < sums.length; x++) {
            sums[x] =
                    HALF
                            + (in[at + x] & 0xff) * weight
                            + (in[second + x] & 0xff) * secondWeight
                            + (in[third + x] & 0xff) * thirdWeight;
        }
    }

    private static void sumRows(byte[] in, int at, int[] weights, int[] sums) {
        Arrays.fill(sums, HALF);
        for (int weight : weights) {
            for (int x = 0; x < sums.length; x++) {
                sums[x] += (in[at + x] & 0xff) * weight;
            }
            at += sums.length;
        }
    }
}
