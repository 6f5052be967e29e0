package org.decnn.model.shard;

import java.util.List;

/**
 * A network cut into stages at its exchanges, and each stage into shards.
 *
 * @param stages numbered from 1
 * @param edges from stage 0, where images are decoded, to one past the last stage, where logits are
 *     summed
 * @param logits for each shard the classes that its part of the answer is for; the parts are added
 *     up
 */
public record ShardedNetwork(
        int shards, List<Stage> stages, List<Edge> edges, List<List<Integer>> logits) {
    public ShardedNetwork {
        stages = List.copyOf(stages);
        edges = List.copyOf(edges);
        logits = logits.stream().map(List::copyOf).toList();
    }

    /** The stage number that stands for the place where logits are summed. */
    public int logitsStage() {
        return stages.size() + 1;
    }
}
