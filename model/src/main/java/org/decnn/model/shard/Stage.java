package org.decnn.model.shard;

import java.util.List;

/**
 * The layers between two exchanges.
 *
 * @param number from 1
 * @param name after its layers, for people
 * @param shards one graph for each shard
 */
public record Stage(int number, String name, List<ShardGraph> shards) {
    public Stage {
        shards = List.copyOf(shards);
    }
}
