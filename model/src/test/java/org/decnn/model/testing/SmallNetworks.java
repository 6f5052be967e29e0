package org.decnn.model.testing;

import java.util.List;
import java.util.Random;
import org.decnn.model.network.AcrossChannels.Lrn;
import org.decnn.model.network.AcrossChannels.Softmax;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.Joining.Concat;
import org.decnn.model.network.Network;
import org.decnn.model.network.PerChannel.AveragePool;
import org.decnn.model.network.PerChannel.Clip;
import org.decnn.model.network.PerChannel.GlobalAveragePool;
import org.decnn.model.network.PerChannel.MaxPool;
import org.decnn.model.network.PerChannel.Relu;
import org.decnn.model.network.Renumbering.ChannelShuffle;
import org.decnn.model.network.Renumbering.Flatten;
import org.decnn.model.network.Renumbering.Select;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Window;

/**
 * Small networks of ten classes with random weights that together have every operator, and every
 * kind of exchange when they are split over four shards. The same seed gives the same weights.
 */
public final class SmallNetworks {

    public static final int CLASSES = 10;

    private static final TensorShape IMAGE_8 = TensorShape.image(3, 8, 8);
    private static final TensorShape IMAGE_12 = TensorShape.image(3, 12, 12);

    private SmallNetworks() {}

    public static List<Network> all(long seed) {
        return List.of(
                denseChain(seed),
                groupedWithShuffles(seed),
                groupedResidual(seed),
                groupedInBlocks(seed),
                denseResidual(seed),
                squeezeNetLike(seed),
                vggLike(seed),
                alexNetLike(seed),
                mobileNetLike(seed),
                denseNetLike(seed),
                unevenGroups(seed),
                groupsInPairs(seed),
                addOfThree(seed),
                ceilModePools(seed),
                averagePools(seed),
                dilatedConvolutions(seed));
    }

    /** An input for a network: standard normal values. */
    public static float[] randomInput(Network network, long seed) {
        Random random = new Random(seed);
        float[] input = new float[network.input().elements()];
        for (int i = 0; i < input.length; i++) {
            input[i] = (float) random.nextGaussian();
        }
        return input;
    }

    /** Dense convolutions one after another. */
    public static Network denseChain(long seed) {
        NetworkSketch net = new NetworkSketch("dense-chain", seed, IMAGE_8);
        String x = net.convBnRelu("stem", 8, 1, 3, 1, Network.INPUT);
        x = net.convBnRelu("body.0", 16, 1, 3, 2, x);
        x = net.relu("body.1.relu", net.conv("body.1.conv", 16, 1, 1, 1, x));
        return net.network(net.classifier(CLASSES, x));
    }

    /** Convolutions of four groups, with ShuffleNet's shuffle and with the DeCNN authors'. */
    public static Network groupedWithShuffles(long seed) {
        NetworkSketch net = new NetworkSketch("grouped-with-shuffles", seed, IMAGE_8);
        String x = net.convBnRelu("stem", 16, 1, 3, 1, Network.INPUT);
        x = net.convBnRelu("body.0", 32, 4, 3, 2, x);
        x = net.layer("body.1", new ChannelShuffle(4, 8), x);
        x = net.convBnRelu("body.2", 32, 4, 3, 1, x);
        x = net.layer("body.3", new ChannelShuffle(8, 4), x);
        x = net.convBnRelu("body.4", 48, 4, 1, 1, x);
        return net.network(net.classifier(CLASSES, x));
    }

    /** Residual blocks of four groups; the shortcut of the second passes a shuffle. */
    public static Network groupedResidual(long seed) {
        NetworkSketch net = new NetworkSketch("grouped-residual", seed, IMAGE_8);
        String x = net.convBnRelu("stem", 16, 1, 3, 1, Network.INPUT);
        x = residual(net, "body.0", 16, 4, 1, x);
        String shuffled = net.layer("body.1", new ChannelShuffle(4, 4), x);
        String y = net.convBnRelu("body.2", 16, 4, 3, 1, shuffled);
        x = net.relu("body.3.relu", net.layer("body.3.add", new Add(), y, x));
        x = residual(net, "body.4", 32, 4, 2, x);
        return net.network(net.classifier(CLASSES, x));
    }

