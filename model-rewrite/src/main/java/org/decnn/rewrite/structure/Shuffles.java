package org.decnn.rewrite.structure;

/** Where a network whose convolutions are grouped mixes its groups' channels, and which of them. */
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
    /**
     * Where {@link #STRIDES} does, each time but a few groups with each other: of four groups a
     * neighbour, then one two apart.
     */
    BUTTERFLY,
    /** Nowhere. */
    NONE;

    /** Whether it is within strided blocks. */
    public boolean withinStrides() {
        return this == STRIDES || this == BUTTERFLY;
    }

    /**
     * What a network's shuffle does.
     *
     * @param number in the network's order, from 0
     */
    public GroupShuffle shuffle(int groups, int number) {
        return this == BUTTERFLY
                ? GroupShuffle.butterfly(groups, number)
                : GroupShuffle.ofAll(groups);
    }
}
