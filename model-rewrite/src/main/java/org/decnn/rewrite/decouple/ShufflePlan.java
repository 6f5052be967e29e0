package org.decnn.rewrite.decouple;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel.Clip;
import org.decnn.model.network.PerChannel.PRelu;
import org.decnn.model.network.PerChannel.Pointwise;
import org.decnn.model.network.PerChannel.Relu;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Weighted.Linear;
import org.decnn.rewrite.structure.Shuffles;

/**
 * Where shuffles stand in a network, and how often each tensor's stream was shuffled before it: its
 * view. View 0 is how the stream begins.
 */
final class ShufflePlan {

    private static final String SHUFFLED = ".shuffle";

    private final Set<String> shuffled;
    private final Map<String, Integer> views = new HashMap<>();

    private ShufflePlan(Set<String> shuffled) {
        this.shuffled = shuffled;
    }

    /**
     * @throws NetworkException naming the tensor, if one stream would be shuffled differently on
     *     two ways to an addition
     */
    static ShufflePlan of(Network network, Streams streams, Shuffles shuffles) {
        ShufflePlan plan =
                new ShufflePlan(
                        switch (shuffles) {
                            case NONE -> Set.of();
                            case STAGES -> afterStages(network, streams);
                            case BLOCKS -> afterBlocks(network, streams);
                            case STRIDES, BUTTERFLY ->
                                    required(
                                            withinStrides(network, streams),
                                            network,
                                            "strided convolutions within residual blocks");
                        });
        plan.number(network);
        return plan;
    }

    /**
     * What is taken where nothing is asked for: within strided blocks if there are any, else after
     * stages.
     */
    static Shuffles usual(Network network, Streams streams) {
        return withinStrides(network, streams).isEmpty() ? Shuffles.STAGES : Shuffles.STRIDES;
    }

    private static Set<String> afterStages(Network network, Streams streams) {
        boolean residual = streams.all().stream().anyMatch(Stream::residual);
        Set<String> shuffled = new LinkedHashSet<>();
        for (Stream stream : streams.all()) {
            boolean ends =
                    residual ? stream.residual() : changesSize(network, stream, stream.last());
            if (ends && readByConvolutions(network, stream.last())) {
                shuffled.add(stream.last());
            }
        }
        return shuffled;
    }

    private static boolean changesSize(Network network, Stream stream, String last) {
        int area = network.shapeOf(last).area();
        return network.shapeOf(stream.tensors().get(0)).area() != area
                || network.readersOf(last).stream()
                        .anyMatch(reader -> network.shapeOf(reader.name()).area() != area);
    }

    private static Set<String> afterBlocks(Network network, Streams streams) {
        Set<String> shuffled = new LinkedHashSet<>();
        for (Layer layer : network.layers()) {
            if (layer.operation() instanceof Add && streams.of(layer.name()).isPresent()) {
                List<Layer> readers = network.readersOf(layer.name());
                boolean activated = readers.size() == 1 && isActivation(readers.get(0).operation());
                String end = activated ? readers.get(0).name() : layer.name();
                if (readByConvolutions(network, end)) {
                    shuffled.add(end);
                }
            }
        }
        return required(shuffled, network, "residual blocks");
    }

    private static Set<String> withinStrides(Network network, Streams streams) {
        boolean residual = streams.all().stream().anyMatch(Stream::residual);
        Set<String> shuffled = new LinkedHashSet<>();
        for (Layer layer : residual ? network.layers() : List.<Layer>of()) {
            // What reads the picture is dense: its channels are mixed already.
            if (makesSmaller(network, layer) && streams.of(layer.inputs().get(0)).isPresent()) {
                Stream stream = streams.of(layer.name()).orElseThrow();
                if (!stream.residual() && readByConvolutions(network, stream.last())) {
                    shuffled.add(stream.last());
                }
            }
        }
        return shuffled;
    }

    private static Set<String> required(Set<String> shuffled, Network network, String places) {
        if (shuffled.isEmpty()) {
            throw new NetworkException(
                    "network '"
                            + network.name()
                            + "' has no "
                            + places
                            + " to shuffle after: give --shuffles stages or none");
        }
        return shuffled;
    }

    private static boolean makesSmaller(Network network, Layer layer) {
        return layer.operation() instanceof Conv
                && network.shapeOf(layer.name()).area()
                        < network.shapeOf(layer.inputs().get(0)).area();
    }

    private static boolean isActivation(Operation operation) {
        return operation instanceof Relu
                || operation instanceof Clip
                || operation instanceof Pointwise
                || operation instanceof PRelu;
    }

    private static boolean readByConvolutions(Network network, String tensor) {
        return network.readersOf(tensor).stream()
                .anyMatch(reader -> reader.operation() instanceof Conv);
    }

    private void number(Network network) {
        Ties ties = new Ties();
        Map<String, String> sources = new LinkedHashMap<>();
        for (Layer layer : network.layers()) {
            if (!(layer.operation() instanceof Conv || layer.operation() instanceof Linear)) {
                layer.inputs().forEach(input -> ties.tie(readName(input), layer.name()));
            }
        }
        shuffled.forEach(tensor -> sources.put(tensor + SHUFFLED, tensor));
        Map<String, Integer> byRoot = new HashMap<>();
        // Shuffles are in the network's order, so a view is numbered before the next one.
        sources.forEach(
                (after, before) -> {
                    int view = byRoot.getOrDefault(ties.root(before), 0) + 1;
                    Integer other = byRoot.put(ties.root(after), view);
                    if ((other != null && other != view)
                            || ties.root(after).equals(ties.root(before))) {
                        throw new NetworkException(
                                "layer '"
                                        + before
                                        + "' cannot be shuffled: what is added later was not; give"
                                        + " --shuffles stages or none");
                    }
                });
        views.put(Network.INPUT, 0);
        for (Layer layer : network.layers()) {
            views.put(layer.name(), byRoot.getOrDefault(ties.root(layer.name()), 0));
        }
    }

    /** Whether a shuffle stands behind the tensor: all that reads it reads it shuffled. */
    boolean isShuffled(String tensor) {
        return shuffled.contains(tensor);
    }

    /** The name under which a tensor is read. */
    String readName(String tensor) {
        return isShuffled(tensor) ? tensor + SHUFFLED : tensor;
    }

    /** The view in which a tensor is written. */
    int viewOf(String tensor) {
        return views.get(tensor);
    }

    /** The view in which a tensor is read. */
    int readViewOf(String tensor) {
        return viewOf(tensor) + (isShuffled(tensor) ? 1 : 0);
    }

    /** The shuffles from each of a stream's views to the next, by their numbers in the network. */
    List<Integer> numbersIn(Stream stream) {
        List<String> all = List.copyOf(shuffled);
        SortedMap<Integer, Integer> byView = new TreeMap<>();
        for (String tensor : stream.tensors()) {
            if (isShuffled(tensor)) {
                byView.putIfAbsent(viewOf(tensor), all.indexOf(tensor));
            }
        }
        return List.copyOf(byView.values());
    }

    int shuffles() {
        return shuffled.size();
    }
}
