package org.decnn.rewrite.evaluate;

import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apache.commons.math3.special.Gamma;

/**
 * McNemar's test (1947) of whether two networks err equally often on the same pictures. Only
 * pictures that one of them alone classifies correctly tell them apart. Up to {@value #EXACT_UP_TO}
 * of those the binomial distribution gives the probability exactly; beyond, the chi-square
 * distribution with one degree of freedom does, with Edwards's (1948) continuity correction.
 *
 * @param onlyFirst pictures that the first network alone classifies correctly
 * @param onlySecond pictures that the second network alone classifies correctly
 */
public record McNemar(int onlyFirst, int onlySecond) {

    private static final int EXACT_UP_TO = 25;

    /**
     * Compares two networks' answers.
     *
     * @throws IllegalArgumentException if they did not see the same pictures
     */
    public static McNemar of(Evaluation first, Evaluation second) {
        if (first.images() != second.images()) {
            throw new IllegalArgumentException(
                    first.network()
                            + " saw "
                            + first.images()
                            + " pictures, "
                            + second.network()
                            + " saw "
                            + second.images());
        }
        int onlyFirst = 0;
        int onlySecond = 0;
        for (int image = 0; image < first.images(); image++) {
            if (first.isCorrect(image) != second.isCorrect(image)) {
                if (first.isCorrect(image)) {
                    onlyFirst++;
                } else {
                    onlySecond++;
                }
            }
        }
        return new McNemar(onlyFirst, onlySecond);
    }

    /** Pictures that exactly one of the networks classifies correctly. */
    public int discordant() {
        return onlyFirst + onlySecond;
    }

    /** Whether {@link #pValue} is the binomial distribution's. */
    public boolean isExact() {
        return discordant() <= EXACT_UP_TO;
    }

    /** {@code (|b - c| - 1)² / (b + c)}, and 0 where both are the same. */
    public double chiSquare() {
        double excess = Math.max(0, Math.abs(onlyFirst - onlySecond) - 1);
        return excess == 0 ? 0 : excess * excess / discordant();
    }

    /**
     * Two-sided probability of a difference at least as large between networks that err equally
     * often.
     */
    public double pValue() {
        if (!isExact()) {
            // The chi-square distribution's upper tail: one less the lower tail is 0 for small
            // ones.
            return Gamma.regularizedGammaQ(0.5, chiSquare() / 2);
        }
        int fewer = Math.min(onlyFirst, onlySecond);
        return Math.min(
                1,
                2 * new BinomialDistribution(null, discordant(), 0.5).cumulativeProbability(fewer));
    }
}
