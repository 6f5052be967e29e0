package org.decnn.benchmarks.lab;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/**
 * Horizontal bars, a row each, with their names on the left and their values at their ends.
 *
 * @param unit of the values, and what is better
 * @param series names of a row's parts; one that has no name needs no key
 * @param stacked whether a row's parts are laid end to end, not below one another
 */
record Bars(String title, String unit, List<String> series, boolean stacked, List<Row> rows)
        implements Page.Picture {

    /**
     * One row.
     *
     * @param name on its left
     * @param parts a value for each series
     * @param most for each series a value that some reach, drawn as a line to it; or none
     * @param stressed whether its colour is stronger than the others'
     */
    record Row(String name, List<Double> parts, List<Double> most, boolean stressed) {

        double end(boolean stacked) {
            double parts =
                    stacked
                            ? parts().stream().mapToDouble(Double::doubleValue).sum()
                            : parts().stream().mapToDouble(Double::doubleValue).max().orElse(0);
            return Math.max(parts, most.stream().mapToDouble(Double::doubleValue).max().orElse(0));
        }
    }

    static final Color STRONG = new Color(0x1f77b4);
    static final Color PLAIN = new Color(0x9aa5b1);
    private static final Color[] PARTS = {
        new Color(0xc5ccd3), new Color(0xf0a860), new Color(0x1f77b4)
    };
    private static final int TOP = 58;
    private static final int LEFT = 270;
    private static final int RIGHT = Page.WIDTH - 170;
    private static final int BAR = 18;
    private static final int GAP = 10;

    private int barsOfARow() {
        return stacked ? 1 : Math.max(1, series.size());
    }

    private int rowHeight() {
        return barsOfARow() * BAR + GAP;
    }

    private boolean hasKey() {
        return series.size() > 1;
    }

    @Override
    public int height() {
        return TOP + (hasKey() ? 22 : 0) + rows.size() * rowHeight() + 8;
    }

    @Override
    public void paint(Graphics2D graphics) {
        graphics.setColor(Color.BLACK);
        graphics.setFont(Page.font(Font.BOLD, 16));
        graphics.drawString(title, 14, 26);
        graphics.setColor(Color.DARK_GRAY);
        graphics.setFont(Page.font(Font.PLAIN, 13));
        graphics.drawString(unit, 14, 46);
        int y = TOP;
        if (hasKey()) {
            paintKey(graphics, y);
            y += 22;
        }
        double greatest = rows.stream().mapToDouble(row -> row.end(stacked)).max().orElse(1);
        double scale = (RIGHT - LEFT) / Math.max(greatest, 1e-9);
        for (Row row : rows) {
            graphics.setColor(Color.BLACK);
            graphics.setFont(Page.font(row.stressed() ? Font.BOLD : Font.PLAIN, 13));
            graphics.drawString(row.name(), 14, y + barsOfARow() * BAR / 2 + 5);
            if (stacked) {
                paintStacked(graphics, row, y, scale);
            } else {
                paintBelow(graphics, row, y, scale);
            }
            y += rowHeight();
        }
    }

    private void paintKey(Graphics2D graphics, int y) {
        int x = LEFT;
        graphics.setFont(Page.font(Font.PLAIN, 12));
        for (int i = 0; i < series.size(); i++) {
            graphics.setColor(colour(i, false));
            graphics.fill(new Rectangle2D.Double(x, y, 12, 12));
            graphics.setColor(Color.DARK_GRAY);
            graphics.drawString(series.get(i), x + 17, y + 11);
            x += 45 + 7 * series.get(i).length();
        }
    }

    private Color colour(int part, boolean stressed) {
        if (series.size() > 1) {
            return PARTS[
                    (part + PARTS.length - Math.min(PARTS.length, series.size())) % PARTS.length];
        }
        return stressed ? STRONG : PLAIN;
    }

    private void paintStacked(Graphics2D graphics, Row row, int y, double scale) {
        double x = LEFT;
        List<String> values = new ArrayList<>();
        for (int i = 0; i < row.parts().size(); i++) {
            double width = Math.max(0, row.parts().get(i)) * scale;
            graphics.setColor(colour(i, row.stressed()));
            graphics.fill(new Rectangle2D.Double(x, y, width, BAR));
            x += width;
            values.add(ResultTable.number(row.parts().get(i)));
        }
        value(graphics, String.join(" + ", values), x, y);
    }

    private void paintBelow(Graphics2D graphics, Row row, int y, double scale) {
        for (int i = 0; i < row.parts().size(); i++) {
            double width = row.parts().get(i) * scale;
            int top = y + i * BAR;
            graphics.setColor(colour(i, row.stressed()));
            graphics.fill(new Rectangle2D.Double(LEFT, top + 1, width, BAR - 2));
            String text = ResultTable.number(row.parts().get(i));
            if (i < row.most().size()) {
                double end = row.most().get(i) * scale;
                graphics.setColor(Color.DARK_GRAY);
                graphics.fill(
                        new Rectangle2D.Double(LEFT + width, top + BAR / 2. - 0.5, end - width, 1));
                graphics.fill(new Rectangle2D.Double(LEFT + end - 1, top + 4, 2, BAR - 8));
                text += " / " + ResultTable.number(row.most().get(i));
                width = end;
            }
            value(graphics, text, LEFT + width, top);
        }
    }

    private static void value(Graphics2D graphics, String text, double x, int y) {
        graphics.setColor(Color.BLACK);
        graphics.setFont(Page.font(Font.PLAIN, 12));
        graphics.drawString(text, (float) x + 5, y + BAR - 5f);
    }
}
