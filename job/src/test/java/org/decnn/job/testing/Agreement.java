package org.decnn.job.testing;

import static org.assertj.core.api.Assertions.assertThat;

/** How near two answers of one network are. */
public final class Agreement {

    /** The project's promise for fp32, relative to the largest logit. */
    private static final double TOLERANCE = 1e-4;

    private Agreement() {}

    /** The same logits within the promised tolerance, and the same best class. */
    public static void assertSameAnswer(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs((double) actual[i] - expected[i]))
                    .as("logit %d is %s, expected %s", i, actual[i], expected[i])
                    .isLessThanOrEqualTo(TOLERANCE * largest);
        }
        assertThat(top1(actual)).as("best class").isEqualTo(top1(expected));
    }

    public static int top1(float[] logits) {
        int top = 0;
        for (int i = 1; i < logits.length; i++) {
            top = logits[i] > logits[top] ? i : top;
        }
        return top;
    }
}
