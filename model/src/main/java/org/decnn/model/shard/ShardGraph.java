package org.decnn.model.shard;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.decnn.model.network.Layer;
import org.decnn.model.network.TensorShape;

/**
 * What one shard computes in one stage: a network of its own, with the weights of this shard alone.
 *
 * @param inputs graph inputs by name, in the order in which they were asked for
 * @param layers in an order in which each follows its inputs
 * @param outputs graph outputs by name
 */
public record ShardGraph(
        Map<String, TensorShape> inputs, List<Layer> layers, Map<String, TensorShape> outputs) {

    public ShardGraph {
        inputs = new LinkedHashMap<>(inputs);
        layers = List.copyOf(layers);
        outputs = new LinkedHashMap<>(outputs);
    }

    /** Learned values in this graph. */
    public long parameters() {
        return layers.stream().mapToLong(layer -> layer.operation().parameters()).sum();
    }
}
