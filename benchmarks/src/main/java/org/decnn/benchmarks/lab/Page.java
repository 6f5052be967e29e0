package org.decnn.benchmarks.lab;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * What a picture is saved on, as PNG and SVG, with what it was measured with in small print below.
 *
 * @param footer one text, broken into lines here
 */
record Page(Path folder, String footer) {

    static final int WIDTH = 960;

    private static final int LINE = 15;
    private static final int MARGIN = 14;
    private static final int LETTERS = 150;

    /** A PNG has so many dots for each. */
    private static final int DOTS = 2;

    /** Something to draw, from the upper left corner. */
    interface Picture {
        int height();

        void paint(Graphics2D graphics);
    }

    static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }

    /** Under the name that docs/images knows it by. */
    void save(Picture picture, String figure) throws IOException {
        String name = "lab-" + figure;
        int height = picture.height() + LINE * lines().size() + MARGIN;
        BufferedImage image =
                new BufferedImage(DOTS * WIDTH, DOTS * height, BufferedImage.TYPE_INT_RGB);
        Graphics2D dots = image.createGraphics();
        dots.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        dots.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        dots.scale(DOTS, DOTS);
        paint(dots, picture, height);
        dots.dispose();
        ImageIO.write(image, "png", folder.resolve(name + ".png").toFile());
        VectorGraphics2D vectors = new VectorGraphics2D();
        paint(vectors, picture, height);
        try (OutputStream out = Files.newOutputStream(folder.resolve(name + ".svg"))) {
            new SVGProcessor()
                    .getDocument(vectors.getCommands(), new PageSize(WIDTH, height))
                    .writeTo(out);
        }
    }

    private void paint(Graphics2D graphics, Picture picture, int height) {
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, WIDTH, height);
        picture.paint(graphics);
        graphics.setColor(Color.GRAY);
        graphics.setFont(font(Font.PLAIN, 11));
        int y = picture.height();
        for (String line : lines()) {
            y += LINE;
            graphics.drawString(line, MARGIN, y);
        }
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : footer.split(" ")) {
            if (line.length() + word.length() > LETTERS) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
