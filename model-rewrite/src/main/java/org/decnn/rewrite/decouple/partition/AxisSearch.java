package org.decnn.rewrite.decouple.partition;

import java.util.ArrayList;
import java.util.List;
import org.decnn.rewrite.decouple.partition.Problem.Axis;
import org.decnn.rewrite.decouple.partition.Problem.Link;

/**
 * The best assignment of one axis while the others stay: a transportation problem, since what a
 * channel is worth depends on its own positions alone. Positions change channels, pairwise or one
 * by one, as long as that keeps more energy.
 */
final class AxisSearch {

    private static final double LEAST_GAIN = 1e-9;

    private final Axis axis;
    private final int[] at;
    private final List<List<Integer>> positions = new ArrayList<>();
    private final double[] worth;

    /** {@code [view][channel][group]}: what reads a channel in a group. */
    private final double[][][] read;

    /** {@code [view][channel][group]}: what a channel is computed from in a group. */
    private final double[][][] written;

    AxisSearch(Problem problem, Assignment assignment, int index) {
        axis = problem.axes().get(index);
        at = assignment.channels()[index];
        int views = axis.places().views();
        read = new double[views][axis.channels()][problem.groups()];
        written = new double[views][axis.channels()][problem.groups()];
        for (Link link : problem.links()) {
            if (link.from() == index) {
                addReader(problem, link, assignment);
            }
            if (link.to() == index) {
                addWriter(problem, link, assignment);
            }
        }
        for (int channel = 0; channel < axis.channels(); channel++) {
            positions.add(new ArrayList<>());
        }
        for (int position = 0; position < at.length; position++) {
            positions.get(at[position]).add(position);
        }
        worth = new double[axis.channels()];
        for (int channel = 0; channel < worth.length; channel++) {
            worth[channel] = worth(channel, -1, -1);
        }
    }

    private void addReader(Problem problem, Link link, Assignment assignment) {
        double[][] shares = assignment.shares(problem, link.to(), link.toView());
        for (int output = 0; output < shares.length; output++) {
            for (int group = 0; group < problem.groups(); group++) {
                if (shares[output][group] > 0) {
                    for (int input = 0; input < axis.channels(); input++) {
                        read[link.fromView()][input][group] +=
                                shares[output][group] * link.energy()[output][input];
                    }
                }
            }
        }
    }

    private void addWriter(Problem problem, Link link, Assignment assignment) {
        boolean[][] present = assignment.present(problem, link.from(), link.fromView());
        for (int output = 0; output < axis.channels(); output++) {
            for (int group = 0; group < problem.groups(); group++) {
                written[link.toView()][output][group] +=
                        Problem.rowEnergy(link.energy()[output], present, group);
            }
        }
    }

    /** Improves the axis in place; gives whether anything changed. */
    boolean improve() {
        boolean changed = false;
        boolean again = true;
        while (again) {
            again = false;
            for (int position = 0; position < at.length; position++) {
                again |= replace(position) | swap(position);
            }
            changed |= again;
        }
        return changed;
    }

    private boolean swap(int position) {
        boolean changed = false;
        for (int other = position + 1; other < at.length; other++) {
            int one = at[position];
            int two = at[other];
            if (one != two) {
                double first = worth(one, position, other);
                double second = worth(two, other, position);
                if (first + second > worth[one] + worth[two] + LEAST_GAIN) {
                    put(position, two);
                    put(other, one);
                    worth[one] = first;
                    worth[two] = second;
                    changed = true;
                }
            }
        }
        return changed;
    }

    private boolean replace(int position) {
        int old = at[position];
        if (positions.get(old).size() == 1) {
            return false;
        }
        double without = worth(old, position, -1);
        double best = LEAST_GAIN;
        int bestChannel = -1;
        for (int channel = 0; channel < worth.length; channel++) {
            if (channel != old) {
                double gain = without + worth(channel, -1, position) - worth[old] - worth[channel];
                if (gain > best) {
                    best = gain;
                    bestChannel = channel;
                }
            }
        }
        if (bestChannel < 0) {
            return false;
        }
        worth[bestChannel] = worth(bestChannel, -1, position);
        worth[old] = without;
        put(position, bestChannel);
        return true;
    }

    private void put(int position, int channel) {
        positions.get(at[position]).remove((Integer) position);
        positions.get(channel).add(position);
        at[position] = channel;
    }

    /** What a channel keeps without one of its positions and with another one (or -1). */
    private double worth(int channel, int without, int with) {
        List<Integer> own = positions.get(channel);
        int count = own.size() - (without < 0 ? 0 : 1) + (with < 0 ? 0 : 1);
        double worth = 0;
        for (int view = 0; view < read.length; view++) {
            long seen = 0;
            double computed = 0;
            for (int i = -1; i < own.size(); i++) {
                int position = i < 0 ? with : own.get(i);
                if (position >= 0 && position != without) {
                    int group = axis.places().group(view, position);
                    computed += written[view][channel][group];
                    if ((seen & 1L << group) == 0) {
                        worth += read[view][channel][group];
                        seen |= 1L << group;
                    }
                }
            }
            worth += computed / count;
        }
        return worth;
    }
}
