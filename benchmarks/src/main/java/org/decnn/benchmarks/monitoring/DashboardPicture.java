package org.decnn.benchmarks.monitoring;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.decnn.benchmarks.monitoring.Dashboard.Panel;
import org.decnn.benchmarks.monitoring.Dashboard.Query;
import org.decnn.benchmarks.monitoring.Prometheus.Sample;
import org.decnn.benchmarks.monitoring.Prometheus.Series;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A dashboard's panels, drawn from their queries where Grafana would draw them. */
final class DashboardPicture {

    private static final int COLUMN = 60;
    private static final int ROW = 36;
    private static final int LINE = 20;
    private static final int MARGIN = 8;
    private static final int POINTS = 200;
    private static final int MANY = 6;
    private static final Color[] COLOURS = {
        new Color(0x1f77b4),
        new Color(0xd95f02),
        new Color(0x7b3294),
        new Color(0x2ca02c),
        new Color(0xd62728),
        new Color(0x8c564b),
        new Color(0x17a2a2),
        new Color(0x7f7f7f),
        new Color(0x000000),
        new Color(0xe377c2)
    };
    private static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 15);
    private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 16);
    private static final Font HEADING = new Font(Font.SANS_SERIF, Font.BOLD, 20);

    private final Dashboard dashboard;
    private final Prometheus prometheus;
    private final Instant from;
    private final Instant to;
    private final Duration step;
    private final Map<Integer, String> marks;

    /**
     * @param marks what happened, by seconds after the start
     */
    DashboardPicture(
            Dashboard dashboard,
            Prometheus prometheus,
            Instant from,
            Instant to,
            Map<Integer, String> marks) {
        this.dashboard = dashboard;
        this.prometheus = prometheus;
        this.from = from;
        this.to = to;
        this.step = Duration.ofSeconds(Duration.between(from, to).toSeconds() / POINTS + 1);
        this.marks = new TreeMap<>(marks);
    }

    void write(Path png) throws IOException, InterruptedException {
        System.setProperty("java.awt.headless", "true");
        int rows =
                dashboard.panels().stream()
                        .mapToInt(panel -> panel.place().y() + panel.place().height())
                        .max()
                        .orElseThrow();
        int top = (marks.size() + 1) * LINE;
        BufferedImage picture =
                new BufferedImage(24 * COLUMN, top + rows * ROW, BufferedImage.TYPE_INT_RGB);
        Graphics2D page = picture.createGraphics();
        page.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        page.setColor(Color.WHITE);
        page.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        page.setColor(Color.BLACK);
        page.setFont(TEXT);
        int number = 0;
        for (Map.Entry<Integer, String> mark : marks.entrySet()) {
            number++;
            page.drawString(
                    "%d   from %d s: %s".formatted(number, mark.getKey(), mark.getValue()),
                    MARGIN,
                    number * LINE);
        }
        for (Panel panel : dashboard.panels()) {
            int x = panel.place().x() * COLUMN;
            int y = top + panel.place().y() * ROW;
            if (panel.isHeading()) {
                page.setColor(Color.BLACK);
                page.setFont(HEADING);
                page.drawString(panel.title(), x + MARGIN, y + ROW - MARGIN);
            } else if (panel.isTable()) {
                table(panel, page, x + 2 * MARGIN, y + ROW / 2);
            } else {
                chart(panel, page, x, y);
            }
        }
        page.dispose();
        ImageIO.write(picture, "png", png.toFile());
    }

    private void chart(Panel panel, Graphics2D page, int x, int y)
            throws IOException, InterruptedException {
        int width = panel.place().width() * COLUMN;
        int height = panel.place().height() * ROW;
        XYChart chart =
                new XYChartBuilder().width(width).title(panel.title() + unitOf(panel)).build();
        for (Query query : panel.queries()) {
            List<Series> all = prometheus.query(query.expression(), from, to, step);
            all.sort(Comparator.comparing(series -> query.nameOf(series.labels())));
            all.forEach(series -> add(series, query, panel, chart));
        }
        if (chart.getSeriesMap().size() > MANY) {
            // Where there are many, those that stay at 0 are left out.
            chart.getSeriesMap().values().removeIf(line -> line.getYMax() <= 0);
        }
        double most =
                chart.getSeriesMap().values().stream()
                        .mapToDouble(XYSeries::getYMax)
                        .max()
                        .orElse(0);
        double limit = panel.unit().equals("percentunit") ? 100 : most > 0 ? 1.15 * most : 1;
        style(chart, limit);
        int legend = Legend.height(page, chart, width);
        BufferedImage drawn = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        chart.paint(drawn.createGraphics(), width, height - legend);
        page.drawImage(drawn.getSubimage(0, 0, width, height - legend), x, y, null);
        Legend.draw(page, chart, x, y + height - legend, width);
    }

    private void style(XYChart chart, double limit) {
        chart.getStyler()
                .setLegendVisible(false)
                .setSeriesColors(COLOURS)
                .setChartTitleFont(TITLE)
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false)
                .setAnnotationLineColor(Color.GRAY)
                .setAnnotationTextFont(TEXT)
                .setAnnotationTextFontColor(Color.GRAY);
        chart.getStyler()
                .setYAxisMin(0.0)
                .setYAxisMax(limit)
                .setXAxisMin(0.0)
                .setXAxisMax((double) Duration.between(from, to).toSeconds())
                .setXAxisDecimalPattern("0 s")
                .setXAxisTickMarkSpacingHint(90)
                .setYAxisDecimalPattern("#,##0.##")
                .setAxisTickLabelsFont(LABEL);
        double aside = Duration.between(from, to).toSeconds() / 50.0;
        int number = 0;
        for (int at : marks.keySet()) {
            number++;
            chart.addAnnotation(new AnnotationLine(at, true, false));
            chart.addAnnotation(
                    new AnnotationText(String.valueOf(number), at - aside, 0.95 * limit, false));
        }
    }

    /** Where there are no numbers, as while a job restarts, the line is broken. */
    private void add(Series series, Query query, Panel panel, XYChart chart) {
        Map<Long, Double> values = new HashMap<>();
        for (Sample sample : series.samples()) {
            if (Double.isFinite(sample.value())) {
                values.put(Math.round(sample.time()), sample.value() * scaleOf(panel));
            }
        }
        if (values.isEmpty()) {
            return;
        }
        double[] x =
                LongStream.iterate(0, at -> at + step.toSeconds())
                        .limit(Duration.between(from, to).dividedBy(step) + 1)
                        .asDoubleStream()
                        .toArray();
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = values.getOrDefault(from.getEpochSecond() + (long) x[i], Double.NaN);
        }
        String name = shortened(query.nameOf(series.labels()));
        XYSeries line =
                chart.addSeries(chart.getSeriesMap().containsKey(name) ? name + " " : name, x, y);
        line.setMarker(SeriesMarkers.NONE)
                .setLineColor(COLOURS[(chart.getSeriesMap().size() - 1) % COLOURS.length]);
        line.setLineStyle(SeriesLines.SOLID).setLineWidth(2);
    }

    private static String shortened(String name) {
        String first = name.split(" -> ")[0];
        return first.length() <= 28 ? first : first.substring(0, 27) + "…";
    }

    private static double scaleOf(Panel panel) {
        return switch (panel.unit()) {
            case "percentunit" -> 100;
            case "bytes" -> 1e-6;
            default -> 1;
        };
    }

    private static String unitOf(Panel panel) {
        return switch (panel.unit()) {
            case "percentunit" -> ", %";
            case "bytes" -> ", MB";
            case "ms" -> ", ms";
            default -> "";
        };
    }

    /** Devices down, shards across. */
    private void table(Panel panel, Graphics2D page, int x, int y)
            throws IOException, InterruptedException {
        Map<String, Map<String, Double>> cells = new TreeMap<>();
        TreeSet<String> shards = new TreeSet<>();
        for (Series series : prometheus.query(panel.queries().get(0).expression())) {
            String shard = series.labels().get("shard");
            shards.add(shard);
            cells.computeIfAbsent(series.labels().get("tm_id"), device -> new TreeMap<>())
                    .put(shard, series.last());
        }
        page.setColor(Color.BLACK);
        page.setFont(TITLE);
        page.drawString(panel.title() + ", bytes", x, y);
        page.setFont(TEXT);
        int column = 80;
        int line = y + ROW;
        int across = x + 120;
        for (String shard : shards) {
            page.drawString("shard " + shard, across, line);
            across += column;
        }
        for (Map.Entry<String, Map<String, Double>> device : cells.entrySet()) {
            line += ROW;
            page.drawString(shortened(device.getKey()), x, line);
            across = x + 120;
            for (String shard : shards) {
                Double bytes = device.getValue().get(shard);
                page.drawString(bytes == null ? "–" : "%,.0f".formatted(bytes), across, line);
                across += column;
            }
        }
    }
}