    /**
     * Residual blocks of four groups, the first with a shuffle within and a shortcut past it,
     * behind a pooling: so wide that four shards have whole blocks of channels, but for the stem.
     */
    public static Network groupedInBlocks(long seed) {
        NetworkSketch net = new NetworkSketch("grouped-in-blocks", seed, IMAGE_12);
        String x = net.convBnRelu("stem", 24, 1, 3, 1, Network.INPUT);
        x = net.layer("stem.pool", new MaxPool(Window.square(3, 2, 1)), x);
        String shortcut = net.conv("body.0.downsample", 64, 4, 1, 2, x);
        String y = net.convBnRelu("body.0.conv1", 32, 4, 3, 2, x);
        y = net.layer("body.0.shuffle", new ChannelShuffle(4, 8), y);
        y = net.conv("body.0.conv2", 64, 4, 1, 1, y);
        x = net.relu("body.0.relu", net.layer("body.0.add", new Add(), y, shortcut));
        x = residual(net, "body.1", 64, 4, 1, x);
        return net.network(net.classifier(CLASSES, x));
    }

    /** Residual blocks of dense convolutions, one with a shortcut of its own. */
    public static Network denseResidual(long seed) {
        NetworkSketch net = new NetworkSketch("dense-residual", seed, IMAGE_8);
        String x = net.convBnRelu("stem", 8, 1, 3, 1, Network.INPUT);
        x = residual(net, "layer1.0", 8, 1, 1, x);
        x = residual(net, "layer2.0", 16, 1, 2, x);
        return net.network(net.classifier(CLASSES, x));
    }

    /** A fire module, then a convolution to the classes, global average pool and softmax. */
    public static Network squeezeNetLike(long seed) {
        NetworkSketch net = new NetworkSketch("squeezenet-like", seed, IMAGE_12);
        String x =
                net.relu(
                        "conv1.relu",
                        net.conv("conv1", 16, 1, Window.square(3, 2, 0), Network.INPUT));
        x = net.layer("pool1", new MaxPool(Window.square(3, 2, 0)), x);
        String squeezed = net.relu("fire2.squeeze.relu", net.conv("fire2.squeeze", 4, 1, 1, 1, x));
        String narrow = net.relu("fire2.1x1.relu", net.conv("fire2.1x1", 8, 1, 1, 1, squeezed));
        String wide = net.relu("fire2.3x3.relu", net.conv("fire2.3x3", 12, 1, 3, 1, squeezed));
        x = net.layer("fire2.concat", new Concat(), narrow, wide);
        x = net.relu("classifier.relu", net.conv("classifier", CLASSES, 1, 1, 1, x));
        x = net.layer("pool", new GlobalAveragePool(), x);
        x = net.layer("flatten", new Flatten(), x);
        return net.network(net.layer("softmax", new Softmax(), x));
    }

    /** Dense convolutions, a flattened feature map and three linear layers. */
    public static Network vggLike(long seed) {
        NetworkSketch net = new NetworkSketch("vgg-like", seed, IMAGE_8);
        String x = net.relu("features.1", net.conv("features.0", 8, 1, 3, 1, Network.INPUT));
        x = net.layer("features.2", new MaxPool(Window.square(2, 2, 0)), x);
        x = net.relu("features.4", net.conv("features.3", 16, 1, 3, 1, x));
        x = net.layer("features.5", new MaxPool(Window.square(2, 2, 0)), x);
        x = net.layer("flatten", new Flatten(), x);
        x = net.relu("classifier.1", net.linear("classifier.0", 32, x));
        x = net.relu("classifier.3", net.linear("classifier.2", 16, x));
        return net.network(net.linear("classifier.4", CLASSES, x));
    }

