package org.decnn.benchmarks.lab;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Of some measurements of one thing: the middle one, the least and the greatest.
 *
 * @param n how many there are
 */
public record Spread(double median, double min, double max, int n) {

    /** Of at least one measurement. */
    public static Spread of(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int n = sorted.length;
        double median = n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
        return new Spread(median, sorted[0], sorted[n - 1], n);
    }

    /**
     * The value that so many of a hundred do not exceed, by nearest rank: one that was measured,
     * and for few values the greatest.
     */
    public static OptionalDouble percentile(List<Double> values, double percent) {
        if (values.isEmpty()) {
            return OptionalDouble.empty();
        }
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * sorted.length);
        return OptionalDouble.of(sorted[Math.max(0, rank - 1)]);
    }
}
