package org.decnn.benchmarks.lab;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.decnn.benchmarks.lab.Results.Cell;
import org.decnn.benchmarks.lab.Results.Device;
import org.decnn.benchmarks.lab.Results.Memory;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Pictures of results, as PNG and SVG; what they were measured with is written below each. */
final class Plots {

    private static final int WIDTH = 960;
    private static final int HEIGHT = 620;

    private final Results results;
    private final Path folder;

    private Plots(Results results, Path folder) {
        this.results = results;
        this.folder = folder;
    }

    static void draw(Results results, Path folder) throws IOException {
        System.setProperty("java.awt.headless", "true");
        Plots plots = new Plots(results, folder);
        plots.speedUp();
        plots.latency();
        plots.memory();
        plots.time();
    }

    /** Images a second against one device's, over devices. */
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
                lines(
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
            for (TestedSystem system : results.systems()) {
                if (system.letter() == 'D') {
                    median(system.id(), network, Cell::imagesPerSecond)
                            .forEach(
                                    rate -> {
                                        x.add((double) system.devices());
                                        y.add(rate / one);
                                    });
                }
            }
            if (x.size() > 1) {
                chart.addSeries("D, split, " + network, x, y).setMarker(SeriesMarkers.CIRCLE);
            }
            point(chart, 'E', "E, dense with gathers, ", network, one);
            point(chart, 'F', "F, one image at a time, ", network, one);
        }
        point(chart, 'A', "A, dense", null, one);
        point(chart, 'B', "B, dense on each device", null, one);
        chart.getStyler().setXAxisMin(0.5).setXAxisMax(most + 0.5).setYAxisMin(0.0);
        chart.getStyler().setXAxisDecimalPattern("0");
        save(chart, "speed-up");
    }

    private void point(XYChart chart, char letter, String name, String network, double one) {
        for (TestedSystem system : results.systems()) {
            if (system.letter() == letter) {
                for (double rate : median(system.id(), network, Cell::imagesPerSecond)) {
                    chart.addSeries(
                                    name + Objects.requireNonNullElse(network, ""),
                                    new double[] {system.devices()},
                                    new double[] {rate / one})
                            .setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
                }
            }
        }
    }

    /** Half of all latencies, and 99 of 100, over what is offered. */
    private void latency() throws IOException {
        XYChart chart =
                lines(
                        "Latency against load: one image alone at 0, then at parts of what each system can",
                        "images/s",
                        "ms from append to append: p50, dashed p99");
        Color[] colours = chart.getStyler().getSeriesColors();
        int next = 0;
        for (TestedSystem system : results.systems()) {
            for (String network : system.exchanges() ? networks() : List.of("")) {
                List<Cell> cells = cells(system.id(), network.isEmpty() ? null : network);
                if (cells.isEmpty() || cells.get(0).loads().isEmpty()) {
                    continue;
                }
                Color colour = colours[next++ % colours.length];
                String name = system.id() + (network.isEmpty() ? "" : " " + network);
                addLatency(chart, name, colour, cells, Results.Latencies::p50);
                addLatency(chart, name + " p99", colour, cells, Results.Latencies::p99)
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
            save(chart, "latency");
        }
    }

    private static XYSeries addLatency(
            XYChart chart,
            String name,
            Color colour,
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
        series.setMarker(SeriesMarkers.CIRCLE);
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
                bars(
                        "Resident memory of a device's TaskManager",
                        "MB, median of devices and repetitions");
        addBars(chart, "bare", measured, system -> memory(system, Memory::bare));
        addBars(
                chart,
                "job without a model",
                measured,
                system -> memory(system, memory -> memory.before() - memory.bare()));
        addBars(chart, "model, loaded and warm", measured, system -> memory(system, Memory::model));
        save(chart, "memory");
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
                bars(
                        "Processor time for an image, on each device"
                                + (network == null ? "" : ", " + network),
                        "CPU-ms, mean of devices, median of repetitions");
        addBars(chart, "compute", measured, s -> devices(s, network, Device::computeMillis));
        addBars(chart, "exchange", measured, s -> devices(s, network, Device::exchangeMillis));
        addBars(chart, "rest", measured, s -> devices(s, network, Device::restMillis));
        save(chart, "time");
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
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /**
     * @param network null: any
     */
    private List<Cell> cells(String system, String network) {
        return results.cells().stream()
                .filter(cell -> cell.system().equals(system))
                .filter(cell -> network == null || network.equals(cell.network()))
                .toList();
    }

    /** One value or none. */
    private List<Double> median(String system, String network, Function<Cell, Double> value) {
        List<Cell> cells = cells(system, network);
        return cells.isEmpty() ? List.of() : List.of(medianOf(cells, value));
    }

    private static double medianOf(List<Cell> cells, Function<Cell, Double> value) {
        List<Double> values = cells.stream().map(value).filter(Objects::nonNull).toList();
        return values.isEmpty() ? 0 : Spread.of(values).median();
    }

    private static XYChart lines(String title, String x, String y) {
        XYChart chart =
                new XYChartBuilder()
                        .width(WIDTH)
                        .height(HEIGHT)
                        .title(title)
                        .xAxisTitle(x)
                        .yAxisTitle(y)
                        .build();
        chart.getStyler().setMarkerSize(9);
        style(chart.getStyler());
        return chart;
    }

    private static CategoryChart bars(String title, String y) {
        CategoryChart chart =
                new CategoryChartBuilder()
                        .width(WIDTH)
                        .height(HEIGHT)
                        .title(title)
                        .yAxisTitle(y)
                        .build();
        chart.getStyler().setStacked(true).setAvailableSpaceFill(0.6);
        chart.getStyler().setLabelsVisible(true).setLabelsFont(font(13));
        style(chart.getStyler());
        return chart;
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

    private static Font font(int size) {
        return new Font(Font.SANS_SERIF, Font.PLAIN, size);
    }

    private static void style(Styler styler) {
        styler.setChartBackgroundColor(Color.WHITE)
                .setChartTitleFont(font(17))
                .setLegendFont(font(13))
                .setLegendPosition(Styler.LegendPosition.OutsideE);
        styler.setChartPadding(12);
    }

    private void save(Chart<?, ?> chart, String name) throws IOException {
        Path file = folder.resolve(name);
        String footer = footer();
        VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsFormat.SVG);
        addToSvg(folder.resolve(name + ".svg"), footer);
        BufferedImage plot = BitmapEncoder.getBufferedImage(chart);
        List<String> lines = footerLines(footer);
        BufferedImage page =
                new BufferedImage(
                        WIDTH, HEIGHT + 16 * lines.size() + 8, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = page.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, page.getWidth(), page.getHeight());
        graphics.drawImage(plot, 0, 0, null);
        graphics.setColor(Color.DARK_GRAY);
        graphics.setFont(font(11));
        for (int i = 0; i < lines.size(); i++) {
            graphics.drawString(lines.get(i), 14, HEIGHT + 12 + 16 * i);
        }
        graphics.dispose();
        ImageIO.write(page, "png", folder.resolve(name + ".png").toFile());
    }

    private String footer() {
        return footer(results);
    }

    static String footer(Results results) {
        int n = results.cells().stream().mapToInt(Cell::repetition).max().orElse(0);
        List<String> parts = new ArrayList<>();
        parts.add(results.started());
        parts.add(String.format(Locale.ROOT, "median of n = %d repetition(s)", n));
        results.machine().forEach((name, value) -> parts.add(name + ": " + value));
        return String.join(" · ", parts);
    }

    private static List<String> footerLines(String footer) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : footer.split(" ")) {
            if (line.length() + word.length() > 145) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static void addToSvg(Path file, String footer) throws IOException {
        List<String> lines = footerLines(footer);
        int height = HEIGHT + 16 * lines.size() + 8;
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            text.append("<text x=\"14\" y=\"")
                    .append(HEIGHT + 12 + 16 * i)
                    .append("\" font-family=\"sans-serif\" font-size=\"11\" fill=\"#404040\">")
                    .append(lines.get(i).replace("&", "&amp;").replace("<", "&lt;"))
                    .append("</text>\n");
        }
        String svg = Files.readString(file);
        svg = svg.replaceFirst("height=\"[^\"]*\"", "height=\"" + height + "\"");
        svg =
                svg.replaceFirst(
                        "viewBox=\"[^\"]*\"", "viewBox=\"0 0 " + WIDTH + " " + height + "\"");
        int end = svg.lastIndexOf("</svg>");
        Files.writeString(
                file,
                svg.substring(0, end)
                        + "<rect x=\"0\" y=\""
                        + HEIGHT
                        + "\" width=\""
                        + WIDTH
                        + "\" height=\""
                        + (height - HEIGHT)
                        + "\" fill=\"white\"/>\n"
                        + text
                        + svg.substring(end));
    }
}
