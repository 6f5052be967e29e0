package org.decnn.rewrite.decouple;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.decnn.model.network.Joining.Arithmetic;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.Weighted;
import org.decnn.model.network.Weighted.Linear;

/**
 * Of what squeeze-and-excitation is computed in a decoupled network: a factor for each channel that
 * layers with weights make of all channels' means.
 */
public enum Gates {
    /** Of all channels, as the dense network has it: no group could compute it alone. */
    WHOLE,
    /** Of the channels of the group whose channels it multiplies. */
    GROUP;

    /**
     * @throws NetworkException naming the layer and the remedy, if the network has gates that
     *     cannot be computed so
     */
    void requireFit(Network network) {
        Map<String, Layer> layers = new HashMap<>();
        network.layers().forEach(layer -> layers.put(layer.name(), layer));
        for (Layer layer : network.layers()) {
            if (layer.operation() instanceof Arithmetic && network.shapeOf(layer.name()).isMap()) {
                for (String input : layer.inputs()) {
                    require(layer, weightedBehind(network, layers, input));
                }
            }
        }
    }

    private void require(Layer layer, Set<Layer> weighted) {
        String name = "layer '" + layer.name() + "' joins a gate that ";
        for (Layer each : weighted) {
            if (each.operation() instanceof Linear) {
                throw new NetworkException(
                        name
                                + "the linear layer '"
                                + each.name()
                                + "' computes, which has no groups: export it as a convolution of"
                                + " 1×1");
            }
        }
        if (this == WHOLE && !weighted.isEmpty()) {
            throw new NetworkException(
                    name
                            + "is computed of all channels: give --gates group to compute it of"
                            + " those of its group alone, which changes the network");
        }
    }

    /** The layers with weights between a map and a tensor of one pixel that is made of it. */
    private static Set<Layer> weightedBehind(
            Network network, Map<String, Layer> layers, String tensor) {
        Set<Layer> weighted = new HashSet<>();
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(Set.of(tensor));
        while (!open.isEmpty()) {
            Layer layer = layers.get(open.pop());
            if (layer == null
                    || network.shapeOf(layer.name()).area() > 1
                    || !seen.add(layer.name())) {
                continue;
            }
            if (layer.operation() instanceof Weighted
                    && network.shapeOf(layer.inputs().get(0)).area() == 1) {
                weighted.add(layer);
            }
            open.addAll(layer.inputs());
        }
        return weighted;
    }
}
