package org.decnn.rewrite.plan;

/**
 * What a way of using the boards is expected to give.
 *
 * @param file of the network
 * @param exchange what its shards do between stages, as {@code gather}; empty where nothing is sent
 * @param megabitsPerSecond of each board's link, in each direction
 * @param measured whether its graphs were measured, not reckoned from others'
 * @param imagesPerSecond of all boards together, images never lacking
 * @param latencyMs of one image alone
 * @param memoryMB that a TaskManager holds on the board that holds most, 10⁶ bytes
 * @param fits whether the board's memory is enough, also while weights are loaded
 * @param computeMs that a board computes for each image that passes it
 * @param overheadMs that it takes for the rest
 * @param linkMs that its link is taken
 * @param limit what sets the pace
 */
public record PlannedWay(
        String file,
        Way way,
        String exchange,
        double megabitsPerSecond,
        boolean measured,
        double imagesPerSecond,
        double latencyMs,
        double memoryMB,
        boolean fits,
        double computeMs,
        double overheadMs,
        double linkMs,
        Limit limit) {

    /** What sets the pace. */
    public enum Limit {
        /** All of a board's cores are busy. */
        COMPUTE,
        /** One graph is computed by fewer cores than the board has: more threads would help. */
        ONE_GRAPH,
        /** Slices on the link. */
        LINK
    }

    /** For people. */
    public String label() {
        return way.label(exchange);
    }
}
