package org.decnn.model.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.decnn.model.network.AcrossChannels;
import org.decnn.model.network.Joining;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel;
import org.decnn.model.network.Renumbering;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Weighted;
import org.decnn.model.network.WithinGroups;

/**
 * The forward pass as its definition reads: one sample, plain loops, sums in double. The oracle
 * that the fast engines are held to; a class for each kind of operation.
 */
public final class ReferenceForward {

    private final Map<String, TensorShape> shapes;
    private final Map<String, float[]> values;

    private ReferenceForward(Map<String, TensorShape> shapes, Map<String, float[]> values) {
        this.shapes = new LinkedHashMap<>(shapes);
        this.values = new LinkedHashMap<>(values);
    }

    /**
     * @param input {@code [C, H, W]} in row-major order
     */
    public static float[] run(Network network, float[] input) {
        return run(
                        network.layers(),
                        Map.of(Network.INPUT, network.input()),
                        Map.of(Network.INPUT, input))
                .get(network.output());
    }

    /**
     * Runs layers on given tensors.
     *
     * @param shapes of the given tensors; those of the layers follow
     * @return the given tensors and every layer's output, by name
     */
    public static Map<String, float[]> run(
            List<Layer> layers, Map<String, TensorShape> shapes, Map<String, float[]> values) {
        ReferenceForward forward = new ReferenceForward(shapes, values);
        layers.forEach(forward::run);
        return forward.values;
    }

    private void run(Layer layer) {
        List<TensorShape> in = new ArrayList<>();
        List<float[]> x = new ArrayList<>();
        for (String input : layer.inputs()) {
            in.add(shapes.get(input));
            x.add(values.get(input));
        }
        TensorShape out = layer.operation().outputShape(in);
        float[] y = apply(layer.operation(), in, x, out);
        if (y.length != out.elements()) {
            throw new IllegalStateException(
                    "layer '" + layer.name() + "' gives " + y.length + " values, not " + out);
        }
        shapes.put(layer.name(), out);
        values.put(layer.name(), y);
    }

    private static float[] apply(
            Operation operation, List<TensorShape> in, List<float[]> x, TensorShape out) {
        if (operation instanceof Joining joining) {
            return JoiningReference.apply(joining, in, x, out);
        } else if (operation instanceof Weighted weighted) {
            return WeightedReference.apply(weighted, in.get(0), x.get(0), out);
        } else if (operation instanceof PerChannel perChannel) {
            return PerChannelReference.apply(perChannel, in.get(0), x.get(0), out);
        } else if (operation instanceof WithinGroups within) {
            return WithinGroupsReference.apply(within, in.get(0), x.get(0));
        } else if (operation instanceof AcrossChannels across) {
            return AcrossChannelsReference.apply(across, in.get(0), x.get(0), out);
        } else if (operation instanceof Renumbering renumbering) {
            return RenumberingReference.apply(renumbering, in.get(0), x.get(0), out);
        }
        throw new IllegalArgumentException("no reference for " + operation);
    }
}
