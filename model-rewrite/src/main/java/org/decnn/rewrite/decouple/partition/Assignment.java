package org.decnn.rewrite.decouple.partition;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.decnn.rewrite.decouple.partition.Problem.Axis;

/**
 * The channel at each position of each axis. Each channel stands at one position at least.
 *
 * @param channels {@code [axis][position]}
 */
public record Assignment(int[][] channels) {

    /** Channels in their own order, and again from the first where there are more positions. */
    public static Assignment identity(Problem problem) {
        return of(problem, axis -> {});
    }

    /** Channels anywhere, extra positions to any channel. */
    public static Assignment random(Problem problem, Random random) {
        return of(problem, positions -> shuffle(positions, random));
    }

    private static Assignment of(Problem problem, Consumer<int[]> order) {
        return new Assignment(
                problem.axes().stream()
                        .map(
                                axis -> {
                                    int[] channels =
                                            IntStream.range(0, axis.places().slots())
                                                    .map(position -> position % axis.channels())
                                                    .toArray();
                                    order.accept(channels);
                                    return channels;
                                })
                        .toArray(int[][]::new));
    }

    private static void shuffle(int[] values, Random random) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int value = values[i];
            values[i] = values[j];
            values[j] = value;
        }
    }

    public Assignment copy() {
        return new Assignment(Arrays.stream(channels).map(int[]::clone).toArray(int[][]::new));
    }

    /** {@code [channel][group]}: whether a group holds a channel in a view. */
    boolean[][] present(Problem problem, int axis, int view) {
        Axis of = problem.axes().get(axis);
        boolean[][] present = new boolean[of.channels()][problem.groups()];
        for (int position = 0; position < channels[axis].length; position++) {
            present[channels[axis][position]][of.places().group(view, position)] = true;
        }
        return present;
    }

    /** {@code [channel][group]}: the share of a channel's positions that are in a group. */
    double[][] shares(Problem problem, int axis, int view) {
        Axis of = problem.axes().get(axis);
        int[] count = counts(of.channels(), channels[axis]);
        double[][] shares = new double[of.channels()][problem.groups()];
        for (int position = 0; position < channels[axis].length; position++) {
            int channel = channels[axis][position];
            shares[channel][of.places().group(view, position)] += 1.0 / count[channel];
        }
        return shares;
    }

    static int[] counts(int channels, int[] at) {
        int[] count = new int[channels];
        for (int channel : at) {
            count[channel]++;
        }
        return count;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Assignment that && Arrays.deepEquals(channels, that.channels);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(channels);
    }

    @Override
    public String toString() {
        return Arrays.deepToString(channels);
    }
}
