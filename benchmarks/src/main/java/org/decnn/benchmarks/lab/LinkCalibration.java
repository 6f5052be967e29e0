package org.decnn.benchmarks.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Finds how large a link's token bucket must be on this machine. A large one lets a slice through
 * for free; a small one is full before the machine's timers look at it again, and what it was given
 * meanwhile is lost. How late timers are differs from machine to machine, so it is tried.
 */
final class LinkCalibration {

    /** Three full packets. */
    static final int SMALLEST_BUCKET = 4600;

    private static final int LARGEST_BUCKET = 256 << 10;
    private static final double STEP = 1.5;

    /** TCP's payload is 1448 of 1514 bytes. */
    private static final double BEST = 0.95;

    private static final double BAND = 0.02;
    private static final double WORST = 0.10;

    /** What part of a link's rate came through as payload. */
    @FunctionalInterface
    interface Trial {
        double carried(LinkRate link) throws IOException, InterruptedException;
    }

    /**
     * A link and its bucket.
     *
     * @param carried part of the rate that came through as payload when it was tried last
     */
    record Found(LinkRate link, double carried) {

        private double off() {
            return Math.abs(carried - BEST);
        }

        private boolean isWithinBand() {
            return off() <= BAND;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "link of %s: a bucket of %.1f kB carries %.1f %% of it as payload%s",
                    link,
                    link.bucketBytes() / 1e3,
                    100 * carried,
                    isWithinBand() ? "" : ", the nearest to 95 ± 2 % there is");
        }
    }

    private LinkCalibration() {}

    /**
     * The smallest bucket that carries 95 ± 2 % of a link, tried twice; if there is none, the one
     * that comes nearest.
     *
     * @throws LabException if that is off by more than a tenth
     */
    static Found of(LinkRate link, Trial trial) throws IOException, InterruptedException {
        Found nearest = null;
        for (int bucket : buckets()) {
            LinkRate tried = link.withBucket(bucket);
            Found found = new Found(tried, trial.carried(tried));
            if (found.isWithinBand()) {
                // Once may be chance.
                found = new Found(tried, trial.carried(tried));
            }
            if (nearest == null || found.off() < nearest.off()) {
                nearest = found;
            }
            if (found.isWithinBand()) {
                return found;
            }
        }
        if (nearest.off() > WORST) {
            throw new LabException(nearest + ": the link is not as limited; is the machine busy?");
        }
        return nearest;
    }

    private static List<Integer> buckets() {
        List<Integer> buckets = new ArrayList<>();
        for (double bytes = SMALLEST_BUCKET; bytes < LARGEST_BUCKET; bytes *= STEP) {
            buckets.add((int) bytes);
        }
        buckets.add(LARGEST_BUCKET);
        return buckets;
    }
}
