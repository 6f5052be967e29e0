package org.decnn.benchmarks.monitoring;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/** The names of a chart's lines, in as many rows as they need; XChart's own has one. */
final class Legend {

    private static final Font NAME = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    private static final int ROW = 19;
    private static final int DASH = 16;
    private static final int GAP = 6;

    private Legend() {}

    static int height(Graphics2D page, XYChart chart, int width) {
        return rows(page, chart, width).size() * ROW + GAP;
    }

    static void draw(Graphics2D page, XYChart chart, int left, int top, int width) {
        page.setFont(NAME);
        int y = top + ROW / 2;
        for (List<XYSeries> row : rows(page, chart, width)) {
            int x = left + (width - row.stream().mapToInt(line -> room(page, line)).sum()) / 2;
            for (XYSeries line : row) {
                page.setColor(line.getLineColor());
                page.setStroke(new BasicStroke(3));
                page.drawLine(x, y, x + DASH, y);
                page.setColor(Color.BLACK);
                page.drawString(line.getName(), x + DASH + GAP, y + GAP);
                x += room(page, line);
            }
            y += ROW;
        }
    }

    private static List<List<XYSeries>> rows(Graphics2D page, XYChart chart, int width) {
        List<List<XYSeries>> rows = new ArrayList<>();
        int used = width;
        for (XYSeries line : chart.getSeriesMap().values()) {
            int room = room(page, line);
            if (used + room > width) {
                rows.add(new ArrayList<>());
                used = 0;
            }
            rows.get(rows.size() - 1).add(line);
            used += room;
        }
        return rows;
    }

    private static int room(Graphics2D page, XYSeries line) {
        return DASH + page.getFontMetrics(NAME).stringWidth(line.getName()) + 4 * GAP;
    }
}
