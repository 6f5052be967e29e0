package org.decnn.rewrite.plan;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.decnn.rewrite.plan.PlannedWay.Limit;
import org.decnn.rewrite.report.CostModel;
import org.decnn.rewrite.report.DeviceCost;
import org.decnn.rewrite.report.PredictedTime;
import org.decnn.rewrite.report.SplitCost;
import org.decnn.rewrite.report.StageCost;

/**
 * The report's {@link CostModel} with what it leaves out: {@link Overheads}.
 *
 * <ul>
 *   <li>In a stream the slowest of three sets the pace: all cores of a board with its graphs, its
 *       exchanges and its part of the decoding; the slowest graph on the cores that it may have;
 *       the link. Replicas multiply it.
 *   <li>One image alone is decoded, and passes stages and exchanges one after the other, its sender
 *       copying for all peers.
 * </ul>
 *
 * @param megabitsPerSecond of each board's link, in each direction
 */
record BoardModel(BoardProfile board, double megabitsPerSecond) {

    private static final double GIGA = 1e9;
    private static final double MEGA = 1e6;

    PlannedWay predict(String file, String network, Way way, SplitCost cost) {
        Overheads overheads = board.overheads();
        double gigaMacs = (cost.macs() - stemMacs(cost) / cost.devices()) / GIGA;
        Optional<MeasuredGraphs> measured = board.measured(way, gigaMacs);
        double whole = cost.perDevice().stream().mapToLong(DeviceCost::macs).sum() / GIGA;
        double rate =
                measured.map(graphs -> graphs.gigaMacsPerSecond() * board.coresOfAThread())
                        .orElseGet(() -> board.gigaMacsPerSecond(network, way, whole));
        CostModel model = new CostModel(rate, megabitsPerSecond * overheads.linkEfficiency());
        PredictedTime time = model.predict(cost);

        int exchanges = exchanges(cost);
        double overheadCoreMs =
                overheads.besideGraphsMs(cost.devices(), exchanges)
                        + overheads.sendingMs(cost.linkBytes());
        double overheadMs = overheadCoreMs / board.cores();
        double computeMs =
                measured.filter(graphs -> graphs.imagesPerSecond() > 0 && board.cores() >= 1)
                        .map(graphs -> 1000 / graphs.imagesPerSecond())
                        .map(ms -> ms * cost.macs() / (gigaMacs * GIGA))
                        .orElse(time.computeMs() * board.coresOfAGraph() / board.cores());
        double busyMs = computeMs + overheadMs;
        double slowestGraphMs =
                cost.stages().stream()
                        .mapToDouble(stage -> model.computeMs(stage.macs()))
                        .max()
                        .orElse(0);
        double paceMs = Math.max(Math.max(busyMs, slowestGraphMs), time.linkMs());
        long aloneBytes = cost.stages().stream().mapToLong(StageCost::linkBytes).sum();
        double aloneCoreMs =
                overheads.besideGraphsMs(1, exchanges) + overheads.sendingMs(aloneBytes);
        double weightsMB = cost.weightBytes() / MEGA;
        double memoryMB =
                overheads.processMB()
                        + overheads.stageMB() * (exchanges - 1)
                        + overheads.activationCopies() * cost.activationBytes() / MEGA
                        + weightsMB;
        return new PlannedWay(
                file,
                way,
                exchange(cost),
                megabitsPerSecond,
                measured.isPresent(),
                1000 * way.replicas() / paceMs,
                time.latencyMs() + aloneCoreMs / board.coresOfAThread(),
                memoryMB,
                // A graph's file and the engine's copy of its weights are there at once.
                memoryMB + weightsMB + overheads.systemMB() <= board.memoryMB(),
                computeMs,
                overheadMs,
                time.linkMs(),
                limit(paceMs, time.linkMs(), busyMs));
    }

    private static Limit limit(double pace, double link, double busy) {
        if (pace == link) {
            return Limit.LINK;
        }
        return pace == busy ? Limit.COMPUTE : Limit.ONE_GRAPH;
    }

    private static long stemMacs(SplitCost cost) {
        StageCost first = cost.stages().get(0);
        return first.number() == 0 ? first.macs() : 0;
    }

    /** Before each stage, and before the sum of the logits. */
    private static int exchanges(SplitCost cost) {
        return (int) cost.stages().stream().filter(stage -> stage.number() > 0).count();
    }

    /** What is done between the first and the last stage, each kind once. */
    private static String exchange(SplitCost cost) {
        List<StageCost> stages = cost.stages();
        Set<String> kinds = new LinkedHashSet<>();
        for (StageCost stage : stages.subList(0, stages.size() - 1)) {
            if (stage.number() > 1 && !stage.exchange().isEmpty()) {
                kinds.addAll(List.of(stage.exchange().split(" \\+ ")));
            }
        }
        return String.join(" + ", kinds);
    }
}
