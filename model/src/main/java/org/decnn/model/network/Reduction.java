package org.decnn.model.network;

/** What is made of the values along an axis; each is the ONNX {@code Reduce} of its name. */
public enum Reduction {
    MEAN,
    SUM,
    MAX,
    MIN,
    /** The root of the sum of squares. */
    L2;

    /** Whether the reduction of a sum is the sum of the reductions. */
    public boolean linear() {
        return this == MEAN || this == SUM;
    }
}
