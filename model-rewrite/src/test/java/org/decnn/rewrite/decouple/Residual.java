package org.decnn.rewrite.decouple;

import java.util.stream.IntStream;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.Network;
import org.decnn.model.network.TensorShape;
import org.decnn.model.testing.NetworkSketch;
import org.decnn.model.testing.SmallNetworks;

/** A small residual network of two stages of two blocks, as ResNet-20 has three of three. */
final class Residual {

    private Residual() {}

    static Network network(long seed, int channels) {
        NetworkSketch net = new NetworkSketch("residual", seed, TensorShape.image(3, 6, 6));
        String x = net.convBnRelu("stem", channels, 1, 3, 1, Network.INPUT);
        x = block(net, "layer1.0", channels, 1, x);
        x = block(net, "layer1.1", channels, 1, x);
        x = block(net, "layer2.0", 2 * channels, 2, x);
        x = block(net, "layer2.1", 2 * channels, 1, x);
        return net.network(net.classifier(SmallNetworks.CLASSES, x));
    }

    private static String block(
            NetworkSketch net, String block, int outputs, int stride, String from) {
        String x = net.convBnRelu(block + ".1", outputs, 1, 3, stride, from);
        x = net.batchNorm(block + ".2.bn", net.conv(block + ".2.conv", outputs, 1, 3, 1, x));
        String shortcut =
                stride > 1 ? net.conv(block + ".shortcut", outputs, 1, 1, stride, from) : from;
        return net.relu(block + ".relu", net.layer(block + ".add", new Add(), x, shortcut));
    }

    static float[][] pictures(Network network, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> SmallNetworks.randomInput(network, i))
                .toArray(float[][]::new);
    }
}
