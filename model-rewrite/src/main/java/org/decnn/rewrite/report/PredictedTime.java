package org.decnn.rewrite.report;

/**
 * What {@link CostModel} expects of a split network.
 *
 * @param megabitsPerSecond of each device's link, in each direction
 * @param computeMs the busiest device computes for one image
 * @param linkMs the busiest link is taken for one image, in its busiest direction
 * @param imageMs between two answers, images being pipelined
 * @param latencyMs between an image and its answer, nothing overlapping
 */
public record PredictedTime(
        int devices,
        double megabitsPerSecond,
        double computeMs,
        double linkMs,
        double imageMs,
        double latencyMs) {

    /** Whether the network, not the devices, sets the pace. */
    public boolean networkBound() {
        return linkMs > computeMs;
    }
}
