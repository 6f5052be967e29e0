package org.decnn.rewrite.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.decnn.model.network.Joining;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel;
import org.decnn.model.network.Renumbering;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Weighted;
import org.decnn.model.network.Window;

/**
 * A network whose weights live in PyTorch: computes logits of a batch, with gradients where they
 * are collected.
 */
final class TorchNetwork {

    /** How much of the running statistics of batch norm stays at each step. */
    private static final float KEPT_STATISTICS = 0.9f;

    /** What DJL takes as "the axis PyTorch takes"; for any other it transposes. */
    private static final int TORCH_CHANNEL_AXIS = -1;

    /**
     * Something that training changes.
     *
     * @param decays whether weight decay pulls it
     */
    record Weight(String name, NDArray array, boolean decays) {}

    private final Network network;
    private final NDManager manager;
    private final Map<String, Weight> weights = new LinkedHashMap<>();
    private final Map<String, NDArray> statistics = new LinkedHashMap<>();
    private final Map<String, NDArray> selections = new HashMap<>();

    /**
     * @throws NetworkException naming the layer that cannot be trained
     */
    TorchNetwork(Network network, NDManager manager) {
        this.network = network.upToLogits();
        this.manager = manager;
        this.network.layers().forEach(this::load);
    }

    private void load(Layer layer) {
        String name = layer.name();
        Operation operation = layer.operation();
        if (operation instanceof Weighted.Conv conv) {
            weight(name + ".weight", conv.weight(), true);
            bias(name, conv.bias());
        } else if (operation instanceof Weighted.Linear linear) {
            weight(name + ".weight", linear.weight(), true);
            bias(name, linear.bias());
        } else if (operation instanceof PerChannel.BatchNorm norm) {
            weight(name + ".gamma", vector(norm.gamma()), false);
            weight(name + ".beta", vector(norm.beta()), false);
            statistics.put(name + ".mean", manager.create(norm.mean()));
            statistics.put(name + ".variance", manager.create(norm.variance()));
        } else if (operation instanceof Renumbering.Select select) {
            long[] channels = IntStream.of(select.channels()).asLongStream().toArray();
            selections.put(name, manager.create(channels));
        }
    }

    private void bias(String layer, float[] bias) {
        if (bias.length > 0) {
            weight(layer + ".bias", vector(bias), false);
        }
    }