    /** Local response normalisation, overlapping max pools and grouped convolutions. */
    public static Network alexNetLike(long seed) {
        NetworkSketch net = new NetworkSketch("alexnet-like", seed, IMAGE_12);
        String x = net.relu("relu1", net.conv("conv1", 16, 1, 5, 1, Network.INPUT));
        x = net.layer("norm1", new Lrn(5, 0.05f, 0.75f, 1f), x);
        x = net.layer("pool1", new MaxPool(Window.square(3, 2, 0)), x);
        x = net.relu("relu2", net.conv("conv2", 24, 4, 3, 1, x));
        x = net.layer("norm2", new Lrn(3, 0.1f, 0.5f, 2f), x);
        x = net.layer("pool2", new MaxPool(Window.square(3, 2, 1)), x);
        x = net.layer("flatten", new Flatten(), x);
        x = net.relu("relu3", net.linear("fc1", 20, x));
        return net.network(net.layer("prob", new Softmax(), net.linear("fc2", CLASSES, x)));
    }

    /** Depthwise separable convolutions and ReLU6. */
    public static Network mobileNetLike(long seed) {
        NetworkSketch net = new NetworkSketch("mobilenet-like", seed, IMAGE_8);
        String x = net.batchNorm("stem.bn", net.conv("stem", 8, 1, 3, 2, Network.INPUT));
        x = net.layer("stem.relu6", new Clip(0, 6), x);
        x = net.batchNorm("block1.depthwise.bn", net.conv("block1.depthwise", 8, 8, 3, 1, x));
        x = net.layer("block1.relu6", new Clip(0, 6), x);
        x = net.batchNorm("block1.project.bn", net.conv("block1.project", 16, 1, 1, 1, x));
        String expanded = net.conv("block2.expand", 32, 1, 1, 1, x);
        expanded = net.layer("block2.relu6", new Clip(0, 6), expanded);
        String deep = net.conv("block2.depthwise", 32, 32, 3, 1, expanded);
        String projected = net.conv("block2.project", 16, 1, 1, 1, deep);
        x = net.layer("block2.add", new Add(), x, projected);
        return net.network(net.classifier(CLASSES, x));
    }

    /** Each layer reads the concatenation of all before it; batch norm comes first. */
    public static Network denseNetLike(long seed) {
        NetworkSketch net = new NetworkSketch("densenet-like", seed, IMAGE_8);
        String first = net.conv("conv0", 8, 1, 3, 1, Network.INPUT);
        String second =
                net.conv(
                        "layer1.conv",
                        4,
                        1,
                        3,
                        1,
                        net.relu("layer1.relu", net.batchNorm("layer1.bn", first)));
        String joined = net.layer("layer2.concat", new Concat(), first, second);
        String third =
                net.conv(
                        "layer2.conv",
                        4,
                        1,
                        3,
                        1,
                        net.relu("layer2.relu", net.batchNorm("layer2.bn", joined)));
        String x = net.layer("transition.concat", new Concat(), first, second, third);
        x = net.relu("transition.relu", net.batchNorm("transition.bn", x));
        x = net.conv("transition.conv", 8, 1, 1, 1, x);
        x = net.layer("transition.pool", new AveragePool(Window.square(2, 2, 0), false), x);
        return net.network(net.classifier(CLASSES, x));
    }

    /** 28 channels of four groups: seven a group, which the shuffle cannot deal out evenly. */
    public static Network unevenGroups(long seed) {
        NetworkSketch net = new NetworkSketch("uneven-groups", seed, IMAGE_8);
        String x = net.convBnRelu("stem", 28, 1, 3, 1, Network.INPUT);
        x = net.convBnRelu("body.0", 28, 4, 3, 2, x);
        x = net.layer("body.1", new ChannelShuffle(7, 4), x);
        x = net.convBnRelu("body.2", 28, 4, 3, 1, x);
        x = net.layer("body.3", new ChannelShuffle(4, 7), x);
        x = net.convBnRelu("body.4", 28, 4, 1, 1, x);
        return net.network(net.classifier(CLASSES, x));
    }

    /**
     * Four groups, of five channels each, that meet in pairs: neighbours, then, past a shortcut,
     * those two apart.
     */
    public static Network groupsInPairs(long seed) {
        NetworkSketch net = new NetworkSketch("groups-in-pairs", seed, IMAGE_8);
        String x = net.convBnRelu("stem", 20, 1, 3, 1, Network.INPUT);
        x = net.convBnRelu("body.0", 20, 4, 3, 2, x);
        x = net.layer("body.1", new Select(pairsDealt(20, 1)), x);
        x = net.convBnRelu("body.2", 20, 4, 3, 1, x);
        String y = net.layer("body.3", new Select(pairsDealt(20, 2)), x);
        y = net.convBnRelu("body.4", 20, 4, 3, 1, y);
        x = net.relu("body.5.relu", net.layer("body.5.add", new Add(), y, x));
        return net.network(net.classifier(CLASSES, x));
    }

