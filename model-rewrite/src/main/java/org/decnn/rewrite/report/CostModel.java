package org.decnn.rewrite.report;

/**
 * A simple model of the time an image takes on devices of one speed R (multiply-accumulates a
 * second), each with a full-duplex link of one rate B (bits a second), and no other cost: no
 * protocol, no serialisation, no scheduling. It is a lower bound, good for comparing networks.
 *
 * <ul>
 *   <li>Pipelined, while one image is computed the next is on its way, and the busiest part sets
 *       the pace: {@code imageMs = 1000 · max(max_d macs_d / R, max_d 8 · max(sent_d, received_d) /
 *       B)} over devices d.
 *   <li>One image alone goes through stages s and exchanges e one after the other, each as slow as
 *       its slowest device: {@code latencyMs = 1000 · (Σ_s max_d macs_sd / R + Σ_e 8 · max_d
 *       max(sent_ed, received_ed) / B)}.
 * </ul>
 *
 * The picture's copies to the devices and the partial logits' way to their sum count as exchanges.
 * The inter-sample parallelism of the first formula is DeCNN's scheme 3.
 *
 * @param gigaMacsPerSecond R / 10⁹: what one device computes
 * @param megabitsPerSecond B / 10⁶: what a device sends while it receives as much
 */
public record CostModel(double gigaMacsPerSecond, double megabitsPerSecond) {

    public CostModel {
        if (!(gigaMacsPerSecond > 0) || !(megabitsPerSecond > 0)) {
            throw new IllegalArgumentException(
                    "a device's speed and a network's rate are above 0, not "
                            + gigaMacsPerSecond
                            + " GMAC/s and "
                            + megabitsPerSecond
                            + " Mbit/s");
        }
    }

    /** Milliseconds that a device computes. */
    public double computeMs(long macs) {
        return macs / (gigaMacsPerSecond * 1e6);
    }

    /** Milliseconds that a link is taken in one direction. */
    public double transferMs(long bytes) {
        return 8 * bytes / (megabitsPerSecond * 1e3);
    }

    public PredictedTime predict(SplitCost split) {
        double compute = computeMs(split.macs());
        double link = transferMs(split.linkBytes());
        double latency =
                split.stages().stream()
                        .mapToDouble(
                                stage -> computeMs(stage.macs()) + transferMs(stage.linkBytes()))
                        .sum();
        return new PredictedTime(
                split.devices(),
                megabitsPerSecond,
                compute,
                link,
                Math.max(compute, link),
                latency);
    }
}
