package org.decnn.rewrite.report;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.DoublePredicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.decnn.rewrite.decouple.RewriteRecord;

/**
 * A comparison as a self-contained HTML page: what the template {@code report.html} is filled with.
 */
final class ReportPage {

    private record Tile(String title, String figure, String beside, String alone) {}

    private record Total(String label, String original, String rewritten, String change) {}

    private record Time(
            int devices,
            String network,
            String original,
            String originalBound,
            String rewritten,
            String rewrittenBound,
            String change,
            String originalLatency,
            String rewrittenLatency,
            String latencyChange) {}

    private final Comparison comparison;
    private final Comparison.Setting setting;
    private final Totals original;
    private final Totals rewritten;

    ReportPage(Comparison comparison) {
        this.comparison = comparison;
        this.setting = comparison.setting();
        this.original = comparison.original();
        this.rewritten = comparison.rewritten();
    }

    String html() {
        Charts charts = new Charts(comparison);
        List<Chart> small = new ArrayList<>(charts.times());
        small.add(charts.weights());
        small.add(charts.activations());
        small.add(charts.links());
        LayerTable layers = new LayerTable(comparison);
        Map<String, Object> page =
                Map.ofEntries(
                        Map.entry("original", original.name()),
                        Map.entry("rewritten", rewritten.name()),
                        Map.entry("input", comparison.input().toString()),
                        Map.entry("classes", Figures.count(comparison.classes())),
                        Map.entry("devices", setting.devices()),
                        Map.entry("speed", Figures.digits(setting.gigaMacsPerSecond())),
                        Map.entry("verdict", verdict()),
                        Map.entry("tiles", tiles()),
                        Map.entry("totals", totals()),
                        Map.entry("remarks", remarks()),
                        Map.entry("charts", small),
                        Map.entry("times", times()),
                        Map.entry("exchanges", charts.exchanges()),
                        Map.entry("hasKeptEnergy", comparison.hasKeptEnergy()),
                        Map.entry("keptEnergy", charts.keptEnergy()),
                        Map.entry("layers", layers.rows()),
                        Map.entry("sums", layers.sums()));
        try (InputStream template = ReportPage.class.getResourceAsStream("report.html");
                Reader reader = new InputStreamReader(template, StandardCharsets.UTF_8)) {
            return Mustache.compiler().compile(reader).execute(page);
        } catch (IOException e) {
            throw new IllegalStateException("the report's template cannot be read", e);
        }
    }

    private String verdict() {
        String times =
                setting.megabitsPerSecond().stream()
                        .map(
                                rate ->
                                        Figures.milliseconds(time(rewritten, rate))
                                                + " at "
                                                + Figures.rate(rate)
                                                + " (original "
                                                + Figures.milliseconds(time(original, rate))
                                                + ")")
                        .collect(Collectors.joining(", "));
        return String.format(
                "Split over %d devices, %s has %s parameters (original %s), holds %s of weights a"
                        + " device (%s), exchanges %s an image between devices (%s) and is predicted"
                        + " to take, per image, %s. %s %s",
                setting.devices(),
                rewritten.name(),
                Figures.count(rewritten.parameters()),
                Figures.count(original.parameters()),
                Figures.bytes(rewritten.weightBytesPerDevice()),
                Figures.bytes(original.weightBytesPerDevice()),
                Figures.bytes(rewritten.exchangeBytes()),
                Figures.bytes(original.exchangeBytes()),
                times,
                whereItPays(),
                accuracy());
    }

    /** The best that can be had without splitting anything is the original on one device. */
    private String whereItPays() {
        double alone = original.aloneMs();
        String pays = rates(rate -> time(rewritten, rate) < alone);
        String loses = rates(rate -> time(rewritten, rate) >= alone);
        return "The original on one device takes "
                + Figures.milliseconds(alone)
                + (pays.isEmpty() ? "" : ": the split is faster at " + pays)
                + (pays.isEmpty()
                        ? ": the split is slower at "
                        : loses.isEmpty() ? "" : ", slower at ")
                + loses
                + ".";
    }

    private String rates(DoublePredicate which) {
        return setting.megabitsPerSecond().stream()
                .filter(which::test)
                .map(Figures::rate)
                .collect(Collectors.joining(" and "));
    }

    private String accuracy() {
        if (rewritten.accuracy() == null && original.accuracy() == null) {
            return "Its accuracy is not evaluated.";
        }
        return String.format("Top-1 accuracy: %s (original %s).", top1(rewritten), top1(original));
    }

    private static String top1(Totals network) {
        return network.accuracy() == null
                ? "not evaluated"
                : Figures.percent(network.accuracy().top1());
    }

    private static String top5(Totals network) {
        return network.accuracy() == null
                ? "not evaluated"
                : Figures.percent(network.accuracy().top5());
    }

    private double time(Totals network, double rate) {
        return network.time(setting.devices(), rate).imageMs();
    }

    private List<Tile> tiles() {
        List<Tile> tiles = new ArrayList<>();
        tiles.add(
                tile(
                        bytes("weights a device", Totals::weightBytesPerDevice),
                        alone(
                                original.weightBytes(),
                                rewritten.weightBytesPerDevice(),
                                Figures.bytes(original.weightBytes()))));
        tiles.add(tile(bytes("exchanged an image", Totals::exchangeBytes), ""));
        for (double rate : setting.megabitsPerSecond()) {
            tiles.add(
                    tile(
                            time("time an image, " + Figures.rate(rate), rate),
                            alone(
                                    original.aloneMs(),
                                    time(rewritten, rate),
                                    Figures.milliseconds(original.aloneMs()))));
        }
        tiles.add(tile(top1(), ""));
        return tiles;
    }

