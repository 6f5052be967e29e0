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
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;

/**
 * How charts look, and the page that one is saved on: PNG and SVG, with what it was measured with
 * written below.
 *
 * @param footer one text, broken into lines here
 */
record ChartPage(Path folder, String footer) {

    private static final int WIDTH = 960;
    private static final int HEIGHT = 620;

    static XYChart lines(String title, String x, String y) {
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

    static CategoryChart bars(String title, String y) {
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

    void save(Chart<?, ?> chart, String name) throws IOException {
        Path file = folder.resolve(name);
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
