package org.decnn.model.testing;

import static org.decnn.model.testing.SmallNetworks.CLASSES;

import java.util.List;
import java.util.stream.IntStream;
import org.decnn.model.network.AcrossChannels.LogSoftmax;
import org.decnn.model.network.AcrossChannels.ReduceChannels;
import org.decnn.model.network.AcrossChannels.UnitLength;
import org.decnn.model.network.Curve;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.Joining.Arithmetic;
import org.decnn.model.network.Joining.Arithmetic.Operator;
import org.decnn.model.network.Joining.Concat;
import org.decnn.model.network.Network;
import org.decnn.model.network.PerChannel.Crop;
import org.decnn.model.network.PerChannel.GlobalMaxPool;
import org.decnn.model.network.PerChannel.MaxPool;
import org.decnn.model.network.PerChannel.Pad;
import org.decnn.model.network.PerChannel.Reduce;
import org.decnn.model.network.Reduction;
import org.decnn.model.network.Renumbering.ChannelShuffle;
import org.decnn.model.network.Renumbering.Flatten;
import org.decnn.model.network.Renumbering.PadChannels;
import org.decnn.model.network.Renumbering.Select;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Window;

/**
 * Small networks of ten classes as those that people have today, with every operation that {@link
 * SmallNetworks} lack. The same seed gives the same weights.
 */
public final class ModernNetworks {

    private static final TensorShape IMAGE = TensorShape.image(3, 8, 8);

    private ModernNetworks() {}

    public static List<Network> all(long seed) {
        return List.of(
                mobileNetV3Like(seed),
                efficientNetLike(seed),
                regNetLike(seed),
                shuffleNetV2Like(seed),
                convNeXtLike(seed),
                optionA(seed),
                groupNormed(seed),
                pictureFirst(seed),
                pictureLast(seed),
                pictureBesideFeatures(seed),
                narrowHidden(seed),
                sixGroups(seed),
                tenGroups(seed),
                unitLength(seed),
                reductions(seed),
                comparisons(seed),
                bordersAndCurves(seed),
                pools(seed));
    }

    /** Squeeze-and-excitation by convolutions, HardSwish; a depthwise convolution between. */
    public static Network mobileNetV3Like(long seed) {
        NetworkSketch net = new NetworkSketch("mobilenetv3-like", seed, IMAGE);
        String x = net.batchNorm("stem.bn", net.conv("stem", 8, 1, 3, 2, Network.INPUT));
        x = net.curve("stem.swish", Curve.HARD_SWISH, x);
        String y = net.curve("expand.swish", Curve.HARD_SWISH, net.conv("expand", 20, 1, 1, 1, x));
        y = net.batchNorm("depthwise.bn", net.conv("depthwise", 20, 20, 3, 1, y));
        y = net.linearGate("gate", 5, y);
        x = net.layer("add", new Add(), x, net.conv("project", 8, 1, 1, 1, y));
        return net.network(net.classifier(CLASSES, x));
    }

    public static Network efficientNetLike(long seed) {
        NetworkSketch net = new NetworkSketch("efficientnet-like", seed, IMAGE);
        String x = net.silu("stem.silu", net.conv("stem", 8, 1, 3, 2, Network.INPUT));
        String y = net.silu("expand.silu", net.conv("expand", 24, 1, 1, 1, x));
        y = net.silu("depthwise.silu", net.conv("depthwise", 24, 24, 3, 1, y));
        y = net.conv("project", 8, 1, 1, 1, net.gate("gate", 2, y));
        x = net.layer("add", new Add(), y, x);
        x = net.silu("head.silu", net.conv("head", 32, 1, 1, 1, x));
        x = net.layer("pool", new Reduce(Reduction.MEAN, true, true), x);
        return net.network(net.linear("fc", CLASSES, net.layer("flatten", new Flatten(), x)));
    }

