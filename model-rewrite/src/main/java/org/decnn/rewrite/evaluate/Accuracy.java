package org.decnn.rewrite.evaluate;

import org.apache.commons.math3.stat.interval.ConfidenceInterval;
import org.apache.commons.math3.stat.interval.WilsonScoreInterval;

/** How many of some pictures were classified correctly. */
public record Accuracy(int correct, int images) {

    private static final double CONFIDENCE = 0.95;

    /** The share, 0 to 1; not a number where there are no pictures. */
    public double value() {
        return (double) correct / images;
    }

    /** Lower end of the 95 % interval of Wilson (1927). */
    public double low() {
        return correct == 0 ? 0 : wilson().getLowerBound();
    }

    /** Upper end of the 95 % interval of Wilson (1927). */
    public double high() {
        return correct == images ? 1 : wilson().getUpperBound();
    }

    private ConfidenceInterval wilson() {
        return new WilsonScoreInterval().createInterval(images, correct, CONFIDENCE);
    }
}
