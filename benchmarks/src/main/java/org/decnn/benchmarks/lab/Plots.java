package org.decnn.benchmarks.lab;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.decnn.benchmarks.lab.Results.Cell;
import org.decnn.benchmarks.lab.Results.Device;
import org.decnn.benchmarks.lab.Results.Memory;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Pictures of results, as PNG and SVG; what they were measured with is written below each. */
final class Plots {

    /** Of which no two look alike, in the order of the systems of a whole run. */
    private static final Color[] SYSTEM_COLOURS = {
        new Color(0x7f7f7f), // A
        new Color(0xbcbd22), // B
        new Color(0x8c564b), // C, whole
        new Color(0xe0a080), // C, shards
        new Color(0x9ecae1), // D on 2
        new Color(0x1f77b4), // D on 4
        new Color(0x000000), // E
        new Color(0x9467bd), // F
        new Color(0xd62728), // G
    };

    private static final Marker[] NETWORK_MARKERS = {
        SeriesMarkers.CIRCLE, SeriesMarkers.SQUARE, SeriesMarkers.TRIANGLE_UP
    };

    private final Results results;
    private final ChartPage page;

    private Plots(Results results, Path folder) {
        this.results = results;
        this.page = new ChartPage(folder, footer(results));
    }

    static void draw(Results results, Path folder) throws IOException {
        System.setProperty("java.awt.headless", "true");
        Plots plots = new Plots(results, folder);
        plots.speedUp();
        plots.latency();
        plots.memory();
        plots.time();
    }

    /**
     * Images a second against one device's, over devices: a colour a system, a marker a network.
     */
    private void speedUp() throws IOException {
        double one =
                Stream.of("C-whole", "C-shards")
                        .flatMap(id -> median(id, null, Cell::imagesPerSecond).stream())
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElse(0);
        if (one == 0) {
            return;
        }
        int most = results.systems().stream().mapToInt(TestedSystem::devices).max().orElse(1);
        XYChart chart =
                ChartPage.lines(
                        "Throughput against one device running the same decoupled network",
                        "devices",
                        "times the images/s of C on one device");
        XYSeries ideal = chart.addSeries("ideal", new double[] {1, most}, new double[] {1, most});
        ideal.setMarker(SeriesMarkers.NONE)
                .setLineStyle(SeriesLines.DASH_DASH)
                .setLineColor(Color.GRAY);
        for (String network : networks()) {
            List<Double> x = new ArrayList<>(List.of(1.0));
            List<Double> y = new ArrayList<>(List.of(1.0));
            Color colour = Color.GRAY;
            for (TestedSystem system : results.systems()) {
                if (system.letter() == 'D') {
                    colour = colourOf(system);
                    median(system.id(), network, Cell::imagesPerSecond)
                            .forEach(
                                    rate -> {
                                        x.add((double) system.devices());
                                        y.add(rate / one);
                                    });
                }
            }
            if (x.size() > 1) {
                XYSeries split = chart.addSeries("D, split, " + network, x, y);
                split.setLineStyle(SeriesLines.SOLID).setLineColor(colour);
                split.setMarkerColor(colour);
                split.setMarker(markerOf(network));
            }
            point(chart, 'E', "E, dense with gathers, ", network, one);
            point(chart, 'F', "F, one image at a time, ", network, one);
            point(chart, 'G', "G, stem at home, ", network, one);
        }
        point(chart, 'A', "A, dense", null, one);
        point(chart, 'B', "B, dense on each device", null, one);
        chart.getStyler().setXAxisMin(0.5).setXAxisMax(most + 0.5).setYAxisMin(0.0);
        chart.getStyler().setXAxisDecimalPattern("0");
        page.save(chart, "speed-up");
    }

