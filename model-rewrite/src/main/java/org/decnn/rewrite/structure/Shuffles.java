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
    /**
     * Within each residual block that makes the map smaller, after the convolution that does: as
     * often as after stages, and where least is to be sent. What bypasses the block is not mixed.
     */
    STRIDES,
    /** Nowhere. */
    NONE
}
