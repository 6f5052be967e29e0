package org.decnn.model.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import onnx.Onnx.NodeProto;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.Operation;
import org.decnn.model.network.TensorShape;
import org.decnn.model.onnx.Value.Activation;

/** The layers read so far, by number. They get their names once all of them are known. */
final class LayerList {

    /** The number that stands for the network's input. */
    private static final int INPUT = -1;

    /** Of a tensor, flat ones too: each is kept account of. */
    private static final int MOST_CHANNELS = 1 << 22;

    /** A layer that has no name yet. */
    record Draft(NodeProto node, Operation operation, List<Activation> inputs) {}

    private final List<Draft> drafts = new ArrayList<>();

    static Activation input(TensorShape shape) {
        return Activation.of(INPUT, shape);
    }

    /**
     * Adds a layer; gives its output.
     *
     * @throws IllegalArgumentException if the inputs do not fit
     */
    Activation add(Node node, Operation operation, Activation... inputs) {
        TensorShape shape =
                operation.outputShape(Arrays.stream(inputs).map(Activation::shape).toList());
        if (shape.dims().stream().mapToLong(dim -> dim).reduce(1, (a, b) -> a * b)
                > Integer.MAX_VALUE) {
            throw node.error(
                    "its output %s is larger than any tensor may be; give a smaller input", shape);
        }
        if (shape.channels() > MOST_CHANNELS) {
            throw node.error(
                    "its output %s has more than %d channels; give a smaller input",
                    shape, MOST_CHANNELS);
        }
        drafts.add(new Draft(node.proto(), operation, List.of(inputs)));
        return Activation.of(drafts.size() - 1, shape);
    }

    /** Adds a layer that works on each value or each channel; its output is seen as its input. */
    Activation addWithin(Node node, Operation operation, Activation input) {
        return add(node, operation, input).seenAs(input.axes());
    }

    /** The layer that gives an activation; empty for the network's input. */
    Optional<Draft> layerOf(Activation activation) {
        return activation.layer() == INPUT
                ? Optional.empty()
                : Optional.of(drafts.get(activation.layer()));
    }

    /** The layer that gives an activation, if it is of a kind. */
    <T extends Operation> Optional<T> operationOf(Activation activation, Class<T> kind) {
        return layerOf(activation).map(Draft::operation).filter(kind::isInstance).map(kind::cast);
    }

    /** The network of the layers that the output needs. */
    Network network(String name, TensorShape input, Activation output) {
        Set<Integer> needed = neededFor(output.layer());
        List<Integer> kept = needed.stream().sorted().filter(number -> number != INPUT).toList();
        Map<Integer, String> names = LayerNames.of(kept, drafts);
        names.put(INPUT, Network.INPUT);
        List<Layer> layers = new ArrayList<>();
        for (int number : kept) {
            Draft draft = drafts.get(number);
            layers.add(
                    new Layer(
                            names.get(number),
                            draft.operation(),
                            draft.inputs().stream().map(in -> names.get(in.layer())).toList()));
        }
        return new Network(name, input, layers, names.get(output.layer()));
    }

    private Set<Integer> neededFor(int output) {
        Set<Integer> needed = new HashSet<>(Collections.singleton(output));
        for (int number = output; number >= 0; number--) {
            if (needed.contains(number)) {
                drafts.get(number).inputs().forEach(input -> needed.add(input.layer()));
            }
        }
        return needed;
    }
}