    /** Grouped convolutions with gates. */
    public static Network regNetLike(long seed) {
        NetworkSketch net = new NetworkSketch("regnety-like", seed, IMAGE);
        String x = net.convBnRelu("stem", 12, 1, 3, 1, Network.INPUT);
        String y = net.convBnRelu("b.1", 24, 1, 1, 1, x);
        y = net.gate("b.gate", 3, net.convBnRelu("b.2", 24, 3, 3, 2, y));
        y = net.batchNorm("b.3.bn", net.conv("b.3", 24, 1, 1, 1, y));
        x = net.batchNorm("b.down.bn", net.conv("b.down", 24, 1, 1, 2, x));
        x = net.relu("relu", net.layer("add", new Add(), x, y));
        return net.network(net.classifier(CLASSES, x));
    }

    /** Halves of the channels, one of them left alone, joined and shuffled. */
    public static Network shuffleNetV2Like(long seed) {
        NetworkSketch net = new NetworkSketch("shufflenetv2-like", seed, IMAGE);
        String x = net.convBnRelu("stem", 12, 1, 3, 2, Network.INPUT);
        for (String block : List.of("a", "b")) {
            String left = net.layer(block + ".left", new Select(range(0, 6)), x);
            String right = net.layer(block + ".right", new Select(range(6, 12)), x);
            right = net.convBnRelu(block + ".1", 6, 1, 1, 1, right);
            right = net.batchNorm(block + ".2.bn", net.conv(block + ".2", 6, 6, 3, 1, right));
            right = net.convBnRelu(block + ".3", 6, 1, 1, 1, right);
            x = net.layer(block + ".concat", new Concat(), left, right);
            x = net.layer(block + ".shuffle", new ChannelShuffle(2, 6), x);
        }
        return net.network(net.classifier(CLASSES, x));
    }

    /** Layer norms, wide depthwise convolutions, GELU and a learned scale of the branch. */
    public static Network convNeXtLike(long seed) {
        NetworkSketch net = new NetworkSketch("convnext-like", seed, IMAGE);
        String x = net.conv("stem", 10, 1, Window.square(2, 2, 0), Network.INPUT);
        x = net.layerNorm("stem.norm", x);
        String y = net.layerNorm("b.norm", net.conv("b.depthwise", 10, 10, 7, 1, x));
        y = net.curve("b.gelu", Curve.GELU, net.conv("b.expand", 40, 1, 1, 1, y));
        y = net.affine("b.scale", net.conv("b.project", 10, 1, 1, 1, y));
        x = net.layer("add", new Add(), x, y);
        x = net.layer("flatten", new Flatten(), net.layer("pool", pooled(), x));
        return net.network(net.linear("fc", CLASSES, net.layerNorm("norm", x)));
    }

    /** ResNet's shortcut without weights: every second pixel, and channels of zeros. */
    public static Network optionA(long seed) {
        NetworkSketch net = new NetworkSketch("resnet-option-a", seed, IMAGE);
        String x = net.convBnRelu("stem", 8, 1, 3, 1, Network.INPUT);
        String y = net.batchNorm("b.bn", net.conv("b", 16, 1, 3, 2, x));
        x = net.layer("half", new Crop(0, 0, 4, 4, 2, 2), x);
        x = net.layer("pad", new PadChannels(4, 4, 0), x);
        x = net.relu("relu", net.layer("add", new Add(), y, x));
        return net.network(net.classifier(CLASSES, x));
    }

    /** Group norms of four and of three groups, instance norm; LogSoftmax at the end. */
    public static Network groupNormed(long seed) {
        NetworkSketch net = new NetworkSketch("group-normed", seed, IMAGE);
        String x = net.groupNorm("gn1", 4, net.conv("conv1", 12, 1, 3, 1, Network.INPUT));
        x = net.groupNorm("gn2", 3, net.conv("conv2", 12, 4, 3, 1, net.relu("relu1", x)));
        x = net.groupNorm("in", 12, net.conv("conv3", 12, 1, 1, 1, net.relu("relu2", x)));
        return net.network(
                net.layer("logs", new LogSoftmax(), net.classifier(CLASSES, net.relu("relu3", x))));
    }

