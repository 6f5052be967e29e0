package org.decnn.rewrite.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.style.CategoryStyler;

/** Draws bars over categories as SVG that takes its colours for text and lines from the page. */
final class BarChart {

    static final Color ORIGINAL = new Color(0xD9822B);
    static final Color REWRITTEN = new Color(0x2B7BBA);

    /** Stand for the page's colours until the SVG is written. */
    private static final Color INK = new Color(1, 2, 3);

    private static final Color LINE = new Color(4, 5, 6);
    private static final Color VALUE = new Color(7, 8, 9);
    private static final Color NONE = new Color(0, 0, 0, 0);

    /** More bars than this stand close, their names and values turned. */
    private static final int FEW = 12;

    private final CategoryChart chart;
    private final String title;
    private final boolean many;

    /**
     * @param title with the unit
     * @param bars categories, each with a bar of every series
     */
    BarChart(String title, int bars) {
        this.title = title;
        this.many = bars > FEW;
        this.chart =
                new CategoryChartBuilder()
                        .width(many ? 1120 : 370)
                        .height(many ? 420 : 300)
                        .build();
        style(chart.getStyler());
    }

    private void style(CategoryStyler style) {
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, many ? 11 : 13);
        style.setBaseFont(font);
        style.setChartBackgroundColor(NONE);
        style.setPlotBackgroundColor(NONE);
        style.setPlotBorderVisible(false);
        style.setLegendVisible(false);
        style.setChartTitleVisible(false);
        style.setChartFontColor(INK);
        style.setChartPadding(4);
        style.setAxisTitlesVisible(false);
        style.setAxisTickLabelsFont(font);
        style.setAxisTickLabelsColor(INK);
        style.setXAxisTickLabelsColor(INK);
        style.setYAxisTickLabelsColor(INK);
        style.setAxisTickMarksColor(LINE);
        style.setAxisTicksMarksVisible(false);
        style.setAxisTicksLineVisible(false);
        style.setPlotGridVerticalLinesVisible(false);
        style.setPlotGridLinesColor(LINE);
        style.setPlotGridLinesStroke(new BasicStroke(1));
        style.setXAxisLabelRotation(many ? 90 : 0);
        style.setAvailableSpaceFill(many ? 0.75 : 0.8);
        style.setLabelsVisible(true);
        style.setLabelsFont(font);
        style.setLabelsFontColor(VALUE);
        style.setLabelsFontColorAutomaticEnabled(false);
        style.setLabelsPosition(1.0);
        style.setLabelsRotation(many ? 90 : 0);
        style.setLocale(Locale.ROOT);
        style.setYAxisMin(0.0);
        style.setyAxisTickLabelsFormattingFunction(Figures::digits);
    }

    /** Leaves room above the largest value for its label. */
    BarChart upTo(double most) {
        chart.getStyler().setYAxisMax(most * (many ? 1.25 : 1.12));
        return this;
    }

    BarChart series(String name, Color colour, List<String> categories, List<Double> values) {
        chart.addSeries(name, categories, values).setFillColor(colour);
        return this;
    }

    Chart draw() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            VectorGraphicsEncoder.saveVectorGraphic(chart, out, VectorGraphicsFormat.SVG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Chart(title, inPage(out.toString(StandardCharsets.UTF_8)), many);
    }

    /** As an element of a page: as wide as its place, in the page's colours, to a hundredth. */
    private String inPage(String file) {
        return file.substring(file.indexOf("<svg"))
                .replaceFirst(" height=\"[^\"]*\"", "")
                .replaceFirst(" width=\"[^\"]*\"", " role=\"img\"")
                .replace("rgb(1,2,3)", "currentColor")
                // XChart writes a value below its bar's top, where a low bar has no room for it.
                .replace(
                        "style=\"fill:rgb(7,8,9)",
                        "transform=\"translate(0 -14)\" style=\"fill:currentColor")
                .replace("rgb(4,5,6)", "var(--line)")
                .replaceAll("(\\d\\.\\d\\d)\\d+", "$1")
                .replaceAll("clip(?=-?\\d)", "c" + Integer.toHexString(title.hashCode()) + "-");
    }
}
