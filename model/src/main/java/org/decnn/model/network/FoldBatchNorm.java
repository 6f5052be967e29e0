package org.decnn.model.network;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.decnn.model.network.PerChannel.BatchNorm;
import org.decnn.model.network.Weighted.Conv;

/**
 * Multiplies each batch norm that follows a convolution into the convolution's weights, and what
 * constants multiply and add into the layers beside them. A convolution that something else reads
 * as well keeps its batch norm.
 */
public final class FoldBatchNorm {

    private FoldBatchNorm() {}

    /** The same function with fewer layers. */
    public static Network in(Network unfolded) {
        Network network = AffineFolding.in(unfolded);
        Map<String, Layer> open = new HashMap<>();
        Map<String, String> renamed = new HashMap<>();
        Map<String, Layer> layers = new LinkedHashMap<>();
        for (Layer layer : network.layers()) {
            List<String> inputs =
                    layer.inputs().stream().map(name -> renamed.getOrDefault(name, name)).toList();
            Layer before = open.remove(inputs.get(0));
            if (before != null && layer.operation() instanceof BatchNorm norm) {
                Conv folded = folded((Conv) before.operation(), norm);
                layers.put(before.name(), new Layer(before.name(), folded, before.inputs()));
                renamed.put(layer.name(), before.name());
            } else {
                layers.put(layer.name(), new Layer(layer.name(), layer.operation(), inputs));
            }
            if (layer.operation() instanceof Conv && isReadOnce(network, layer)) {
                open.put(layer.name(), layers.get(layer.name()));
            }
        }
        String output = renamed.getOrDefault(network.output(), network.output());
        return new Network(network.name(), network.input(), List.copyOf(layers.values()), output);
    }

    private static boolean isReadOnce(Network network, Layer layer) {
        return network.readersOf(layer.name()).size() == 1
                && !layer.name().equals(network.output());
    }

    private static Conv folded(Conv conv, BatchNorm norm) {
        float[] weight = conv.weight().values().clone();
        float[] bias = new float[conv.outputs()];
        int rowLength = conv.weight().rowLength();
        for (int output = 0; output < conv.outputs(); output++) {
            float scale = norm.scale(output);
            for (int i = output * rowLength; i < (output + 1) * rowLength; i++) {
                weight[i] *= scale;
            }
            bias[output] = conv.bias(output) * scale + norm.shift(output);
        }
        return new Conv(
                conv.groups(), conv.window(), Tensor.of(weight, conv.weight().shape()), bias);
    }
}
