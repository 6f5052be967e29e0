package org.decnn.rewrite.decouple.refit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.Operation.Conv;

/** How much the channels that a network's convolutions read vary over some pictures. */
public final class ChannelPower {

    private ChannelPower() {}

    /**
     * The variance of each channel of each tensor that a convolution reads. What a channel is on
     * average does not count: a bias can stand in for it.
     *
     * @param pictures inputs of the network, one array a picture
     */
    public static Map<String, double[]> of(Network network, float[][] pictures) {
        Activations activations = new Activations(network.input(), pictures);
        Map<String, double[]> powers = new HashMap<>();
        for (int i = 0; i < network.layers().size(); i++) {
            Layer layer = network.layers().get(i);
            if (layer.operation() instanceof Conv) {
                powers.computeIfAbsent(
                        layer.inputs().get(0),
                        input ->
                                variances(
                                        activations.of(input), activations.shapeOf(input).area()));
            }
            activations.compute(layer);
            List<Layer> ahead = network.layers().subList(i + 1, network.layers().size());
            Set<String> needed = new HashSet<>();
            ahead.forEach(it -> needed.addAll(it.inputs()));
            network.layers().stream()
                    .map(Layer::name)
                    .filter(name -> !needed.contains(name))
                    .forEach(activations::forget);
        }
        return powers;
    }

    private static double[] variances(float[][] tensor, int area) {
        double[] variances = new double[tensor[0].length / area];
        for (int channel = 0; channel < variances.length; channel++) {
            double sum = 0;
            double squares = 0;
            for (float[] picture : tensor) {
                for (int i = channel * area; i < (channel + 1) * area; i++) {
                    sum += picture[i];
                    squares += (double) picture[i] * picture[i];
                }
            }
            double count = (double) area * tensor.length;
            variances[channel] = Math.max(0, squares / count - sum / count * sum / count);
        }
        return variances;
    }
}