    /** {@code x + f(x)}, x being the picture and f a sum over all shards. */
    public static Network pictureFirst(long seed) {
        NetworkSketch net = new NetworkSketch("picture-first", seed, IMAGE);
        String y =
                net.conv("narrow", 3, 1, 3, 1, net.convBnRelu("wide", 16, 1, 3, 1, Network.INPUT));
        String x = net.layer("add", new Add(), Network.INPUT, y);
        return net.network(net.classifier(CLASSES, net.convBnRelu("body", 12, 1, 3, 2, x)));
    }

    /** {@code f(x) + x}. */
    public static Network pictureLast(long seed) {
        NetworkSketch net = new NetworkSketch("picture-last", seed, IMAGE);
        String y =
                net.conv("narrow", 3, 1, 3, 1, net.convBnRelu("wide", 16, 1, 3, 1, Network.INPUT));
        String x = net.layer("add", new Add(), y, Network.INPUT);
        return net.network(net.classifier(CLASSES, net.convBnRelu("body", 12, 1, 3, 2, x)));
    }

    /** The picture joined with features of it; a sigmoid at the end. */
    public static Network pictureBesideFeatures(long seed) {
        NetworkSketch net = new NetworkSketch("picture-beside-features", seed, IMAGE);
        String y = net.convBnRelu("stem", 8, 1, 3, 1, Network.INPUT);
        String x = net.layer("concat", new Concat(), Network.INPUT, y);
        x = net.convBnRelu("body", 12, 1, 3, 2, x);
        return net.network(net.curve("sigmoid", Curve.SIGMOID, net.classifier(CLASSES, x)));
    }

    /** A hidden linear layer of three outputs. */
    public static Network narrowHidden(long seed) {
        NetworkSketch net = new NetworkSketch("narrow-hidden", seed, IMAGE);
        String x = net.convBnRelu("stem", 8, 1, 3, 2, Network.INPUT);
        x = net.linear("hidden", 3, net.layer("flatten", new Flatten(), x));
        return net.network(net.linear("fc", CLASSES, net.prelu("prelu", x)));
    }

    public static Network sixGroups(long seed) {
        NetworkSketch net = new NetworkSketch("six-groups", seed, IMAGE);
        String x = net.convBnRelu("stem", 12, 1, 3, 1, Network.INPUT);
        x = net.convBnRelu("grouped", 18, 6, 3, 2, x);
        x = net.layer("shuffle", new ChannelShuffle(6, 3), x);
        x = net.convBnRelu("again", 24, 6, 1, 1, x);
        return net.network(net.classifier(CLASSES, x));
    }

    public static Network tenGroups(long seed) {
        NetworkSketch net = new NetworkSketch("ten-groups", seed, IMAGE);
        String x = net.convBnRelu("stem", 20, 1, 3, 2, Network.INPUT);
        String y = net.convBnRelu("grouped", 20, 10, 3, 1, x);
        x = net.layer("add", new Add(), x, net.conv("two", 20, 2, 1, 1, y));
        return net.network(net.classifier(CLASSES, x));
    }

    /** An embedding of length 1 at the end. */
    public static Network unitLength(long seed) {
        NetworkSketch net = new NetworkSketch("unit-length", seed, IMAGE);
        String x = net.convBnRelu("stem", 8, 1, 3, 2, Network.INPUT);
        x = net.layer("pool", new GlobalMaxPool(), net.convBnRelu("body", 16, 1, 3, 1, x));
        x = net.linear("fc", CLASSES, net.layer("flatten", new Flatten(), x));
        return net.network(net.layer("unit", new UnitLength(1e-12f), x));
    }

