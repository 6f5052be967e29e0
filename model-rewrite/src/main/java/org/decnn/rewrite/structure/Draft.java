package org.decnn.rewrite.structure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel.BatchNorm;
import org.decnn.model.network.PerChannel.MaxPool;
import org.decnn.model.network.PerChannel.Relu;
import org.decnn.model.network.Renumbering.Flatten;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Weighted.Linear;
import org.decnn.model.network.Window;

/**
 * Draws a network layer after layer, its weights blank. Each method adds a layer and gives its
 * name, to be used as a later layer's input. Layers are named as in torchvision, so that the
 * weights' names in ONNX are the keys of its state dictionaries.
 */
final class Draft {

    /** ONNX files end at 2 GiB; some of it is names and shapes. */
    private static final long MOST_PARAMETERS = (1L << 29) - (1 << 20);

    private final String name;
    private final TensorShape input;
    private final Decoupling decoupling;
    // Arrays are made when the whole is known to be small enough.
    private final List<Supplier<Layer>> layers = new ArrayList<>();
    private final Map<String, TensorShape> shapes = new HashMap<>();
    private long parameters;
    private int shuffles;

    Draft(String name, TensorShape input, Decoupling decoupling) {
        this.name = name;
        this.input = input;
        this.decoupling = decoupling;
        shapes.put(Network.INPUT, input);
    }

    Decoupling decoupling() {
        return decoupling;
    }

    TensorShape shapeOf(String tensor) {
        return shapes.get(tensor);
    }

    String layer(String layer, Operation operation, String... inputs) {
        TensorShape shape = operation.outputShape(Arrays.stream(inputs).map(shapes::get).toList());
        return layer(layer, shape, () -> operation, inputs);
    }

    private String layer(
            String layer, TensorShape shape, Supplier<Operation> operation, String... inputs) {
        if ((long) shape.channels() * shape.height() * shape.width() > Integer.MAX_VALUE) {
            throw new NetworkException(
                    "layer '"
                            + layer
                            + "': its map of "
                            + shape
                            + " is too large to be held: use a smaller input or width");
        }
        layers.add(() -> Layer.of(layer, operation.get(), inputs));
        shapes.put(layer, shape);
        return layer;
    }

    /** A convolution that all input channels reach. */
    String stem(String layer, int outputs, Window window, boolean bias, String from) {
        return conv(layer, outputs, 1, window, bias, from);
    }

    /** A convolution of as many groups as the decoupling has. */
    String grouped(String layer, int outputs, Window window, boolean bias, String from) {
        return conv(layer, outputs, decoupling.groups(), window, bias, from);
    }

    private String conv(
            String layer, int outputs, int groups, Window window, boolean bias, String from) {
        TensorShape in = shapes.get(from);
        int[] weight = {
            outputs, in.channels() / groups, window.kernelHeight(), window.kernelWidth()
        };
        count(layer, weight);
        // A pooling's map is as large as a convolution's.
        TensorShape map = new MaxPool(window).outputShape(List.of(in)).withChannels(outputs);
        float[] biases = new float[bias ? outputs : 0];
        return layer(layer, map, () -> new Conv(groups, window, blank(weight), biases), from);
    }

    String batchNormRelu(String norm, String relu, String from) {
        return layer(relu, new Relu(), batchNorm(norm, from));
    }

    /** A batch norm that has seen nothing yet: the identity. */
    String batchNorm(String layer, String from) {
        int channels = shapes.get(from).channels();
        float[] zeros = new float[channels];
        float[] ones = new float[channels];
        Arrays.fill(ones, 1);
        return layer(layer, new BatchNorm(ones, zeros, zeros, ones, 1e-5f), from);
    }

    /** The network's next shuffle: each group's next input has channels of other groups too. */
    String shuffle(String layer, String from) {
        GroupShuffle shuffle = decoupling.shuffles().shuffle(decoupling.groups(), shuffles++);
        return layer(layer, shuffle.operation(shapes.get(from).channels()), from);
    }

    String flatten(String from) {
        return layer("flatten", new Flatten(), from);
    }

    String linear(String layer, int outputs, String from) {
        int[] weight = {outputs, shapes.get(from).channels()};
        count(layer, weight);
        return layer(
                layer,
                TensorShape.vector(outputs),
                () -> new Linear(blank(weight), new float[outputs]),
                from);
    }

    private void count(String layer, int... weight) {
        parameters += size(weight);
        if (parameters > MOST_PARAMETERS) {
            throw new NetworkException(
                    "layer '"
                            + layer
                            + "': up to it the network has "
                            + parameters
                            + " parameters, and an ONNX file holds 2 GiB:"
                            + " use a smaller width or more groups");
        }
    }

    private static Tensor blank(int... shape) {
        return Tensor.of(new float[(int) size(shape)], shape);
    }

    private static long size(int... shape) {
        return Arrays.stream(shape).mapToLong(dim -> dim).reduce(1, Math::multiplyExact);
    }

    Network network(String output) {
        return new Network(name, input, layers.stream().map(Supplier::get).toList(), output);
    }
}
