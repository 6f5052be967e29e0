package org.decnn.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;

/** How far two answers are apart, in units of the larger answer's largest value. */
final class Agreement {

    /** Answers smaller than this are as good as 0. */
    private static final double LEAST = 1e-3;

    private Agreement() {}

    static void assertClose(float[] actual, float[] expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        double largest = Math.max(LEAST, largest(expected));
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs((double) actual[i] - expected[i]) / largest)
                    .as("value %d is %s, expected %s", i, actual[i], expected[i])
                    .isLessThanOrEqualTo(tolerance);
        }
    }

    static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    static int top1(float[] values) {
        int top = 0;
        for (int i = 1; i < values.length; i++) {
            top = values[i] > values[top] ? i : top;
        }
        return top;
    }
}
