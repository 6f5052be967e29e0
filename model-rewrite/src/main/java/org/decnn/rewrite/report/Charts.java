package org.decnn.rewrite.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Draws a comparison's bar charts. */
final class Charts {

    /** Most bars side by side whose names and values can be read. */
    private static final int WIDEST = 30;

    /** Longest name of a layer under a bar, in characters. */
    private static final int LONGEST_NAME = 20;

    private final Comparison comparison;

    Charts(Comparison comparison) {
        this.comparison = comparison;
    }

    /** One bar: a row's name and its value in both networks; null where there is none. */
    private record Bar(String name, Double original, Double rewritten) {}

    /** What bars are measured in; the largest that leaves the highest bar above one. */
    private record Unit(String name, double size) {

        static Unit of(List<Unit> units, double most) {
            return units.stream()
                    .filter(unit -> most >= unit.size)
                    .reduce((smaller, larger) -> larger)
                    .orElse(units.get(0));
        }

        List<Bar> of(List<Bar> bars) {
            return bars.stream()
                    .map(bar -> new Bar(bar.name, of(bar.original), of(bar.rewritten)))
                    .toList();
        }

        private Double of(Double value) {
            return value == null ? null : value / size;
        }
    }

    private static final List<Unit> BYTES = List.of(new Unit("kB", 1e3), new Unit("MB", 1e6));
    private static final List<Unit> TIME = List.of(new Unit("ms", 1), new Unit("s", 1e3));
    private static final List<Unit> SHARE = List.of(new Unit("%", 0.01));

    /** Weight bytes per device over the number of devices. */
    Chart weights() {
        return bySplit("Weights per device", SplitCost::weightBytes);
    }

    /** Activation bytes per device over the number of devices. */
    Chart activations() {
        return bySplit("Activations per device", SplitCost::activationBytes);
    }

    /** Bytes through the busiest link over the number of devices. */
    Chart links() {
        return bySplit("Busiest link per image", SplitCost::linkBytes);
    }

    private Chart bySplit(String title, ToDoubleFunction<SplitCost> value) {
        List<SplitCost> original = comparison.original().splits();
        List<SplitCost> rewritten = comparison.rewritten().splits();
        return few(
                title,
                BYTES,
                IntStream.range(0, original.size())
                        .mapToObj(
                                i ->
                                        new Bar(
                                                devices(original.get(i).devices()),
                                                value.applyAsDouble(original.get(i)),
                                                value.applyAsDouble(rewritten.get(i))))
                        .toList());
    }

    /** Predicted time per image over the number of devices, a chart for each network rate. */
    List<Chart> times() {
        return comparison.setting().megabitsPerSecond().stream()
                .map(
                        rate ->
                                few(
                                        "Time per image at " + Figures.rate(rate),
                                        TIME,
                                        comparison.original().splits().stream()
                                                .map(SplitCost::devices)
                                                .map(
                                                        devices ->
                                                                new Bar(
                                                                        devices(devices),
                                                                        comparison
                                                                                .original()
                                                                                .time(devices, rate)
                                                                                .imageMs(),
                                                                        comparison
                                                                                .rewritten()
                                                                                .time(devices, rate)
                                                                                .imageMs()))
                                                .toList()))
                .toList();
    }

    /** Bytes that devices exchange before the layers that wait for them. */
    List<Chart> exchanges() {
        List<Bar> bars =
                bars(
                        row -> bytes(row.original(), LayerCost::exchangeBytes),
                        row -> bytes(row.rewritten(), LayerCost::exchangeBytes));
        return many("Exchanged between devices before a layer, per image", BYTES, bars);
    }

    /** The share of each layer's weights, squared, that the rewriting kept; none where unknown. */
    List<Chart> keptEnergy() {
        List<Bar> bars =
                bars(
                        row -> null,
                        row ->
                                row.rewrite() == null
                                        ? null
                                        : Double.valueOf(row.rewrite().keptEnergy()));
        return many("Kept energy of a layer’s weights", SHARE, bars);
    }

    private List<Bar> bars(
            Function<LayerRow, Double> original, Function<LayerRow, Double> rewritten) {
        List<LayerRow> rows = comparison.layers();
        return IntStream.range(0, rows.size())
                .mapToObj(
                        i ->
                                new Bar(
                                        (i + 1) + " " + shortened(rows.get(i).name()),
                                        original.apply(rows.get(i)),
                                        rewritten.apply(rows.get(i))))
                .filter(bar -> bar.original != null || bar.rewritten != null)
                .toList();
    }

    private static Double bytes(LayerCost cost, ToLongFunction<LayerCost> bytes) {
        return cost == null || bytes.applyAsLong(cost) == 0
                ? null
                : (double) bytes.applyAsLong(cost);
    }

    private static Chart few(String title, List<Unit> units, List<Bar> raw) {
        Unit unit = Unit.of(units, most(raw));
        List<Bar> bars = unit.of(raw);
        return draw(new BarChart(title + ", " + unit.name, 0).upTo(most(bars)), bars);
    }

    /** Pieces of one chart, alike in scale. */
    private static List<Chart> many(String what, List<Unit> units, List<Bar> raw) {
        Unit unit = Unit.of(units, most(raw));
        List<Bar> bars = unit.of(raw);
        String title = what + ", " + unit.name;
        int pieces = (bars.size() + WIDEST - 1) / WIDEST;
        List<Chart> charts = new ArrayList<>();
        for (int piece = 0; piece < pieces; piece++) {
            List<Bar> part =
                    bars.subList(piece * bars.size() / pieces, (piece + 1) * bars.size() / pieces);
            String name = pieces == 1 ? title : title + " (" + (piece + 1) + " of " + pieces + ")";
            charts.add(draw(new BarChart(name, WIDEST).upTo(most(bars)), part));
        }
        return charts;
    }

    private static Chart draw(BarChart chart, List<Bar> bars) {
        List<String> names = bars.stream().map(Bar::name).toList();
        List<Double> original = new ArrayList<>();
        List<Double> rewritten = new ArrayList<>();
        bars.forEach(bar -> original.add(bar.original));
        bars.forEach(bar -> rewritten.add(bar.rewritten));
        if (original.stream().anyMatch(value -> value != null)) {
            chart.series("original", BarChart.ORIGINAL, names, original);
        }
        if (rewritten.stream().anyMatch(value -> value != null)) {
            chart.series("rewritten", BarChart.REWRITTEN, names, rewritten);
        }
        return chart.draw();
    }

    private static double most(List<Bar> bars) {
        return bars.stream()
                .flatMap(
                        bar ->
                                Stream.of(
                                        bar.original == null ? 0. : bar.original,
                                        bar.rewritten == null ? 0. : bar.rewritten))
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
    }

    private static String devices(int count) {
        return count == 1 ? "1 device" : count + " devices";
    }

    /** The end of a name tells more than its beginning. */
    private static String shortened(String name) {
        if (name.length() <= LONGEST_NAME) {
            return name;
        }
        String end = name.substring(name.length() - LONGEST_NAME);
        return end.replaceFirst("^[^./]*[./](?=.)", "");
    }
}
