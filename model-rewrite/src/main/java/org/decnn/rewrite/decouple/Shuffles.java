package org.decnn.rewrite.decouple;

/** Where a decoupled network's groups exchange channels. */
public enum Shuffles {
    /** Where a residual stage ends, or a plain network changes its spatial size. */
    STAGES,
    /** After each residual block but the last. */
    BLOCKS,
    /** Nowhere: the groups meet in the classifier alone. */
    NONE
}