    private void point(XYChart chart, char letter, String name, String network, double one) {
        for (TestedSystem system : results.systems()) {
            if (system.letter() == letter) {
                for (double rate : median(system.id(), network, Cell::imagesPerSecond)) {
                    XYSeries point =
                            chart.addSeries(
                                    name + Objects.requireNonNullElse(network, ""),
                                    new double[] {system.devices()},
                                    new double[] {rate / one});
                    point.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
                    point.setMarkerColor(colourOf(system));
                    point.setMarker(markerOf(network));
                }
            }
        }
    }

    private Color colourOf(TestedSystem system) {
        return SYSTEM_COLOURS[results.systems().indexOf(system) % SYSTEM_COLOURS.length];
    }

    /** Of a network; the first for what needs none. */
    private Marker markerOf(String network) {
        return NETWORK_MARKERS[Math.max(0, networks().indexOf(network)) % NETWORK_MARKERS.length];
    }

    /** Half of all latencies, and 99 of 100, over what is offered; colours and markers likewise. */
    private void latency() throws IOException {
        XYChart chart =
                ChartPage.lines(
                        "Latency against load: one image alone at 0, then at parts of what each system can",
                        "images/s",
                        "ms from append to append: p50, dashed p99");
        for (TestedSystem system : results.systems()) {
            Color colour = colourOf(system);
            for (String network : system.exchanges() ? networks() : List.of("")) {
                List<Cell> cells = cells(system.id(), network.isEmpty() ? null : network);
                if (cells.isEmpty() || cells.get(0).loads().isEmpty()) {
                    continue;
                }
                Marker marker = markerOf(network);
                String name = system.id() + (network.isEmpty() ? "" : " " + network);
                addLatency(chart, name, colour, marker, cells, Results.Latencies::p50)
                        .setLineStyle(SeriesLines.SOLID);
                addLatency(chart, name + " p99", colour, marker, cells, Results.Latencies::p99)
                        .setLineStyle(SeriesLines.DASH_DASH)
                        .setShowInLegend(false);
            }
        }
        if (!chart.getSeriesMap().isEmpty()) {
            // Whole decades, which are what is written on a logarithmic axis.
            double[] decades =
                    chart.getSeriesMap().values().stream()
                            .flatMapToDouble(series -> Arrays.stream(series.getYData()))
                            .map(Math::log10)
                            .sorted()
                            .toArray();
            chart.getStyler()
                    .setYAxisLogarithmic(true)
                    .setYAxisMin(Math.pow(10, Math.floor(decades[0])))
                    .setYAxisMax(Math.pow(10, Math.ceil(decades[decades.length - 1])))
                    .setXAxisMin(0.0);
            chart.getStyler().setYAxisDecimalPattern("#,###");
            page.save(chart, "latency");
        }
    }

    private static XYSeries addLatency(
            XYChart chart,
            String name,
            Color colour,
            Marker marker,
            List<Cell> cells,
            Function<Results.Latencies, Double> of) {
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        double alone = medianOf(cells, cell -> of.apply(cell.alone()));
        x.add(0.0);
        y.add(alone);
        for (int i = 0; i < cells.get(0).loads().size(); i++) {
            int load = i;
            List<Cell> loaded = cells.stream().filter(cell -> cell.loads().size() > load).toList();
            x.add(medianOf(loaded, cell -> cell.loads().get(load).perSecond()));
            y.add(medianOf(loaded, cell -> of.apply(cell.loads().get(load).latencies())));
        }
        XYSeries series = chart.addSeries(name, x, y);
        series.setLineColor(colour);
        series.setMarkerColor(colour);
        series.setMarker(marker);
        return series;
    }

    private void memory() throws IOException {
        List<TestedSystem> measured =
                results.systems().stream()
                        .filter(system -> !memory(system, Memory::before).isEmpty())
                        .toList();
        if (measured.isEmpty()) {
            return;
        }
        CategoryChart chart =
                ChartPage.bars(
                        "Resident memory of a device's TaskManager",
                        "MB, median of devices and repetitions");
        addBars(chart, "bare", measured, system -> memory(system, Memory::bare));
        addBars(
                chart,
                "job without a model",
                measured,
                system -> memory(system, memory -> memory.before() - memory.bare()));
        addBars(chart, "model, loaded and warm", measured, system -> memory(system, Memory::model));
        page.save(chart, "memory");
    }

