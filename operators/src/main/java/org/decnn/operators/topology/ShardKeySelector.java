package org.decnn.operators.topology;

import org.apache.flink.api.java.functions.KeySelector;
import org.decnn.operators.slice.Slice;
import org.decnn.operators.stage.ShardKeys;

/** The key of the shard that a slice is for, in the replica that its batch goes to. */
final class ShardKeySelector implements KeySelector<Slice, Integer> {

    private static final long serialVersionUID = 1L;

    private final ShardKeys keys;

    ShardKeySelector(ShardKeys keys) {
        this.keys = keys;
    }

    @Override
    public Integer getKey(Slice slice) {
        return keys.keyOf(keys.replicaOf(slice.batch()), slice.toShard());
    }
}