    private void weight(String name, Tensor value, boolean decays) {
        long[] shape = new long[value.shape().length];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = value.dim(i);
        }
        weights.put(
                name, new Weight(name, manager.create(value.values(), new Shape(shape)), decays));
    }

    private static Tensor vector(float[] values) {
        return Tensor.of(values, values.length);
    }

    /** What training changes; gradients are kept for it from the first call on. */
    List<Weight> trained() {
        weights.values().forEach(weight -> weight.array().setRequiresGradient(true));
        return List.copyOf(weights.values());
    }

    /** All that makes up the network's state, by name: weights and running statistics. */
    Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        weights.forEach((name, weight) -> state.put(name, weight.array()));
        state.putAll(statistics);
        return state;
    }

    /**
     * Computes logits.
     *
     * @param input {@code [N, C, H, W]}, normalised
     * @param training whether batch norm takes, and notes, the statistics of this batch
     * @return {@code [N, classes]}
     */
    NDArray logits(NDArray input, boolean training) {
        Map<String, NDArray> tensors = new HashMap<>();
        tensors.put(Network.INPUT, input);
        for (Layer layer : network.layers()) {
            List<NDArray> inputs = new ArrayList<>();
            layer.inputs().forEach(name -> inputs.add(tensors.get(name)));
            tensors.put(layer.name(), output(layer, inputs, training));
        }
        return tensors.get(network.output());
    }

    private NDArray output(Layer layer, List<NDArray> inputs, boolean training) {
        NDArray x = inputs.get(0);
        Operation operation = layer.operation();
        String name = layer.name();
        if (operation instanceof Weighted.Conv conv) {
            return convolution(name, conv, x);
        } else if (operation instanceof PerChannel.BatchNorm norm) {
            return BatchNorm.batchNorm(
                            x,
                            statistics.get(name + ".mean"),
                            statistics.get(name + ".variance"),
                            array(name + ".gamma"),
                            array(name + ".beta"),
                            TORCH_CHANNEL_AXIS,
                            KEPT_STATISTICS,
                            norm.epsilon(),
                            training)
                    .singletonOrThrow();
        } else if (operation instanceof PerChannel.Relu) {
            return Activation.relu(x);
        } else if (operation instanceof PerChannel.Clip clip) {
            return x.clip(clip.min(), clip.max());
        } else if (operation instanceof PerChannel.MaxPool pool) {
            Window window = pool.window();
            return Pool.maxPool2d(
                    padded(x, window, Float.NEGATIVE_INFINITY),
                    kernel(window),
                    stride(window),
                    symmetricPadding(window),
                    window.ceil());
        } else if (operation instanceof PerChannel.AveragePool pool) {
            return averagePool(pool, x);
        } else if (operation instanceof PerChannel.GlobalAveragePool) {
            NDArray pooled = Pool.globalAvgPool2d(x);
            return pooled.reshape(x.getShape().get(0), x.getShape().get(1), 1, 1);
        } else if (operation instanceof Joining.Add) {
            return inputs.stream().reduce(NDArray::add).orElseThrow();
        } else if (operation instanceof Joining.Concat) {
            return NDArrays.concat(new NDList(inputs), 1);
        } else if (operation instanceof Renumbering.Flatten) {
            return x.reshape(x.getShape().get(0), -1);
        } else if (operation instanceof Renumbering.ChannelShuffle shuffle) {
            TensorShape shape = network.shapeOf(name);
            return x.reshape(-1, shuffle.rows(), shuffle.columns(), shape.height(), shape.width())
                    .transpose(0, 2, 1, 3, 4)
                    .reshape(-1, shape.channels(), shape.height(), shape.width());
        } else if (operation instanceof Renumbering.Select) {
            return x.get(":, {}", selections.get(name));
        } else if (operation instanceof Weighted.Linear) {
            NDArray product = x.matMul(array(name + ".weight").transpose());
            return weights.containsKey(name + ".bias")
                    ? product.add(array(name + ".bias"))
                    : product;
        }
        throw new NetworkException(
                "layer '"
                        + name
                        + "' is a "
                        + operation.getClass().getSimpleName()
                        + ", which is not trained here: train the network elsewhere and bring it back as ONNX");
    }

    private NDArray convolution(String name, Weighted.Conv conv, NDArray x) {
        Window window = conv.window();
        Weight bias = weights.get(name + ".bias");
        return Conv2d.conv2d(
                        padded(x, window, 0),
                        array(name + ".weight"),
                        bias == null ? null : bias.array(),
                        stride(window),
                        symmetricPadding(window),
                        new Shape(window.dilationHeight(), window.dilationWidth()),
                        conv.groups())
                .singletonOrThrow();
    }

    private static NDArray averagePool(PerChannel.AveragePool pool, NDArray x) {
        Window window = pool.window();
        if (isSymmetric(window) || pool.countPadding()) {
            return average(pool, x);
        }
        // With the padding counted, this is the mean times the part that is no padding.
        return average(pool, x).div(average(pool, x.onesLike()));
    }

    private static NDArray average(PerChannel.AveragePool pool, NDArray x) {
        Window window = pool.window();
        return Pool.avgPool2d(
                padded(x, window, 0),
                kernel(window),
                stride(window),
                symmetricPadding(window),
                window.ceil(),
                pool.countPadding() || !isSymmetric(window));
    }

    private NDArray array(String weight) {
        return weights.get(weight).array();
    }

    private static Shape kernel(Window window) {
        return new Shape(window.kernelHeight(), window.kernelWidth());
    }

    private static Shape stride(Window window) {
        return new Shape(window.strideHeight(), window.strideWidth());
    }

    private static boolean isSymmetric(Window window) {
        return window.padTop() == window.padBottom() && window.padLeft() == window.padRight();
    }

    /** PyTorch pads both sides alike; what is uneven is padded before. */
    private static NDArray padded(NDArray x, Window window, double value) {
        return isSymmetric(window)
                ? x
                : x.pad(
                        new Shape(
                                window.padLeft(),
                                window.padRight(),
                                window.padTop(),
                                window.padBottom()),
                        value);
    }

    private static Shape symmetricPadding(Window window) {
        return isSymmetric(window) ? new Shape(window.padTop(), window.padLeft()) : new Shape(0, 0);
    }

    /** The network with the weights and statistics as they are now, under its own names. */
    Network snapshot() {
        List<Layer> layers = new ArrayList<>();
        for (Layer layer : network.layers()) {
            layers.add(new Layer(layer.name(), now(layer), layer.inputs()));
        }
        return new Network(network.name(), network.input(), layers, network.output());
    }

    private Operation now(Layer layer) {
        String name = layer.name();
        Operation operation = layer.operation();
        if (operation instanceof Weighted.Conv conv) {
            return new Weighted.Conv(
                    conv.groups(),
                    conv.window(),
                    Tensor.of(values(name + ".weight"), conv.weight().shape()),
                    conv.bias().length == 0 ? conv.bias() : values(name + ".bias"));
        } else if (operation instanceof Weighted.Linear linear) {
            return new Weighted.Linear(
                    Tensor.of(values(name + ".weight"), linear.weight().shape()),
                    linear.bias().length == 0 ? linear.bias() : values(name + ".bias"));
        } else if (operation instanceof PerChannel.BatchNorm norm) {
            return new PerChannel.BatchNorm(
                    values(name + ".gamma"),
                    values(name + ".beta"),
                    statistics.get(name + ".mean").toFloatArray(),
                    statistics.get(name + ".variance").toFloatArray(),
                    norm.epsilon());
        }
        return operation;
    }

    private float[] values(String weight) {
        return array(weight).toFloatArray();
    }
}
