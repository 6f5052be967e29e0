package org.decnn.model.shard;

import java.util.List;
import java.util.stream.IntStream;
import org.decnn.model.network.TensorShape;

/**
 * Where a tensor of the network is.
 *
 * @param tensor its name in the shards' graphs
 * @param shape of the whole tensor
 * @param stage where it was made, or where it arrived
 */
record Placement(String tensor, TensorShape shape, Layout layout, int stage) {

    /** The shape of what one shard holds, which is something. */
    TensorShape shapeAt(int shard) {
        return shape.withChannels(layout.heldBy(shard).size());
    }

    boolean isOn(int shard) {
        return !layout.heldBy(shard).isEmpty();
    }

    boolean isReplicated() {
        return layout instanceof Layout.Replicated;
    }

    boolean isPartial() {
        return layout instanceof Layout.Partial;
    }

    boolean isSharded() {
        return layout instanceof Layout.Sharded;
    }

    /** The channels that each of some shards holds. */
    List<List<Integer>> blocks(int shards) {
        return IntStream.range(0, shards).mapToObj(layout::heldBy).toList();
    }

    Placement seenAs(TensorShape newShape, Layout newLayout) {
        return new Placement(tensor, newShape, newLayout, stage);
    }
}
