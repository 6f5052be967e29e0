package org.decnn.model.shard;

/** How a tensor gets from one stage to the next that reads it. */
public enum ExchangeKind {
    /** The decoded image goes to every shard. */
    FAN_OUT("fan-out"),
    /** What is made of the image where it is decoded goes out, to each shard its channels. */
    SCATTER("scatter"),
    /** Each shard sends every other shard the channels that it needs. */
    SHUFFLE("shuffle"),
    /** Each shard sends its whole block to every other shard. */
    GATHER("gather"),
    /** Each shard sends every other shard that one's block of its partial sum. */
    REDUCE_SCATTER("reduce-scatter"),
    /** Each shard sends every other shard its whole partial sum, and each adds them up. */
    ALL_REDUCE("all-reduce"),
    /** A tensor that skips stages goes to the same shard. */
    DIRECT("direct"),
    /** Each shard sends its part of the logits to where they are summed. */
    REDUCE("reduce");

    private final String label;

    ExchangeKind(String label) {
        this.label = label;
    }

    /** The name in the field's terms, as shown to people. */
    public String label() {
        return label;
    }

    /** Whether slices cross between shards, that is, between devices. */
    public boolean crossesShards() {
        return this == SCATTER
                || this == SHUFFLE
                || this == GATHER
                || this == REDUCE_SCATTER
                || this == ALL_REDUCE;
    }
}
