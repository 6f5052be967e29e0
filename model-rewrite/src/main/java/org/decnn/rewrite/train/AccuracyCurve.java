package org.decnn.rewrite.train;

import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A training's accuracy over its epochs, as a picture. */
public final class AccuracyCurve {

    private static final int WIDTH = 900;
    private static final int HEIGHT = 520;

    private AccuracyCurve() {}

    /** Draws a PNG. */
    public static void draw(String network, List<EpochResult> history, Path png)
            throws IOException {
        double last = 100 * history.get(history.size() - 1).testAccuracy();
        XYChart chart =
                new XYChartBuilder()
                        .width(WIDTH)
                        .height(HEIGHT)
                        .title(
                                String.format(
                                        Locale.ROOT,
                                        "%s: %.2f %% on the test pictures after %d epochs",
                                        network,
                                        last,
                                        history.size()))
                        .xAxisTitle("epoch")
                        .yAxisTitle("accuracy, %")
                        .build();
        chart.getStyler()
                .setLegendPosition(LegendPosition.InsideSE)
                .setChartBackgroundColor(java.awt.Color.WHITE)
                .setChartTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 18))
                .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
        chart.getStyler()
                .setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15))
                .setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14))
                .setXAxisDecimalPattern("0")
                .setYAxisMax(100.);
        add(chart, "as learned", history, EpochResult::trainAccuracy);
        add(chart, "test", history, EpochResult::testAccuracy);
        BitmapEncoder.saveBitmap(chart, png.toString(), BitmapFormat.PNG);
    }

    private static void add(
            XYChart chart,
            String name,
            List<EpochResult> history,
            ToDoubleFunction<EpochResult> accuracy) {
        chart.addSeries(
                        name,
                        history.stream().mapToDouble(EpochResult::epoch).toArray(),
                        history.stream()
                                .mapToDouble(result -> 100 * accuracy.applyAsDouble(result))
                                .toArray())
                .setMarker(SeriesMarkers.CIRCLE);
    }
}
