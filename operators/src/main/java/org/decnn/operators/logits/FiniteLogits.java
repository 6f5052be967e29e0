package org.decnn.operators.logits;

import java.util.Optional;

/**
 * Logits name a class only if all of them are finite: of a NaN or an infinite one, which an
 * overflow in a layer leaves behind, no other is the lesser.
 */
public final class FiniteLogits {

    private FiniteLogits() {}

    /** Whether the logits name a class. */
    public static boolean are(float[] logits) {
        return fault(logits).isEmpty();
    }

    /** Why they name none, in a line for people; empty if they do. */
    public static Optional<String> fault(float[] logits) {
        for (int i = 0; i < logits.length; i++) {
            if (!Float.isFinite(logits[i])) {
                return Optional.of(
                        "the network answers with no finite number (class "
                                + i
                                + ": "
                                + logits[i]
                                + "): check its weights, its preprocessing and its input");
            }
        }
        return Optional.empty();
    }
}
