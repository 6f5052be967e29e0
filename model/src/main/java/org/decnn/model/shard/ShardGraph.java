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

    /** Multiply-accumulates in this graph for one sample. */
    public long macs() {
        Map<String, TensorShape> shapes = shapes();
        return layers.stream()
                .mapToLong(layer -> layer.operation().macs(shapes.get(layer.name())))
                .sum();
    }

    /** The shape of each tensor in this graph: of its inputs, and of its layers' outputs. */
    public Map<String, TensorShape> shapes() {
        Map<String, TensorShape> shapes = new LinkedHashMap<>(inputs);
        for (Layer layer : layers) {
            List<TensorShape> read = layer.inputs().stream().map(shapes::get).toList();
            shapes.put(layer.name(), layer.operation().outputShape(read));
        }
        return shapes;
    }
}