    /** Channels of two of four groups are dealt like cards, one from each in turn. */
    private static int[] pairsDealt(int channels, int apart) {
        int size = channels / 4;
        int[] sources = new int[channels];
        for (int to = 0; to < channels; to++) {
            int lower = to / size & ~apart;
            int card = to / size == lower ? to % size : size + to % size;
            int from = card % 2 == 0 ? lower : lower + apart;
            sources[to] = from * size + card / 2;
        }
        return sources;
    }

    /** One addition of three branches. */
    public static Network addOfThree(long seed) {
        NetworkSketch net = new NetworkSketch("add-of-three", seed, IMAGE_8);
        String x = net.convBnRelu("stem", 16, 1, 3, 1, Network.INPUT);
        String a = net.conv("branch.a", 16, 4, 3, 1, x);
        String b = net.conv("branch.b", 16, 4, 1, 1, x);
        x = net.relu("relu", net.layer("add", new Add(), a, b, x));
        return net.network(net.classifier(CLASSES, x));
    }

    /** Pools whose last window hangs over the edge. */
    public static Network ceilModePools(long seed) {
        NetworkSketch net = new NetworkSketch("ceil-mode-pools", seed, IMAGE_12);
        String x = net.convBnRelu("stem", 8, 1, 3, 1, Network.INPUT);
        x = net.layer("pool1", new MaxPool(new Window(3, 3, 2, 2, 0, 0, 0, 0, 1, 1, true)), x);
        x = net.convBnRelu("body", 16, 4, 3, 1, x);
        x =
                net.layer(
                        "pool2",
                        new AveragePool(new Window(3, 3, 2, 2, 0, 0, 0, 0, 1, 1, true), false),
                        x);
        return net.network(net.linear("fc", CLASSES, net.layer("flatten", new Flatten(), x)));
    }

    /** Average pools that count their padding and that do not, with uneven windows and strides. */
    public static Network averagePools(long seed) {
        NetworkSketch net = new NetworkSketch("average-pools", seed, IMAGE_12);
        String x = net.convBnRelu("stem", 8, 1, 3, 1, Network.INPUT);
        x = net.layer("pool1", new AveragePool(Window.square(3, 1, 1), true), x);
        x = net.conv("body", 16, 4, new Window(3, 1, 2, 1, 1, 0, 0, 0, 1, 1, false), x);
        x = net.layer("relu", new Relu(), x);
        x =
                net.layer(
                        "pool2",
                        new AveragePool(new Window(3, 2, 2, 3, 1, 0, 1, 1, 1, 1, false), false),
                        x);
        return net.network(net.classifier(CLASSES, x));
    }

    /** Dilated convolutions, dense and grouped. */
    public static Network dilatedConvolutions(long seed) {
        NetworkSketch net = new NetworkSketch("dilated-convolutions", seed, IMAGE_12);
        Window dilated = new Window(3, 3, 1, 1, 2, 2, 2, 2, 2, 2, false);
        String x = net.relu("relu1", net.conv("conv1", 8, 1, dilated, Network.INPUT));
        x = net.relu("relu2", net.conv("conv2", 8, 4, dilated, x));
        return net.network(net.classifier(CLASSES, x));
    }

    /** Two grouped convolutions, the second without a ReLU, added to the block's input. */
    private static String residual(
            NetworkSketch net, String block, int outputs, int groups, int stride, String from) {
        String x = net.convBnRelu(block + ".1", outputs, groups, 3, stride, from);
        x = net.batchNorm(block + ".2.bn", net.conv(block + ".2.conv", outputs, groups, 3, 1, x));
        String shortcut = from;
        if (stride > 1) {
            String conv = net.conv(block + ".shortcut.conv", outputs, groups, 1, stride, from);
            shortcut = net.batchNorm(block + ".shortcut.bn", conv);
        }
        return net.relu(block + ".relu", net.layer(block + ".add", new Add(), x, shortcut));
    }
}
