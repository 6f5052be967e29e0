package org.decnn.rewrite.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a board is to the plan.
 *
 * @param cores that the job has; less than one is a share of a core, and what was measured is a
 *     whole one's
 * @param coreGmacs 10⁹ multiply-accumulates a second of one core, as the engine reaches it
 * @param memoryMB of the board, 10⁶ bytes
 * @param threads of one graph: the job's {@code --threads}
 * @param measured what its graphs were measured at, best taken before {@code coreGmacs}
 * @param overheads of its own; null for the lab's, on a core as fast as this
 */
public record BoardProfile(
        double cores,
        double coreGmacs,
        double memoryMB,
        int threads,
        List<MeasuredGraphs> measured,
        Overheads overheads) {

    public BoardProfile {
        if (!(cores > 0) || !(coreGmacs > 0) || !(memoryMB > 0) || threads < 1) {
            throw new IllegalArgumentException(
                    "cores, coreGmacs and memoryMB are above 0, threads 1 or more");
        }
        measured = List.copyOf(measured);
        overheads = overheads == null ? Overheads.onCoreOf(coreGmacs) : overheads;
    }

    /** Cores that compute one graph, and of a share of one that share. */
    double coresOfAGraph() {
        return Math.min(threads, cores);
    }

    /** Cores that one thread has. */
    double coresOfAThread() {
        return Math.min(1, cores);
    }

    /** What was measured of just these graphs, on whole cores. */
    Optional<MeasuredGraphs> measured(Way way, double busiestGigaMacs) {
        return measured.stream().filter(graphs -> graphs.isOf(way, busiestGigaMacs)).findFirst();
    }

    /**
     * 10⁹ multiply-accumulates a second of a graph that was not measured: as of the same network's
     * graphs that were, those of the nearest number of shards, else of any.
     */
    double gigaMacsPerSecond(String network, Way way, double wholeGigaMacs) {
        return measured.stream()
                .filter(graphs -> graphs.isOf(network, wholeGigaMacs))
                .min(Comparator.comparingInt(graphs -> Math.abs(graphs.shards() - way.shards())))
                .map(graphs -> graphs.gigaMacsPerSecond() * coresOfAThread())
                .orElse(coreGmacs * coresOfAGraph());
    }

    /**
     * With what was measured in addition, in place of what it is another measurement of. Small
     * networks do not keep a core busy: its speed is the best of all.
     */
    public BoardProfile with(MeasuredGraphs graphs) {
        List<MeasuredGraphs> all = new ArrayList<>(measured);
        all.removeIf(graphs::replaces);
        all.add(graphs);
        BoardProfile alone = of(cores, memoryMB, threads, graphs);
        boolean ownOverheads = !overheads.equals(Overheads.onCoreOf(coreGmacs));
        return new BoardProfile(
                cores,
                Math.max(coreGmacs, alone.coreGmacs),
                memoryMB,
                threads,
                all,
                ownOverheads ? overheads : null);
    }

    /** A board of which these graphs alone are known. */
    public static BoardProfile of(
            double cores, double memoryMB, int threads, MeasuredGraphs graphs) {
        double core = graphs.gigaMacsPerSecond() / Math.max(1, Math.min(threads, cores));
        return new BoardProfile(cores, core, memoryMB, threads, List.of(graphs), null);
    }
}