    private static List<Double> scaled(Stream<Long> bytes) {
        return bytes.map(value -> value / 1e6).toList();
    }

    private List<Double> memory(TestedSystem system, Function<Memory, Long> value) {
        return scaled(
                results.memory().stream()
                        .filter(memory -> memory.system().equals(system.id()))
                        .map(value));
    }

    private void time() throws IOException {
        List<Cell> firsts = new ArrayList<>();
        for (TestedSystem system : results.systems()) {
            cells(system.id(), null).stream()
                    .filter(
                            cell ->
                                    cell.devices().stream()
                                            .anyMatch(d -> d.computeMillis() != null))
                    .findFirst()
                    .ifPresent(firsts::add);
        }
        if (firsts.isEmpty()) {
            return;
        }
        List<TestedSystem> measured =
                results.systems().stream()
                        .filter(s -> firsts.stream().anyMatch(c -> c.system().equals(s.id())))
                        .toList();
        String network =
                firsts.stream()
                        .map(Cell::network)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
        CategoryChart chart =
                ChartPage.bars(
                        "Processor time for an image, on each device"
                                + (network == null ? "" : ", " + network),
                        "CPU-ms, mean of devices, median of repetitions");
        addBars(chart, "compute", measured, s -> devices(s, network, Device::computeMillis));
        addBars(chart, "exchange", measured, s -> devices(s, network, Device::exchangeMillis));
        addBars(chart, "rest", measured, s -> devices(s, network, Device::restMillis));
        page.save(chart, "time");
    }

    private List<Double> devices(
            TestedSystem system, String network, Function<Device, Double> value) {
        return cells(system.id(), system.exchanges() ? network : null).stream()
                .map(
                        cell ->
                                cell.devices().stream()
                                        .map(value)
                                        .filter(Objects::nonNull)
                                        .mapToDouble(Double::doubleValue)
                                        .average()
                                        .orElse(0))
                .toList();
    }

    private List<String> networks() {
        return results.cells().stream()
                .map(Cell::network)
                .filter(network -> network != null && !network.equals(Results.NO_LIMITS))
                .distinct()
                .toList();
    }

    /**
     * @param network null: any
     */
    private List<Cell> cells(String system, String network) {
        return results.cells().stream()
                .filter(cell -> cell.system().equals(system))
                .filter(cell -> !Results.NO_LIMITS.equals(cell.network()))
                .filter(cell -> network == null || network.equals(cell.network()))
                .toList();
    }

    /** One value or none. */
    private List<Double> median(String system, String network, Function<Cell, Double> value) {
        List<Cell> cells =
                cells(system, network).stream().filter(cell -> cell.images() > 0).toList();
        return cells.isEmpty() ? List.of() : List.of(medianOf(cells, value));
    }

    private static double medianOf(List<Cell> cells, Function<Cell, Double> value) {
        List<Double> values = cells.stream().map(value).filter(Objects::nonNull).toList();
        return values.isEmpty() ? 0 : Spread.of(values).median();
    }

    private static void addBars(
            CategoryChart chart,
            String name,
            List<TestedSystem> systems,
            Function<TestedSystem, List<Double>> values) {
        List<Double> heights =
                systems.stream()
                        .map(system -> Math.max(0, Spread.of(values.apply(system)).median()))
                        .map(value -> Math.round(value * 10) / 10.0)
                        .toList();
        chart.addSeries(name, systems.stream().map(TestedSystem::id).toList(), heights);
    }

    static String footer(Results results) {
        int n = results.cells().stream().mapToInt(Cell::repetition).max().orElse(0);
        List<String> parts = new ArrayList<>();
        parts.add(results.started());
        parts.add(String.format(Locale.ROOT, "median of n = %d repetition(s)", n));
        results.machine().forEach((name, value) -> parts.add(name + ": " + value));
        return String.join(" · ", parts);
    }
}