    private static String alone(double original, double rewritten, String figure) {
        return "original on one device " + figure + ", " + Figures.change(original, rewritten);
    }

    private static Tile tile(Total total, String alone) {
        String change = total.change.isEmpty() ? "" : ", " + total.change;
        return new Tile(total.label, total.rewritten, "original " + total.original + change, alone);
    }

    private List<Total> totals() {
        List<Total> rows = new ArrayList<>();
        String each = " a device, of " + setting.devices();
        rows.add(total("parameters", Totals::parameters, value -> Figures.count((long) value)));
        rows.add(
                total(
                        "multiply-accumulates an image",
                        Totals::macs,
                        value -> Figures.macs((long) value)));
        rows.add(bytes("weights, all", Totals::weightBytes));
        rows.add(bytes("weights" + each, Totals::weightBytesPerDevice));
        rows.add(bytes("activations" + each, Totals::activationBytesPerDevice));
        rows.add(
                total(
                        "exchanges an image",
                        Totals::exchanges,
                        value -> Figures.count((long) value)));
        rows.add(bytes("exchanged an image, all devices", Totals::exchangeBytes));
        rows.add(
                bytes(
                        "picture and logits between devices",
                        network -> network.split().pictureBytes() + network.split().logitBytes()));
        rows.add(bytes("busiest link an image, one direction", Totals::linkBytesPerDevice));
        for (double rate : setting.megabitsPerSecond()) {
            rows.add(time("predicted time an image, " + Figures.rate(rate), rate));
        }
        rows.add(total("the same on one device", Totals::aloneMs, Figures::milliseconds));
        rows.add(top1());
        if (original.accuracy() != null || rewritten.accuracy() != null) {
            rows.add(
                    new Total(
                            "its 95 % confidence interval",
                            interval(original), interval(rewritten), ""));
            rows.add(new Total("top-5 accuracy", top5(original), top5(rewritten), ""));
            rows.add(new Total("evaluated on", images(original), images(rewritten), ""));
        }
        return rows;
    }

    private Total top1() {
        String change = "";
        if (original.accuracy() != null && rewritten.accuracy() != null) {
            double points = 100 * (rewritten.accuracy().top1() - original.accuracy().top1());
            change =
                    (points < 0 ? "−" : "+")
                            + String.format(Locale.ROOT, "%.2f points", Math.abs(points));
        }
        return new Total("top-1 accuracy", top1(original), top1(rewritten), change);
    }

    private static String interval(Totals network) {
        return network.accuracy() == null
                ? "–"
                : Figures.percent(network.accuracy().top1Low())
                        + " to "
                        + Figures.percent(network.accuracy().top1High());
    }

    private static String images(Totals network) {
        return network.accuracy() == null
                ? "–"
                : Figures.count(network.accuracy().images()) + " images";
    }

    private Total bytes(String label, ToDoubleFunction<Totals> value) {
        return total(label, value, bytes -> Figures.bytes((long) bytes));
    }

    private Total time(String label, double rate) {
        return total(label, network -> time(network, rate), Figures::milliseconds);
    }

    private Total total(
            String label, ToDoubleFunction<Totals> value, DoubleFunction<String> format) {
        double before = value.applyAsDouble(original);
        double after = value.applyAsDouble(rewritten);
        return new Total(
                label, format.apply(before), format.apply(after), Figures.change(before, after));
    }

    private List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        if (comparison.mcNemarP() != null) {
            remarks.add(
                    String.format(
                            Locale.ROOT,
                            "Were both equally accurate, they would disagree so much on these images"
                                    + " with probability %.2g (McNemar’s test).",
                            comparison.mcNemarP()));
        }
        RewriteRecord notes = comparison.notes();
        if (notes == null) {
            remarks.add(
                    "How much of the original’s weights was kept is not known: the file does not say that decnn rewrite wrote it.");
        } else {
            remarks.add(
                    String.format(
                            "Rewritten with %d groups, width ×%s, shuffles: %s.",
                            notes.groups(),
                            Figures.digits(notes.width()),
                            notes.shuffles().toString().toLowerCase(Locale.ROOT)));
            if (!notes.rounded().isEmpty()) {
                remarks.add("Rounded: " + String.join("; ", notes.rounded()) + ".");
            }
        }
        return remarks;
    }

    private List<Time> times() {
        return IntStream.range(0, original.times().size())
                .mapToObj(i -> time(original.times().get(i), rewritten.times().get(i)))
                .toList();
    }

    private static Time time(PredictedTime before, PredictedTime after) {
        return new Time(
                before.devices(),
                Figures.rate(before.megabitsPerSecond()),
                Figures.milliseconds(before.imageMs()),
                before.networkBound() ? "network" : "computing",
                Figures.milliseconds(after.imageMs()),
                after.networkBound() ? "network" : "computing",
                Figures.change(before.imageMs(), after.imageMs()),
                Figures.milliseconds(before.latencyMs()),
                Figures.milliseconds(after.latencyMs()),
                Figures.change(before.latencyMs(), after.latencyMs()));
    }
}
