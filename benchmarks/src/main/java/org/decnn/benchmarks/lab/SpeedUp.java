package org.decnn.benchmarks.lab;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Throughput over devices, against one device that runs the same network. Lines are named at their
 * ends.
 *
 * @param allowed what the graphs alone allow the most devices; empty where they were not measured
 */
record SpeedUp(List<Line> lines, OptionalDouble allowed) implements Page.Picture {

    /**
     * One line.
     *
     * @param devices counts of devices, ascending
     * @param times throughput against one device's, for each
     */
    record Line(String name, List<Double> devices, List<Double> times) {

        private double last() {
            return times.get(times.size() - 1);
        }
    }

    private static final Color[] COLOURS = {
        Bars.STRONG, new Color(0xe08214), new Color(0x7b3294), new Color(0x33a02c), Color.BLACK
    };
    private static final int HEIGHT = 480;

    @Override
    public int height() {
        return HEIGHT;
    }

    @Override
    public void paint(Graphics2D graphics) {
        double most =
                lines.stream()
                        .flatMap(line -> line.devices().stream())
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElse(1);
        XYChart chart =
                LineChart.of(
                        HEIGHT,
                        "Throughput over devices, against one that runs the same network",
                        "devices",
                        "times one device's images/s");
        chart.getStyler().setXAxisMin(0.5).setXAxisMax(most * 1.45).setXAxisDecimalPattern("0");
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(most * 1.1);
        bound(chart, "if devices added up", most, most, Color.LIGHT_GRAY);
        allowed.ifPresent(
                times ->
                        bound(
                                chart,
                                "what the graphs alone allow: " + ResultTable.number(times),
                                most,
                                times,
                                Color.GRAY));
        List<Line> byHeight = new ArrayList<>(lines);
        byHeight.sort(Comparator.comparing(Line::last).reversed());
        double above = most;
        for (int i = 0; i < byHeight.size(); i++) {
            Line line = byHeight.get(i);
            add(chart, line, COLOURS[i % COLOURS.length])
                    .setMarker(SeriesMarkers.CIRCLE)
                    .setLineStyle(SeriesLines.SOLID);
            above = Math.min(line.last(), above - most * 0.055);
            String text = line.name() + ": " + ResultTable.number(line.last());
            label(chart, text, line.devices().get(line.devices().size() - 1), above, most);
        }
        chart.paint(graphics, Page.WIDTH, HEIGHT);
    }

    /** Through nothing: as many times as fast as there are devices, or a part of that. */
    private static void bound(XYChart chart, String name, double most, double times, Color colour) {
        add(chart, new Line(name, List.of(1.0, most), List.of(times / most, times)), colour)
                .setMarker(SeriesMarkers.NONE)
                .setLineStyle(SeriesLines.DASH_DASH);
        label(chart, name, most, times, most);
    }

    private static XYSeries add(XYChart chart, Line line, Color colour) {
        XYSeries series = chart.addSeries(line.name(), line.devices(), line.times());
        series.setLineColor(colour);
        series.setMarkerColor(colour);
        return series;
    }

    private static void label(XYChart chart, String text, double x, double y, double most) {
        // An annotation's middle is where it is put.
        double half = most * 0.0055 * text.length() + most * 0.02;
        chart.addAnnotation(new AnnotationText(text, x + half, y, false));
    }
}
