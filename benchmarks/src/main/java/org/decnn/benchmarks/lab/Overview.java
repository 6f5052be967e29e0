package org.decnn.benchmarks.lab;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/**
 * Four ways to use small devices, side by side in three figures: what a newcomer looks at first.
 *
 * @param names of the ways; the last is this project's
 */
record Overview(List<String> names, List<Figure> figures) implements Page.Picture {

    /**
     * One figure.
     *
     * @param hint its unit, and what is better
     * @param values one for each of the ways
     */
    record Figure(String title, String hint, List<Double> values) {}

    private static final int LEFT = 236;
    private static final int TOP = 62;
    private static final int ROW = 40;
    private static final int BAR = 26;

    /** Room for a value at the end of the longest bar. */
    private static final int VALUE = 52;

    @Override
    public int height() {
        return TOP + names.size() * ROW + 6;
    }

    @Override
    public void paint(Graphics2D graphics) {
        for (int row = 0; row < names.size(); row++) {
            graphics.setColor(Color.BLACK);
            graphics.setFont(Page.font(isOurs(row) ? Font.BOLD : Font.PLAIN, 15));
            graphics.drawString(names.get(row), 14, TOP + row * ROW + 18);
        }
        int width = (Page.WIDTH - LEFT) / figures.size();
        for (int i = 0; i < figures.size(); i++) {
            paint(graphics, figures.get(i), LEFT + i * width, width - 16);
        }
    }

    private boolean isOurs(int row) {
        return row == names.size() - 1;
    }

    private void paint(Graphics2D graphics, Figure figure, int x, int width) {
        graphics.setColor(Color.BLACK);
        graphics.setFont(Page.font(Font.BOLD, 16));
        graphics.drawString(figure.title(), x, 26);
        graphics.setColor(Color.GRAY);
        graphics.setFont(Page.font(Font.PLAIN, 13));
        graphics.drawString(figure.hint(), x, 46);
        double greatest = figure.values().stream().mapToDouble(Double::doubleValue).max().orElse(1);
        for (int row = 0; row < figure.values().size(); row++) {
            double value = figure.values().get(row);
            double length = (width - VALUE) * value / greatest;
            int y = TOP + row * ROW;
            graphics.setColor(isOurs(row) ? Bars.STRONG : Bars.PLAIN);
            graphics.fill(new Rectangle2D.Double(x, y, length, BAR));
            graphics.setColor(Color.BLACK);
            graphics.setFont(Page.font(isOurs(row) ? Font.BOLD : Font.PLAIN, 14));
            graphics.drawString(ResultTable.number(value), (float) (x + length + 5), y + 18);
        }
    }
}
