package org.decnn.benchmarks.soak;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.decnn.benchmarks.soak.Sample.Life;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A panel for each quantity over the time of the soak, each process a line, faults upright. */
final class SoakChart {

    private static final int COLUMNS = 2;
    private static final int WIDTH = 640;
    private static final int HEIGHT = 300;
    private static final double MILLIS_IN_MINUTE = TimeUnit.MINUTES.toMillis(1);
    private static final List<String> NAMES =
            List.of("jobmanager", "device-1", "device-2", "device-3", "device-4", "kafka");
    private static final Color[] COLOURS = {
        Color.BLACK,
        new Color(0x2166ac),
        new Color(0x33a02c),
        new Color(0xe08214),
        new Color(0x7b3294),
        new Color(0x999999)
    };
    private static final Color FAULT = new Color(0xe8e8e8);

    private SoakChart() {}

    static void draw(List<Sample> samples, List<Fault> faults, Path file) throws IOException {
        long start = samples.get(0).millis();
        List<XYChart> charts = new ArrayList<>();
        for (Quantity quantity : Quantity.values()) {
            charts.add(
                    chart(
                            quantity,
                            samples.stream().filter(one -> one.quantity() == quantity).toList(),
                            faults,
                            start));
        }
        BitmapEncoder.saveBitmap(
                charts,
                (charts.size() + COLUMNS - 1) / COLUMNS,
                COLUMNS,
                file.toString(),
                BitmapFormat.PNG);
    }

    private static XYChart chart(
            Quantity quantity, List<Sample> samples, List<Fault> faults, long start) {
        XYChart chart =
                new XYChartBuilder()
                        .width(WIDTH)
                        .height(HEIGHT)
                        .title(quantity.title())
                        .xAxisTitle("minutes")
                        .build();
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setAnnotationLineColor(FAULT);
        faults.forEach(
                fault ->
                        chart.addAnnotation(
                                new AnnotationLine(
                                        (fault.millis() - start) / MILLIS_IN_MINUTE, true, false)));
        Map<Life, List<Sample>> lives = new LinkedHashMap<>();
        samples.forEach(
                one -> lives.computeIfAbsent(one.life(), life -> new ArrayList<>()).add(one));
        List<String> named = new ArrayList<>();
        lives.forEach(
                (life, values) -> {
                    XYSeries series =
                            chart.addSeries(
                                    life.name() + " " + life.pid(),
                                    values.stream()
                                            .map(one -> (one.millis() - start) / MILLIS_IN_MINUTE)
                                            .toList(),
                                    values.stream().map(Sample::value).toList());
                    series.setMarker(SeriesMarkers.NONE);
                    series.setLineStyle(SeriesLines.SOLID);
                    series.setLineWidth(1.2f);
                    series.setLineColor(COLOURS[Math.max(0, NAMES.indexOf(life.name()))]);
                    series.setLabel(life.name());
                    series.setShowInLegend(!named.contains(life.name()));
                    named.add(life.name());
                });
        return chart;
    }
}
