package org.decnn.rewrite.decouple;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.Joining.Arithmetic;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel;
import org.decnn.model.network.Renumbering.Flatten;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Weighted.Linear;
import org.decnn.model.network.WithinGroups.GroupNorm;

/**
 * The streams of a dense network. Tensors that every group holds whole are in none: the network's
 * input, and all from the first linear layer on.
 */
public final class Streams {

    private final List<Stream> streams = new ArrayList<>();
    private final Map<String, Stream> byTensor = new HashMap<>();

    private Streams() {}

    /**
     * @throws NetworkException naming the layer and the remedy, if its channels cannot be assigned
     *     to groups
     */
    public static Streams of(Network network) {
        Ties ties = new Ties();
        Set<String> dense = new HashSet<>(Set.of(Network.INPUT));
        for (Layer layer : network.layers()) {
            if (layer.operation() instanceof Linear) {
                dense.add(layer.name());
            } else if (!(layer.operation() instanceof Conv)) {
                layer.inputs().forEach(input -> ties.tie(input, layer.name()));
            }
        }
        Set<String> denseRoots = new HashSet<>();
        dense.forEach(tensor -> denseRoots.add(ties.root(tensor)));
        Map<String, List<Layer>> writers = new LinkedHashMap<>();
        for (Layer layer : network.layers()) {
            boolean isDense = denseRoots.contains(ties.root(layer.name()));
            refuse(layer, isDense, network::shapeOf);
            if (!isDense) {
                writers.computeIfAbsent(ties.root(layer.name()), root -> new ArrayList<>())
                        .add(layer);
            }
        }
        if (writers.containsKey(ties.root(network.output()))) {
            throw new NetworkException(
                    "layer '"
                            + network.output()
                            + "' gives the answer in channels that would be split over the groups:"
                            + " end the network in a linear layer");
        }
        Streams result = new Streams();
        writers.values().forEach(layers -> result.add(network, layers));
        return result;
    }

    private void add(Network network, List<Layer> layers) {
        Stream stream =
                new Stream(
                        streams.size(),
                        network.shapeOf(layers.get(0).name()).channels(),
                        layers.stream().map(Layer::name).toList(),
                        layers.stream().anyMatch(layer -> layer.operation() instanceof Add));
        streams.add(stream);
        stream.tensors().forEach(tensor -> byTensor.put(tensor, stream));
    }

    private static void refuse(Layer layer, boolean isDense, Function<String, TensorShape> shapes) {
        Operation operation = layer.operation();
        if (operation instanceof Conv conv && conv.groups() > 1) {
            throw new NetworkException(
                    "layer '"
                            + layer.name()
                            + "' is grouped already ("
                            + conv.groups()
                            + " groups): give the dense network that it was made of");
        }
        if (operation instanceof Conv && isDense) {
            throw new NetworkException(
                    "layer '"
                            + layer.name()
                            + "' is added to the network's input or to a linear layer, which have no"
                            + " groups: put a convolution on the other branch");
        }
        if (!isDense && !keepsChannelsApart(layer, shapes)) {
            throw new NetworkException(
                    "layer '"
                            + layer.name()
                            + "' ("
                            + operation.getClass().getSimpleName()
                            + ") ties channels to their places, so they cannot be assigned to groups:"
                            + " only convolutions, batch norm, activations, pooling, additions and"
                            + " what else is done to each channel by itself can stand between the"
                            + " input and the first linear layer");
        }
    }

    /** Whether it does the same wherever a channel stands, and whatever stands beside it. */
    private static boolean keepsChannelsApart(Layer layer, Function<String, TensorShape> shapes) {
        Operation operation = layer.operation();
        if (operation instanceof GroupNorm norm) {
            return norm.groups() == norm.gamma().length;
        } else if (operation instanceof Add || operation instanceof Arithmetic) {
            int channels = shapes.apply(layer.name()).channels();
            return layer.inputs().stream()
                    .allMatch(input -> shapes.apply(input).channels() == channels);
        }
        return operation instanceof Conv
                || operation instanceof PerChannel
                || operation instanceof Flatten;
    }

    public List<Stream> all() {
        return List.copyOf(streams);
    }

    /** The stream that a tensor belongs to, or none where every group holds it whole. */
    public Optional<Stream> of(String tensor) {
        return Optional.ofNullable(byTensor.get(tensor));
    }
}