    /** Means, sums and maxima over rows and columns, spread again, and attention to places. */
    public static Network reductions(long seed) {
        NetworkSketch net = new NetworkSketch("reductions", seed, IMAGE);
        String x = net.convBnRelu("stem", 8, 1, 3, 1, Network.INPUT);
        String rows = net.layer("rows", new Reduce(Reduction.MEAN, false, true), x);
        String columns = net.layer("columns", new Reduce(Reduction.MAX, true, false), x);
        x = net.layer("sum", new Add(), rows, columns);
        String mean = net.layer("mean", new ReduceChannels(Reduction.MEAN), x);
        String most = net.layer("most", new ReduceChannels(Reduction.MAX), x);
        String places = net.layer("places", new Concat(), mean, most);
        places = net.curve("attention", Curve.SIGMOID, net.conv("look", 1, 1, 7, 1, places));
        x = net.multiply("attended", x, places);
        x = net.layer("length", new Reduce(Reduction.L2, true, false), x);
        x = net.layer("total", new Reduce(Reduction.SUM, false, true), x);
        return net.network(net.linear("fc", CLASSES, net.layer("flatten", new Flatten(), x)));
    }

    /** The larger, the smaller, differences and quotients; some sizes spread. */
    public static Network comparisons(long seed) {
        NetworkSketch net = new NetworkSketch("comparisons", seed, IMAGE);
        String x = net.convBnRelu("stem", 12, 1, 3, 1, Network.INPUT);
        String y = net.conv("other", 12, 4, 3, 1, x);
        String max = net.layer("max", new Arithmetic(Operator.MAXIMUM), x, y);
        String min = net.layer("min", new Arithmetic(Operator.MINIMUM), y, x);
        String mean = net.layer("mean", pooled(), min);
        x = net.layer("subtract", new Arithmetic(Operator.SUBTRACT), mean, max);
        String exp = net.curve("exp", Curve.EXP, net.curve("tanh", Curve.TANH, min));
        x = net.layer("divide", new Arithmetic(Operator.DIVIDE), x, exp);
        return net.network(net.classifier(CLASSES, x));
    }

    /** Borders of each kind and curves of many. */
    public static Network bordersAndCurves(long seed) {
        NetworkSketch net = new NetworkSketch("borders-and-curves", seed, IMAGE);
        String x = net.layer("reflect", new Pad(2, 1, 1, 2, Pad.Border.REFLECT, 0), Network.INPUT);
        x = net.conv("stem", 8, 1, Window.square(3, 1, 0), x);
        x = net.layer("edge", new Pad(1, 0, 0, 1, Pad.Border.EDGE, 0), x);
        x = net.layer("constant", new Pad(0, 1, 1, 0, Pad.Border.CONSTANT, 0.5f), x);
        x = net.conv("body", 12, 1, 3, 2, net.curve("mish", Curve.MISH, x));
        x = net.curve("softplus", Curve.SOFTPLUS, x);
        x = net.conv("head", 12, 1, 3, 1, net.curve("sqrt", Curve.SQRT, x));
        return net.network(net.classifier(CLASSES, net.curve("gelu", Curve.GELU_TANH, x)));
    }

    /** Convolutions and poolings in turn, of channels that fill no whole blocks. */
    public static Network pools(long seed) {
        NetworkSketch net = new NetworkSketch("pools", seed, TensorShape.image(3, 12, 12));
        String x = net.convBnRelu("conv1", 6, 1, 3, 1, Network.INPUT);
        x = net.layer("pool1", new MaxPool(Window.square(2, 2, 0)), x);
        x = net.convBnRelu("conv2", 10, 1, 3, 1, x);
        x = net.layer("pool2", new MaxPool(Window.square(2, 2, 0)), x);
        return net.network(net.classifier(CLASSES, net.convBnRelu("conv3", 12, 1, 3, 1, x)));
    }

    private static Reduce pooled() {
        return new Reduce(Reduction.MEAN, true, true);
    }

    private static int[] range(int from, int to) {
        return IntStream.range(from, to).toArray();
    }
}
