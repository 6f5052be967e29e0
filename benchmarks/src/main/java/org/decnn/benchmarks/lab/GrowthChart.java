package org.decnn.benchmarks.lab;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.util.Comparator;
import java.util.List;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Costs over what they grow with, both as multiples. Lines are named at their ends. */
record GrowthChart(List<Line> lines) implements Page.Picture {

    /**
     * One cost.
     *
     * @param computing or else bytes, which are dashed
     * @param times what it grows with, ascending
     * @param costs for each
     */
    record Line(String name, boolean computing, List<Double> times, List<Double> costs) {

        private double last() {
            return costs.get(costs.size() - 1);
        }

        private double end() {
            return times.get(times.size() - 1);
        }
    }

    private static final Color[] COLOURS = {
        Bars.STRONG, Bars.STRONG, new Color(0xe08214), new Color(0xe08214), Color.BLACK, Color.BLACK
    };
    private static final int HEIGHT = 520;
    private static final double ROOM = 0.75;
    private static final double LEAST_GAP = 0.042;

    @Override
    public int height() {
        return HEIGHT;
    }

    @Override
    public void paint(Graphics2D graphics) {
        double mostTimes = lines.stream().mapToDouble(Line::end).max().orElse(1);
        double mostCosts =
                lines.stream()
                        .flatMap(line -> line.costs().stream())
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElse(1);
        XYChart chart =
                LineChart.of(
                        HEIGHT,
                        "What an image costs a device (1: ResNet-50 of 4 groups, ×1.75, 224 pixels, 4 devices)",
                        "times the width, the picture's side, the devices",
                        "times the cost");
        // The title is long, and points lie close together.
        chart.getStyler().setChartTitleFont(Page.font(Font.BOLD, 15));
        chart.getStyler().setMarkerSize(7);
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(mostTimes + ROOM);
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(mostCosts * 1.05);
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            XYSeries series = chart.addSeries(line.name(), line.times(), line.costs());
            series.setLineColor(COLOURS[i % COLOURS.length]);
            series.setMarkerColor(COLOURS[i % COLOURS.length]);
            series.setMarker(SeriesMarkers.CIRCLE);
            series.setLineStyle(line.computing() ? SeriesLines.SOLID : SeriesLines.DASH_DASH);
        }
        label(chart, mostTimes, mostCosts);
        chart.paint(graphics, Page.WIDTH, HEIGHT);
    }

    /** From the top down, none on another that ends where it does. */
    private void label(XYChart chart, double mostTimes, double mostCosts) {
        double gap = mostCosts * LEAST_GAP;
        for (Line line : lines) {
            double y = line.last();
            for (Line above :
                    lines.stream()
                            .filter(other -> Math.abs(other.end() - line.end()) < ROOM)
                            .sorted(Comparator.comparing(Line::last).reversed())
                            .toList()) {
                if (above.equals(line)) {
                    break;
                }
                y = Math.min(y, above.last() - gap);
            }
            String text = line.name() + " ×" + ResultTable.number(line.last());
            // An annotation's middle is where it is put.
            double half = (mostTimes + ROOM) * 0.0049 * text.length() + 0.03;
            chart.addAnnotation(new AnnotationText(text, line.end() + half, y, false));
        }
    }
}
