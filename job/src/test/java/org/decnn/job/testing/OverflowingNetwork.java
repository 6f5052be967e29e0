package org.decnn.job.testing;

import java.util.Arrays;
import org.decnn.model.network.Network;
import org.decnn.model.network.PerChannel.GlobalAveragePool;
import org.decnn.model.network.Renumbering.Flatten;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Weighted.Linear;
import org.decnn.model.network.Window;
import org.decnn.model.testing.NetworkSketch;

/**
 * A network of ten classes and finite weights that calls dark pictures class 9, and overflows on
 * light ones: what two layers have made infinite, the last one takes from itself.
 */
public final class OverflowingNetwork {

    private static final int CHANNELS = 4;
    private static final int CLASSES = 10;
    private static final float LARGE = 1e30f;

    private OverflowingNetwork() {}

    public static Network network() {
        NetworkSketch net = new NetworkSketch("overflowing", 1, TensorShape.image(3, 8, 8));
        String x = net.relu("first.relu", conv(net, "first", 3, Network.INPUT));
        x = net.relu("second.relu", conv(net, "second", CHANNELS, x));
        x = net.layer("flatten", new Flatten(), net.layer("pool", new GlobalAveragePool(), x));
        float[] weight = new float[CLASSES * CHANNELS];
        float[] bias = new float[CLASSES];
        for (int i = 0; i < weight.length; i++) {
            weight[i] = i % 2 == 0 ? 1 : -1;
        }
        for (int i = 0; i < CLASSES; i++) {
            bias[i] = i;
        }
        Linear last = new Linear(Tensor.of(weight, CLASSES, CHANNELS), bias);
        return net.network(net.layer("last", last, x));
    }

    private static String conv(NetworkSketch net, String layer, int inputs, String from) {
        float[] weight = new float[CHANNELS * inputs];
        Arrays.fill(weight, LARGE);
        return net.layer(
                layer,
                new Conv(
                        1,
                        Window.square(1, 1, 0),
                        Tensor.of(weight, CHANNELS, inputs, 1, 1),
                        new float[CHANNELS]),
                from);
    }
}
