package org.decnn.model.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.decnn.model.network.AcrossChannels.LayerNorm;
import org.decnn.model.network.Curve;
import org.decnn.model.network.Joining.Arithmetic;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel.Affine;
import org.decnn.model.network.PerChannel.BatchNorm;
import org.decnn.model.network.PerChannel.GlobalAveragePool;
import org.decnn.model.network.PerChannel.PRelu;
import org.decnn.model.network.PerChannel.Pointwise;
import org.decnn.model.network.PerChannel.Relu;
import org.decnn.model.network.Renumbering.Flatten;
import org.decnn.model.network.Renumbering.Unflatten;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Weighted.Linear;
import org.decnn.model.network.Window;
import org.decnn.model.network.WithinGroups.GroupNorm;

/**
 * Draws a network layer after layer, with seeded random weights that keep activations near 1 (He et
 * al. 2015). Each method adds a layer and gives its name, to be used as a later layer's input.
 */
public final class NetworkSketch {

    private final String name;
    private final TensorShape input;
    private final Random random;
    private final List<Layer> layers = new ArrayList<>();
    private final Map<String, TensorShape> shapes = new LinkedHashMap<>();

    public NetworkSketch(String name, long seed, TensorShape input) {
        this.name = name;
        this.input = input;
        this.random = new Random(seed ^ name.hashCode());
        shapes.put(Network.INPUT, input);
    }

    public String layer(String layer, Operation operation, String... inputs) {
        layers.add(Layer.of(layer, operation, inputs));
        shapes.put(
                layer, operation.outputShape(List.of(inputs).stream().map(shapes::get).toList()));
        return layer;
    }

    public String conv(String layer, int outputs, int groups, Window window, String from) {
        int groupInputs = shapes.get(from).channels() / groups;
        int fanIn = groupInputs * window.kernelHeight() * window.kernelWidth();
        Tensor weight =
                Tensor.of(
                        normal(outputs * fanIn, Math.sqrt(2.0 / fanIn)),
                        outputs,
                        groupInputs,
                        window.kernelHeight(),
                        window.kernelWidth());
        return layer(layer, new Conv(groups, window, weight, normal(outputs, 0.1)), from);
    }

    /** A square convolution that keeps the size of its input, divided by the stride. */
    public String conv(String layer, int outputs, int groups, int kernel, int stride, String from) {
        return conv(layer, outputs, groups, Window.square(kernel, stride, kernel / 2), from);
    }

    public String batchNorm(String layer, String from) {
        int channels = shapes.get(from).channels();
        return layer(
                layer,
                new BatchNorm(
                        uniform(channels, 0.8, 1.2),
                        normal(channels, 0.1),
                        normal(channels, 0.1),
                        uniform(channels, 0.8, 1.2),
                        1e-5f),
                from);
    }

    /** One factor and one summand a channel. */
    public String affine(String layer, String from) {
        int channels = shapes.get(from).channels();
        return layer(layer, new Affine(uniform(channels, 0.5, 1.5), normal(channels, 0.2)), from);
    }

    public String prelu(String layer, String from) {
        return layer(layer, new PRelu(uniform(shapes.get(from).channels(), -0.2, 0.5)), from);
    }

    public String groupNorm(String layer, int groups, String from) {
        int channels = shapes.get(from).channels();
        return layer(
                layer,
                new GroupNorm(groups, uniform(channels, 0.8, 1.2), normal(channels, 0.1), 1e-5f),
                from);
    }

    public String layerNorm(String layer, String from) {
        int channels = shapes.get(from).channels();
        return layer(
                layer,
                new LayerNorm(uniform(channels, 0.8, 1.2), normal(channels, 0.1), 1e-5f),
                from);
    }

    public String curve(String layer, Curve curve, String from) {
        return layer(layer, Pointwise.of(curve), from);
    }

    /** HardSigmoid as PyTorch and MobileNetV3 have it. */
    public String hardSigmoid(String layer, String from) {
        return layer(layer, new Pointwise(Curve.HARD_SIGMOID, 1 / 6f, 0.5f), from);
    }

    /** {@code x · sigmoid(x)}. */
    public String silu(String layer, String from) {
        return layer(layer, new Pointwise(Curve.SWISH, 1, 0), from);
    }

    public String multiply(String layer, String first, String second) {
        return layer(layer, new Arithmetic(Arithmetic.Operator.MULTIPLY), first, second);
    }

    /** Squeeze-and-excitation by convolutions: {@code .pool}, {@code .reduce} … {@code .scale}. */
    public String gate(String layer, int squeezed, String from) {
        String x = layer(layer + ".pool", new GlobalAveragePool(), from);
        x = relu(layer + ".relu", conv(layer + ".reduce", squeezed, 1, 1, 1, x));
        x = conv(layer + ".expand", shapes.get(from).channels(), 1, 1, 1, x);
        return multiply(layer + ".scale", from, curve(layer + ".sigmoid", Curve.SIGMOID, x));
    }

    /** Squeeze-and-excitation by linear layers. */
    public String linearGate(String layer, int squeezed, String from) {
        String x = layer(layer + ".pool", new GlobalAveragePool(), from);
        x = layer(layer + ".flatten", new Flatten(), x);
        x = relu(layer + ".relu", linear(layer + ".reduce", squeezed, x));
        x = linear(layer + ".expand", shapes.get(from).channels(), x);
        x = layer(layer + ".unflatten", new Unflatten(1, 1), hardSigmoid(layer + ".sigmoid", x));
        return multiply(layer + ".scale", x, from);
    }

    public String relu(String layer, String from) {
        return layer(layer, new Relu(), from);
    }

    /** Convolution, batch norm and ReLU: {@code <layer>.conv}, {@code .bn}, {@code .relu}. */
    public String convBnRelu(
            String layer, int outputs, int groups, int kernel, int stride, String from) {
        String conv = conv(layer + ".conv", outputs, groups, kernel, stride, from);
        return relu(layer + ".relu", batchNorm(layer + ".bn", conv));
    }

    public String linear(String layer, int outputs, String from) {
        int features = shapes.get(from).channels();
        Tensor weight =
                Tensor.of(normal(outputs * features, Math.sqrt(2.0 / features)), outputs, features);
        return layer(layer, new Linear(weight, normal(outputs, 0.1)), from);
    }

    /**
     * Global average pool, flatten and a linear layer: {@code pool}, {@code flatten}, {@code fc}.
     */
    public String classifier(int classes, String from) {
        String pool = layer("pool", new GlobalAveragePool(), from);
        return linear("fc", classes, layer("flatten", new Flatten(), pool));
    }

    public Network network(String output) {
        return new Network(name, input, layers, output);
    }

    /** The shape of a layer's output, or of the input. */
    public TensorShape shapeOf(String tensor) {
        return shapes.get(tensor);
    }

    /** The layers so far. */
    public List<Layer> layers() {
        return List.copyOf(layers);
    }

    /** Takes back all layers but the first ones. */
    public void keep(int count) {
        while (layers.size() > count) {
            shapes.remove(layers.remove(layers.size() - 1).name());
        }
    }

    private float[] normal(int count, double deviation) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return values;
    }

    private float[] uniform(int count, double from, double to) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (from + random.nextDouble() * (to - from));
        }
        return values;
    }
}
