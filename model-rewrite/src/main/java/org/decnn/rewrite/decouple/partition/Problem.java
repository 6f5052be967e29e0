package org.decnn.rewrite.decouple.partition;

import java.util.List;

/**
 * Which channel stands at which position of each stream, so that as much weight energy as possible
 * is kept: that of connections whose two ends are in one group.
 */
public record Problem(int groups, List<Axis> axes, List<Link> links) {

    /**
     * A stream's channels and the positions that hold them.
     *
     * @param channels at most as many as there are positions
     */
    public record Axis(int channels, SlotGroups places) {}

    /**
     * A convolution: energy flows from a view of one axis to a view of another.
     *
     * @param energy {@code [output channel][input channel]}, not negative
     */
    public record Link(String name, int from, int fromView, int to, int toView, double[][] energy) {

        public double total() {
            double total = 0;
            for (double[] row : energy) {
                for (double value : row) {
                    total += value;
                }
            }
            return total;
        }
    }

    public double total() {
        return links.stream().mapToDouble(Link::total).sum();
    }

    /** The energy that an assignment keeps, over all links. */
    public double kept(Assignment assignment) {
        return links.stream().mapToDouble(link -> kept(link, assignment)).sum();
    }

    /**
     * The energy of a link that is kept: an output channel that stands at several positions counts
     * with the mean of them, so that each original connection counts once.
     */
    public double kept(Link link, Assignment assignment) {
        boolean[][] present = assignment.present(this, link.from(), link.fromView());
        double[][] share = assignment.shares(this, link.to(), link.toView());
        double kept = 0;
        for (int output = 0; output < share.length; output++) {
            for (int group = 0; group < groups; group++) {
                if (share[output][group] > 0) {
                    kept += share[output][group] * rowEnergy(link.energy()[output], present, group);
                }
            }
        }
        return kept;
    }

    static double rowEnergy(double[] row, boolean[][] present, int group) {
        double energy = 0;
        for (int input = 0; input < row.length; input++) {
            if (present[input][group]) {
                energy += row[input];
            }
        }
        return energy;
    }
}
