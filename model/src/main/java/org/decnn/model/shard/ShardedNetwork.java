package org.decnn.model.shard;

import java.util.List;
import java.util.Optional;

/**
 * A network cut into stages at its exchanges, and each stage into shards.
 *
 * @param stem what is computed whole where images are decoded: stage 0; none where they are sent as
 *     they are
 * @param stages numbered from 1
 * @param edges from stage 0 to one past the last stage, where logits are summed
 * @param logits for each shard the classes that its part of the answer is for; the parts are added
 *     up
 */
public record ShardedNetwork(
        int shards,
        Optional<ShardGraph> stem,
        List<Stage> stages,
        List<Edge> edges,
        List<List<Integer>> logits) {
    public ShardedNetwork {
        stages = List.copyOf(stages);
        edges = List.copyOf(edges);
        logits = logits.stream().map(List::copyOf).toList();
    }

    /** What a shard computes in a stage; in stage 0, the stem, whatever the shard. */
    public ShardGraph graph(int stage, int shard) {
        return stage == 0 ? stem.orElseThrow() : stages.get(stage - 1).shards().get(shard);
    }

    /** The stage number that stands for the place where logits are summed. */
    public int logitsStage() {
        return stages.size() + 1;
    }
}
