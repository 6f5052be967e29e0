package org.decnn.rewrite.plan;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.decnn.model.shard.Stem;

/**
 * Which way to take at a network rate, in one line. Of ways that give nearly the same the simplest
 * is meant: the whole network before a split one, float32 before what changes answers.
 *
 * @param throughput the way of most images a second; null if none fits
 * @param latency the way on which one image alone takes least; null if none fits
 */
public record Advice(
        double megabitsPerSecond, PlannedWay throughput, PlannedWay latency, String line) {

    /** What a simpler way may be worse by: less than the model is off. */
    private static final double NEARLY = 0.1;

    private static final Comparator<PlannedWay> SIMPLEST =
            Comparator.<PlannedWay>comparingInt(planned -> planned.way().shards())
                    .thenComparing(planned -> planned.way().stem() == Stem.HOME)
                    .thenComparing(
                            planned -> planned.way().wire().bytes(), Comparator.reverseOrder());

    /**
     * @param ways at this rate
     */
    static Advice of(double rate, BoardProfile board, List<PlannedWay> ways) {
        List<PlannedWay> fitting = ways.stream().filter(PlannedWay::fits).toList();
        if (fitting.isEmpty()) {
            return new Advice(
                    rate,
                    null,
                    null,
                    String.format(
                            Locale.ROOT,
                            "no way fits boards of %,.0f MB: take more boards or larger ones, or a"
                                    + " smaller network",
                            board.memoryMB()));
        }
        double most = fitting.stream().mapToDouble(PlannedWay::imagesPerSecond).max().orElse(0);
        double least = fitting.stream().mapToDouble(PlannedWay::latencyMs).min().orElse(0);
        PlannedWay throughput =
                simplest(fitting, way -> way.imagesPerSecond() >= most * (1 - NEARLY));
        Predicate<PlannedWay> fast = way -> way.latencyMs() <= least * (1 + NEARLY);
        PlannedWay latency = fast.test(throughput) ? throughput : simplest(fitting, fast);
        boolean wholeFits = fitting.stream().anyMatch(way -> !way.way().splits());
        String why = wholeFits ? "" : "the whole network does not fit a board: ";
        return new Advice(rate, throughput, latency, why + line(throughput, latency));
    }

    private static PlannedWay simplest(List<PlannedWay> ways, Predicate<PlannedWay> good) {
        return ways.stream().filter(good).min(SIMPLEST).orElseThrow();
    }

    private static String line(PlannedWay throughput, PlannedWay latency) {
        if (throughput.equals(latency)) {
            return String.format(
                    Locale.ROOT,
                    "%s%s: %.3g images/s, one image in %.3g ms",
                    throughput.way().splits() ? "in any case: " : "do not split: ",
                    named(throughput),
                    throughput.imagesPerSecond(),
                    throughput.latencyMs());
        }
        return String.format(
                Locale.ROOT,
                "throughput only: %s, %.3g images/s; if latency counts: %s, %.3g ms in place of"
                        + " %.3g, at %.3g images/s",
                named(throughput),
                throughput.imagesPerSecond(),
                named(latency),
                latency.latencyMs(),
                throughput.latencyMs(),
                latency.imagesPerSecond());
    }

    private static String named(PlannedWay planned) {
        return planned.file() + ", " + planned.label();
    }
}
