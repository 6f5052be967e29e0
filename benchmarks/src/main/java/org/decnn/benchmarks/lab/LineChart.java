package org.decnn.benchmarks.lab;

import java.awt.Color;
import java.awt.Font;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** A page-wide chart of lines that are named at their ends, so that it needs no key. */
final class LineChart {

    private LineChart() {}

    static XYChart of(int height, String title, String xAxis, String yAxis) {
        XYChart chart =
                new XYChartBuilder()
                        .width(Page.WIDTH)
                        .height(height)
                        .title(title)
                        .xAxisTitle(xAxis)
                        .yAxisTitle(yAxis)
                        .build();
        chart.getStyler().setLegendVisible(false).setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setChartTitleFont(Page.font(Font.BOLD, 16)).setChartPadding(12);
        chart.getStyler().setMarkerSize(8);
        chart.getStyler().setAnnotationTextFont(Page.font(Font.PLAIN, 13));
        return chart;
    }
}
