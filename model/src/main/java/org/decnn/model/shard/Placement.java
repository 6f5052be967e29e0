package org.decnn.model.shard;

import org.decnn.model.network.TensorShape;

/**
 * Where a tensor of the network is.
 *
 * @param tensor its name in the shards' graphs
 * @param shape of the whole tensor
 * @param stage where it was made, or where it arrived
 */
record Placement(String tensor, TensorShape shape, Layout layout, int stage) {

    /** The shape of what one shard holds. */
    TensorShape shapeAt(int shard) {
        return shape.withChannels(layout.heldBy(shard).size());
    }

    Placement renamed(TensorShape newShape, Layout newLayout) {
        return new Placement(tensor, newShape, newLayout, stage);
    }
}
