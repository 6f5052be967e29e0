package org.decnn.model.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.decnn.model.network.AcrossChannels.Softmax;

/**
 * A trained CNN: an immutable DAG of layers over NCHW tensors, with one input and one output.
 * Layers are in an order in which each follows its inputs.
 */
public final class Network {

    /** The name by which layers refer to the network's input. */
    public static final String INPUT = "input";

    private final String name;
    private final List<Layer> layers;
    private final String output;
    private final Map<String, TensorShape> shapes = new LinkedHashMap<>();

    /**
     * @throws NetworkException naming the layer, if a layer's inputs are unknown or do not fit
     */
    public Network(String name, TensorShape input, List<Layer> layers, String output) {
        this.name = name;
        this.layers = List.copyOf(layers);
        this.output = output;
        shapes.put(INPUT, input);
        for (Layer layer : layers) {
            TensorShape shape = inferShape(layer);
            if (shapes.put(layer.name(), shape) != null) {
                throw new NetworkException("layer '" + layer.name() + "' is there twice");
            }
        }
        shapeOf(output);
    }

    private TensorShape inferShape(Layer layer) {
        List<TensorShape> inputs = new ArrayList<>();
        for (String input : layer.inputs()) {
            if (!shapes.containsKey(input)) {
                throw new NetworkException(
                        "layer '"
                                + layer.name()
                                + "' reads '"
                                + input
                                + "', which no earlier layer gives");
            }
            inputs.add(shapes.get(input));
        }
        try {
            return layer.operation().outputShape(inputs);
        } catch (IllegalArgumentException e) {
            throw new NetworkException("layer '" + layer.name() + "': " + e.getMessage(), e);
        }
    }

    public String name() {
        return name;
    }

    public TensorShape input() {
        return shapes.get(INPUT);
    }

    public List<Layer> layers() {
        return layers;
    }

    /** The name of the tensor that is the network's answer. */
    public String output() {
        return output;
    }

    /** Whether the network ends in a softmax over its logits. */
    public boolean endsInSoftmax() {
        return endsIn(Softmax.class);
    }

    /** The network up to its logits: without the softmax that it may end in. */
    public Network upToLogits() {
        return endsInSoftmax() ? withoutLast() : this;
    }

    /** What is left to do to the network's logits where the parts of them are added up. */
    public Ending ending() {
        Network logits = upToLogits();
        return Ending.of(logits.endsIn(Operation.class) ? logits.last().operation() : null);
    }

    /** The network without its {@link #ending}, and without a softmax. */
    public Network upToSum() {
        Network logits = upToLogits();
        return logits.ending() == Ending.NONE ? logits : logits.withoutLast();
    }

    private boolean endsIn(Class<? extends Operation> kind) {
        return !layers.isEmpty()
                && kind.isInstance(last().operation())
                && last().name().equals(output);
    }

    private Network withoutLast() {
        return new Network(
                name, input(), layers.subList(0, layers.size() - 1), last().inputs().get(0));
    }

    private Layer last() {
        return layers.get(layers.size() - 1);
    }

    public TensorShape shapeOf(String tensor) {
        TensorShape shape = shapes.get(tensor);
        if (shape == null) {
            throw new NetworkException("network '" + name + "' has no tensor '" + tensor + "'");
        }
        return shape;
    }

    /** Names of the layers that read a tensor. */
    public List<Layer> readersOf(String tensor) {
        return layers.stream().filter(layer -> layer.inputs().contains(tensor)).toList();
    }

    public long parameters() {
        return layers.stream().mapToLong(layer -> layer.operation().parameters()).sum();
    }

    /** Multiply-accumulates for one sample. */
    public long macs() {
        return layers.stream()
                .mapToLong(layer -> layer.operation().macs(shapeOf(layer.name())))
                .sum();
    }
}
