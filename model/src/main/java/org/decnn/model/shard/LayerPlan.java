package org.decnn.model.shard;

import java.util.List;
import org.decnn.model.network.Layer;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.Operation;

/**
 * How a layer with weights is split.
 *
 * @param input where the layer's input has been moved to
 * @param layout of its output
 * @param operations one for each shard, with that shard's weights
 */
record LayerPlan(Placement input, Layout layout, List<Operation> operations) {

    static void requireAnOutputForEachShard(Layer layer, int outputs, int shards) {
        if (outputs < shards) {
            throw new NetworkException(
                    at(layer)
                            + outputs
                            + " output channels do not go round "
                            + shards
                            + " shards: use fewer shards");
        }
    }

    static String at(Layer layer) {
        return "layer '" + layer.name() + "': ";
    }

    static int[] toArray(List<Integer> channels) {
        return channels.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The values of some channels; of none where there are no values. */
    static float[] pick(float[] values, int[] indices) {
        float[] picked = new float[values.length == 0 ? 0 : indices.length];
        for (int i = 0; i < picked.length; i++) {
            picked[i] = values[indices[i]];
        }
        return picked;
    }

    /** A partial sum takes the bias once. */
    static float[] onlyOnFirst(int shard, float[] bias) {
        return shard == 0 ? bias : new float[0];
    }
}
