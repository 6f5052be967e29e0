package org.decnn.rewrite.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.decnn.model.network.AcrossChannels.ReduceChannels;
import org.decnn.model.network.Joining.Arithmetic;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel.Pointwise;
import org.decnn.model.network.PerChannel.Reduce;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Weighted.Linear;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.shard.ShardGraph;
import org.decnn.model.shard.ShardedNetwork;
import org.decnn.model.shard.Stage;

/**
 * Counts what each layer with weights costs. A stage that has none shows the layer that it begins
 * with, so that no exchange is lost.
 */
final class LayerCosts {

    /** Where a layer is in a split network, and the most that a device holds of it. */
    private record Place(int stage, long weights, long outputs) {}

    private LayerCosts() {}

    /**
     * @param network as its file has it
     * @param folded the same with batch norm folded
     * @param split the folded network, split
     * @param cost of the split network
     */
    static List<LayerCost> of(
            Network network, Network folded, ShardedNetwork split, SplitCost cost) {
        Map<String, Long> parameters = parameters(network, folded);
        Map<String, Place> places = places(split);
        Set<Integer> shown = new HashSet<>();
        Set<Integer> weighted = new HashSet<>();
        places.values().stream()
                .filter(place -> place.weights > 0)
                .forEach(place -> weighted.add(place.stage));
        List<LayerCost> costs = new ArrayList<>();
        for (Layer layer : folded.layers()) {
            Place place = places.get(layer.name());
            if (place == null
                    || layer.operation().parameters() == 0 && weighted.contains(place.stage)
                    || layer.operation().parameters() == 0 && shown.contains(place.stage)) {
                continue;
            }
            boolean first = shown.add(place.stage) && place.stage > 1;
            StageCost stage = cost.stages().get(place.stage - 1);
            costs.add(
                    new LayerCost(
                            layer.name(),
                            describe(layer.operation()),
                            place.stage,
                            parameters.getOrDefault(layer.name(), 0L),
                            layer.operation().macs(folded.shapeOf(layer.name())),
                            ElementType.FLOAT32.bytes() * place.weights,
                            ElementType.FLOAT32.bytes() * place.outputs,
                            first ? stage.exchange() : "",
                            first ? stage.exchangeBytes() : 0));
        }
        return costs;
    }

    /** A folded batch norm's parameters are its convolution's. */
    private static Map<String, Long> parameters(Network network, Network folded) {
        Set<String> kept = new HashSet<>();
        folded.layers().forEach(layer -> kept.add(layer.name()));
        Map<String, String> owners = new HashMap<>();
        Map<String, Long> parameters = new HashMap<>();
        for (Layer layer : network.layers()) {
            String owner =
                    kept.contains(layer.name())
                            ? layer.name()
                            : owners.getOrDefault(layer.inputs().get(0), layer.inputs().get(0));
            owners.put(layer.name(), owner);
            parameters.merge(owner, layer.operation().parameters(), Long::sum);
        }
        return parameters;
    }

    private static Map<String, Place> places(ShardedNetwork split) {
        Map<String, Place> places = new LinkedHashMap<>();
        for (Stage stage : split.stages()) {
            for (ShardGraph graph : stage.shards()) {
                var shapes = graph.shapes();
                for (Layer layer : graph.layers()) {
                    places.merge(
                            layer.name(),
                            new Place(
                                    stage.number(),
                                    layer.operation().parameters(),
                                    shapes.get(layer.name()).elements()),
                            LayerCosts::larger);
                }
            }
        }
        return places;
    }

    private static Place larger(Place a, Place b) {
        return new Place(a.stage, Math.max(a.weights, b.weights), Math.max(a.outputs, b.outputs));
    }

    /** What a layer does, for people. */
    private static String describe(Operation operation) {
        if (operation instanceof Conv conv) {
            String kernel = conv.weight().dim(2) + "×" + conv.weight().dim(3);
            String stride =
                    conv.window().strideHeight() > 1 ? " /" + conv.window().strideHeight() : "";
            String groups = conv.groups() > 1 ? ", " + conv.groups() + " groups" : "";
            return "conv " + kernel + stride + groups;
        }
        if (operation instanceof Linear) {
            return "fully connected";
        } else if (operation instanceof Pointwise pointwise) {
            return words(pointwise.curve());
        } else if (operation instanceof Reduce reduce) {
            return "reduce " + words(reduce.reduction());
        } else if (operation instanceof ReduceChannels reduce) {
            return "reduce channels " + words(reduce.reduction());
        } else if (operation instanceof Arithmetic arithmetic) {
            return words(arithmetic.operator());
        }
        return operation
                .getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }

    private static String words(Enum<?> constant) {
        return constant.name().replace('_', ' ').toLowerCase(Locale.ROOT);
    }
}
