package org.decnn.model.testing;

import java.util.Arrays;
import org.decnn.model.network.Reduction;

/** What is made of the values along an axis. */
final class ReductionReference {

    private ReductionReference() {}

    static double of(Reduction reduction, double[] values) {
        return switch (reduction) {
            case MEAN -> Arrays.stream(values).sum() / values.length;
            case SUM -> Arrays.stream(values).sum();
            case MAX -> Arrays.stream(values).max().orElseThrow();
            case MIN -> Arrays.stream(values).min().orElseThrow();
            case L2 -> Math.sqrt(Arrays.stream(values).map(x -> x * x).sum());
        };
    }
}
