package org.decnn.rewrite.structure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.Operation;
import org.decnn.model.network.Operation.BatchNorm;
import org.decnn.model.network.Operation.ChannelShuffle;
import org.decnn.model.network.Operation.Conv;
import org.decnn.model.network.Operation.Flatten;
import org.decnn.model.network.Operation.Linear;
import org.decnn.model.network.Operation.Relu;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.TensorShape;
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
    private final List<Layer> layers = new ArrayList<>();
    private final Map<String, TensorShape> shapes = new HashMap<>();
    private long parameters;

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
        layers.add(Layer.of(layer, operation, inputs));
        shapes.put(layer, operation.outputShape(Arrays.stream(inputs).map(shapes::get).toList()));
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
        int groupInputs = shapes.get(from).channels() / groups;
        int[] shape = {outputs, groupInputs, window.kernelHeight(), window.kernelWidth()};
        Tensor weight = blank(layer, shape);
        return layer(layer, new Conv(groups, window, weight, new float[bias ? outputs : 0]), from);
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

    /** ShuffleNet's shuffle: each group's next input has channels of all groups. */
    String shuffle(String layer, String from) {
        int rows = decoupling.groups();
        return layer(layer, new ChannelShuffle(rows, shapes.get(from).channels() / rows), from);
    }

    String flatten(String from) {
        return layer("flatten", new Flatten(), from);
    }

    String linear(String layer, int outputs, String from) {
        Tensor weight = blank(layer, outputs, shapes.get(from).channels());
        return layer(layer, new Linear(weight, new float[outputs]), from);
    }

    private Tensor blank(String layer, int... shape) {
        long size = Arrays.stream(shape).mapToLong(dim -> dim).reduce(1, Math::multiplyExact);
        parameters += size;
        if (parameters > MOST_PARAMETERS) {
            throw new NetworkException(
                    "layer '"
                            + layer
                            + "': up to it the network has "
                            + parameters
                            + " parameters, and an ONNX file holds 2 GiB:"
                            + " use a smaller width or more groups");
        }
        return Tensor.of(new float[(int) size], shape);
    }

    Network network(String output) {
        return new Network(name, input, layers, output);
    }
}
