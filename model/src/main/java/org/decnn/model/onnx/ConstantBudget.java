package org.decnn.model.onnx;

import org.decnn.model.onnx.Value.Constant;

/**
 * How much is computed from a file's constants: a few nodes may ask for any number of values, so
 * what they come to is bounded by what the file holds.
 */
final class ConstantBudget {

    /** Of shapes, masks and the like, whatever the file holds. */
    private static final long FREE = 1 << 22;

    /** Weights are transposed, scaled and joined a few times. */
    private static final int TIMES = 16;

    private long held;
    private long computed;

    /** Takes note of a constant of the file. */
    void hold(Constant constant) {
        held += constant.size();
    }

    /**
     * Takes note of what a node computes.
     *
     * @throws org.decnn.model.network.NetworkException if all that is computed is too much
     */
    void compute(Node node, Constant constant) {
        computed += constant.size();
        if (computed > FREE + TIMES * held) {
            throw node.error(
                    "with it %d values are computed from the file's %d; export with fixed shapes",
                    computed, held);
        }
    }
}
