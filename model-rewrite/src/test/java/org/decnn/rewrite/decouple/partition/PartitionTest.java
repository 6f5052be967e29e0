package org.decnn.rewrite.decouple.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.decnn.rewrite.decouple.partition.Problem.Axis;
import org.decnn.rewrite.decouple.partition.Problem.Link;
import org.decnn.rewrite.structure.GroupShuffle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionTest {

    /** Three streams of six channels, one after the other; the second is shuffled. */
    private static Problem chain(long seed, int slots) {
        Random random = new Random(seed);
        return new Problem(
                2,
                List.of(
                        new Axis(6, new SlotGroups(2, slots, List.of())),
                        new Axis(6, new SlotGroups(2, slots, List.of(GroupShuffle.ofAll(2)))),
                        new Axis(6, new SlotGroups(2, slots, List.of()))),
                List.of(
                        new Link("first", 0, 0, 1, 0, energy(random)),
                        new Link("second", 1, 1, 2, 0, energy(random))));
    }

    private static double[][] energy(Random random) {
        double[][] energy = new double[6][6];
        for (double[] row : energy) {
            Arrays.setAll(row, i -> Math.exp(2 * random.nextGaussian()));
        }
        return energy;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void searchKeepsMoreThanTheChannelsOwnOrderAndThanChance(long seed) {
        Problem problem = chain(seed, 8);

        double kept = problem.kept(Partition.search(problem, seed, 4));

        assertThat(kept).isGreaterThan(problem.kept(Assignment.identity(problem)));
        for (int i = 0; i < 50; i++) {
            assertThat(kept).isGreaterThan(problem.kept(Assignment.random(problem, new Random(i))));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void searchKeepsAsMuchAsTheBestOfAllAssignments(long seed) {
        Random random = new Random(seed);
        Problem problem =
                new Problem(
                        2,
                        List.of(
                                new Axis(4, new SlotGroups(2, 4, List.of(GroupShuffle.ofAll(2)))),
                                new Axis(4, new SlotGroups(2, 6, List.of()))),
                        List.of(
                                new Link("there", 0, 1, 1, 0, corner(energy(random))),
                                new Link("back", 1, 0, 0, 0, corner(energy(random)))));
        double best = 0;
        for (int[] one : fillings(4, 4)) {
            for (int[] other : fillings(6, 4)) {
                best = Math.max(best, problem.kept(new Assignment(new int[][] {one, other})));
            }
        }

        double kept = problem.kept(Partition.search(problem, seed, 8));

        assertThat(kept).isCloseTo(best, within(1e-9));
    }

    @Test
    void theSameSeedGivesTheSameAssignment() {
        Problem problem = chain(7, 10);

        assertThat(Partition.search(problem, 3, 4)).isEqualTo(Partition.search(problem, 3, 4));
    }

    @Test
    void everyChannelStandsSomewhere() {
        Problem problem = chain(9, 10);

        for (int[] channels : Partition.search(problem, 1, 4).channels()) {
            assertThat(channels).hasSize(10).contains(0, 1, 2, 3, 4, 5);
        }
    }

    @Test
    void aDuplicateGoesToTheGroupThatMissesItsChannelMost() {
        double[][] energy = new double[4][4];
        for (int i = 0; i < 4; i++) {
            energy[i][i / 2 * 2] = 1; // outputs 0, 1 read channel 0; outputs 2, 3 channel 2
            energy[i][i / 2 * 2 + 1] = 1;
        }
        energy[3][0] = 0.5;
        Problem problem =
                new Problem(
                        2,
                        List.of(
                                new Axis(4, new SlotGroups(2, 6, List.of())),
                                new Axis(4, new SlotGroups(2, 4, List.of()))),
                        List.of(new Link("link", 0, 0, 1, 0, energy)));

        Assignment found = Partition.search(problem, 1, 8);

        assertThat(problem.kept(found)).isEqualTo(problem.total());
    }

    private static double[][] corner(double[][] matrix) {
        return Arrays.stream(matrix, 0, 4)
                .map(row -> Arrays.copyOf(row, 4))
                .toArray(double[][]::new);
    }

    /** Every way to put channels at positions that leaves none out. */
    private static List<int[]> fillings(int positions, int channels) {
        List<int[]> fillings = new ArrayList<>();
        for (int code = 0; code < Math.pow(channels, positions); code++) {
            int[] at = new int[positions];
            for (int i = 0, rest = code; i < positions; i++, rest /= channels) {
                at[i] = rest % channels;
            }
            if (Arrays.stream(at).distinct().count() == channels) {
                fillings.add(at);
            }
        }
        return fillings;
    }
}
