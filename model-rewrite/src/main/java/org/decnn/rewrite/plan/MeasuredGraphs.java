package org.decnn.rewrite.plan;

import org.decnn.model.shard.Stem;

/**
 * How long a board takes for the graphs of one shard, all stages from 1, nothing else running: what
 * {@code settings --measure} finds.
 *
 * @param network its name, as {@code shard} took it from its file
 * @param shards that it is split over
 * @param gigaMacs 10⁹ multiply-accumulates of the shard for one image
 * @param ms of one image, one graph after the other
 * @param imagesPerSecond with all cores, each graph in a thread of its own; 0 where it was not
 *     measured
 */
public record MeasuredGraphs(
        String network, int shards, Stem stem, double gigaMacs, double ms, double imagesPerSecond) {

    /** Figures of the same graphs are equal but for how they were rounded. */
    private static final double ROUNDING = 0.002;

    /** What a dense network's shards compute more than once, at most. */
    private static final double REPEATED = 0.2;

    /** What the busiest shard has above its part, where all networks but this are further off. */
    private static final double UNEVEN = 0.02;

    public MeasuredGraphs {
        if (network == null || stem == null || shards < 1) {
            throw new IllegalArgumentException("it says network, stem, and shards of 1 or more");
        }
        if (!(gigaMacs > 0) || !(ms > 0) || !(imagesPerSecond >= 0)) {
            throw new IllegalArgumentException("gigaMacs and ms are above 0");
        }
    }

    double gigaMacsPerSecond() {
        return gigaMacs / (ms / 1000);
    }

    /** Whether these are the graphs of such a split: its multiply-accumulates tell. */
    boolean isOf(Way way, double busiestGigaMacs) {
        return shards == way.shards()
                && stem == way.stem()
                && Math.abs(gigaMacs - busiestGigaMacs) <= ROUNDING * busiestGigaMacs;
    }

    /** Whether these are graphs of the network, however it was split and its file is called. */
    boolean isOf(String name, double wholeGigaMacs) {
        double apart = Math.abs(gigaMacs * shards - wholeGigaMacs) / wholeGigaMacs;
        return apart <= (network.equals(name) ? REPEATED : UNEVEN);
    }

    boolean replaces(MeasuredGraphs other) {
        return network.equals(other.network) && shards == other.shards && stem == other.stem;
    }
}
