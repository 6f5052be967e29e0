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
     */
    static Resampling of(int from, long to, long offset, int count) {
        double scale = (double) from / to;
        double support = Math.max(scale, 1); // half the triangle's base, in source samples
        int[] first = new int[count];
        int[][] weights = new int[count][];
        for (int i = 0; i < count; i++) {
            double centre = (offset + i + 0.5) * scale;
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
        int width = columns.first.length;
        int height = rows.first.length;
        byte[] planes = new byte[picture.bands() * width * height];
        int top = rows.first[0];
        int needed = rows.first[height - 1] + rows.weights[height - 1].length - top;
        byte[] narrowed = new byte[needed * width];
        for (int band = 0; band < picture.bands(); band++) {
            for (int y = 0; y < needed; y++) {
                columns.alongRow(picture, top + y, band, narrowed, y * width);
            }
            for (int y = 0; y < height; y++) {
                int from = (rows.first[y] - top) * width;
                int to = (band * height + y) * width;
                sumRows(narrowed, from, rows.weights[y], planes, to, width);
            }
        }
        return planes;
    }

    private void alongRow(Pixels picture, int row, int band, byte[] out, int outAt) {
        byte[] samples = picture.samples();
        int step = picture.bands();
        int start = row * picture.width() * step + band;
        for (int x = 0; x < first.length; x++) {
            int at = start + first[x] * step;
            int sum = HALF;
            for (int weight : weights[x]) {
                sum += (samples[at] & 0xff) * weight;
                at += step;
            }
            out[outAt + x] = (byte) (sum >> FRACTION_BITS);
        }
    }

    private static void sumRows(
            byte[] in, int at, int[] weights, byte[] out, int outAt, int width) {
        int[] sums = new int[width];
        Arrays.fill(sums, HALF);
        for (int weight : weights) {
            for (int x = 0; x < width; x++) {
                sums[x] += (in[at + x] & 0xff) * weight;
            }
            at += width;
        }
        for (int x = 0; x < width; x++) {
            out[outAt + x] = (byte) (sums[x] >> FRACTION_BITS);
        }
    }
}
