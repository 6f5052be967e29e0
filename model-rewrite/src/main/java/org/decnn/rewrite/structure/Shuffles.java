package org.decnn.rewrite.structure;

/** Where a network whose convolutions are grouped mixes its groups' channels. */
public enum Shuffles {
    /** After every stage but the last. */
    STAGES,
    /**
     * After every residual block but the last; in a network without blocks, after every grouped
     * convolution but the last.
     */
    BLOCKS,
    /** Nowhere. */
    NONE
}
