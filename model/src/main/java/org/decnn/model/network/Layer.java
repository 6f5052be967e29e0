package org.decnn.model.network;

import java.util.List;

/**
 * One node of a network. Its output tensor carries the layer's name.
 *
 * @param inputs names of layers, or of the network's input, in the operation's order
 */
public record Layer(String name, Operation operation, List<String> inputs) {
    public Layer {
        inputs = List.copyOf(inputs);
    }

    public static Layer of(String name, Operation operation, String... inputs) {
        return new Layer(name, operation, List.of(inputs));
    }
}
