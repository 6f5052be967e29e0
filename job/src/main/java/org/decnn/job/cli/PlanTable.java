package org.decnn.job.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.decnn.rewrite.plan.BoardProfile;
import org.decnn.rewrite.plan.Plan;
import org.decnn.rewrite.plan.Plan.PlannedNetwork;
import org.decnn.rewrite.plan.PlannedWay;

/** A plan for people: a table for each network rate and network, and then the advice. */
record PlanTable(Plan plan) {

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        BoardProfile board = plan.board();
        lines.add(
                String.format(
                        Locale.ROOT,
                        "%d board(s) of %s core(s) of %.3g GMAC/s and %,.0f MB, as a model reckons"
                                + " them, not measured",
                        plan.boards(),
                        plain(board.cores()),
                        board.coreGmacs(),
                        board.memoryMB()));
        for (var advice : plan.advice()) {
            for (PlannedNetwork network : plan.networks()) {
                lines.add("");
                addTable(network, advice.megabitsPerSecond(), lines);
            }
            lines.add("");
            lines.add(rate(advice.megabitsPerSecond()) + ": " + advice.line());
        }
        lines.addAll(plan.notes());
        return lines;
    }

    private void addTable(PlannedNetwork network, double rate, List<String> lines) {
        lines.add(
                String.format(
                        Locale.ROOT,
                        "%s: %s, %.2f million parameters, %.3f GMAC; links of %s",
                        network.file(),
                        network.name(),
                        network.parameters() / 1e6,
                        network.macs() / 1e9,
                        rate(rate)));
        int width = plan.ways().stream().mapToInt(way -> way.label().length()).max().orElse(1);
        String row = "  %-" + width + "s %9s %9s %6s  %s";
        lines.add(String.format(row, "", "images/s", "alone ms", "MB", "limit"));
        for (PlannedWay way : plan.ways()) {
            if (way.file().equals(network.file()) && way.megabitsPerSecond() == rate) {
                lines.add(
                        String.format(
                                Locale.ROOT,
                                row,
                                way.label(),
                                String.format(Locale.ROOT, "%.3g", way.imagesPerSecond()),
                                digits(way.latencyMs()),
                                String.format(Locale.ROOT, "%,.0f", way.memoryMB()),
                                limit(way)));
            }
        }
    }

    private static String limit(PlannedWay way) {
        String limit =
                switch (way.limit()) {
                    case COMPUTE -> "compute";
                    case ONE_GRAPH -> "one graph's threads";
                    case LINK -> "link";
                };
        return limit
                + (way.measured() ? "" : ", graphs not measured")
                + (way.fits() ? "" : ", does not fit");
    }

    private static String digits(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : "%.3g", value);
    }

    private static String rate(double megabits) {
        return megabits >= 1000 ? plain(megabits / 1000) + " Gbit/s" : plain(megabits) + " Mbit/s";
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
