package org.decnn.rewrite.read;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel;
import org.decnn.model.network.TensorShape;

/** A network while its layers are added, one after the other. */
final class NetworkDraft {

    private final Map<String, Layer> layers = new LinkedHashMap<>();
    private final Map<String, TensorShape> shapes = new LinkedHashMap<>();

    NetworkDraft(TensorShape input) {
        shapes.put(Network.INPUT, input);
    }

    /**
     * @return the layer's name: the one asked for, or one like it where that is taken
     * @throws IllegalArgumentException if the inputs do not fit
     */
    String add(String name, Operation operation, List<String> inputs) {
        TensorShape shape = operation.outputShape(inputs.stream().map(shapes::get).toList());
        String unique = name;
        for (int i = 2; shapes.containsKey(unique); i++) {
            unique = name + "_" + i;
        }
        shapes.put(unique, shape);
        layers.put(unique, new Layer(unique, operation, inputs));
        return unique;
    }

    TensorShape shape(String tensor) {
        return shapes.get(tensor);
    }

    /** Whether a tensor's values cannot be negative, as its layer is a ReLU of any kind. */
    boolean isRectified(String tensor) {
        if (!layers.containsKey(tensor)) {
            return false;
        }
        Operation operation = layers.get(tensor).operation();
        return operation instanceof PerChannel.Relu
                || operation instanceof PerChannel.Clip clip && clip.min() >= 0;
    }

    Network network(String name, String output) {
        return new Network(name, shapes.get(Network.INPUT), List.copyOf(layers.values()), output);
    }
}
