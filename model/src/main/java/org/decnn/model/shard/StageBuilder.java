package org.decnn.model.shard;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.decnn.model.network.Joining;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.TensorShape;
import org.decnn.model.onnx.ElementType;

/**
 * Collects layers and transfers as the sharder finds them, and closes them into stages and edges.
 */
final class StageBuilder {

    /** One shard's graph of one stage, under construction. */
    private static final class Graph {
        final Map<String, TensorShape> inputs = new LinkedHashMap<>();
        final List<Layer> layers = new ArrayList<>();
        final Map<String, TensorShape> outputs = new LinkedHashMap<>();
    }

    private record Route(int fromStage, int fromShard, int toStage, int toShard) {}

    private record Sent(ExchangeKind kind, Transfer.Part part) {}

    private final int shards;
    private final Graph stem = new Graph();
    private final List<List<Graph>> stages = new ArrayList<>();
    private final List<List<String>> layerNames = new ArrayList<>();
    private final Map<Route, List<Sent>> routes = new LinkedHashMap<>();

    StageBuilder(int shards) {
        this.shards = shards;
    }

    /** Has layers computed where the image is decoded, before anything is sent. */
    void stem(TensorShape image, List<Layer> layers) {
        stem.inputs.put(Network.INPUT, image);
        stem.layers.addAll(layers);
    }

    /** Adds a layer to one shard's graph; stage 0 is the stem. */
    void add(int stage, int shard, Layer layer) {
        graph(stage, shard).layers.add(layer);
    }

    /** Notes that a layer of the network runs in a stage, for the stage's name. */
    void name(int stage, String layer) {
        graph(stage, 0);
        layerNames.get(stage - 1).add(layer);
    }

    /** Has a tensor of one shard's graph sent, for each sample, to a later stage's input. */
    void send(
            ExchangeKind kind,
            int fromStage,
            int fromShard,
            String output,
            int toStage,
            int toShard,
            String input,
            TensorShape shape) {
        String sent = output;
        if (kind != ExchangeKind.FAN_OUT) {
            Graph from = graph(fromStage, fromShard);
            sent = from.inputs.containsKey(output) ? passed(from, output) : output;
            from.outputs.put(sent, shape);
        }
        if (kind != ExchangeKind.REDUCE) {
            graph(toStage, toShard).inputs.put(input, shape);
        }
        routes.computeIfAbsent(
                        new Route(fromStage, fromShard, toStage, toShard),
                        route -> new ArrayList<>())
                .add(new Sent(kind, new Transfer.Part(sent, input, wire(kind), shape.elements())));
    }

    /** What a graph passes on as it came: no engine writes an output that is an input. */
    private static String passed(Graph graph, String input) {
        String name = input + "@passed";
        if (!graph.outputs.containsKey(name)) {
            graph.layers.add(Layer.of(name, new Joining.Concat(), input));
        }
        return name;
    }

    int stages() {
        return stages.size();
    }

    private Graph graph(int stage, int shard) {
        if (stage == 0) {
            return stem;
        }
        while (stages.size() < stage) {
            List<Graph> graphs = new ArrayList<>();
            for (int i = 0; i < shards; i++) {
                graphs.add(new Graph());
            }
            stages.add(graphs);
            layerNames.add(new ArrayList<>());
        }
        return stages.get(stage - 1).get(shard);
    }

    /** Takes out what nobody needs: of layers and transfers those that no answer depends on. */
    void prune() {
        for (int stage = stages.size(); stage >= 0; stage--) {
            for (int shard = 0; shard < (stage == 0 ? 1 : shards); shard++) {
                prune(stage, shard);
            }
        }
        routes.values().removeIf(List::isEmpty);
    }

    private void prune(int stage, int shard) {
        Graph graph = graph(stage, shard);
        Set<String> wanted = new HashSet<>();
        routes.forEach(
                (route, all) -> {
                    if (route.fromStage == stage && route.fromShard == shard) {
                        all.forEach(sent -> wanted.add(sent.part.output()));
                    }
                });
        graph.outputs.keySet().retainAll(wanted);
        for (int i = graph.layers.size() - 1; i >= 0; i--) {
            Layer layer = graph.layers.get(i);
            if (wanted.contains(layer.name())) {
                wanted.addAll(layer.inputs());
            } else {
                graph.layers.remove(i);
            }
        }
        if (stage > 0) {
            graph.inputs.keySet().retainAll(wanted);
            routes.forEach(
                    (route, all) -> {
                        if (route.toStage == stage && route.toShard == shard) {
                            all.removeIf(sent -> !wanted.contains(sent.part.input()));
                        }
                    });
        }
    }

    /** The stem's graph; none where the image itself is sent. */
    Optional<ShardGraph> buildStem() {
        return stem.layers.isEmpty() ? Optional.empty() : Optional.of(built(stem));
    }

    private static ShardGraph built(Graph graph) {
        return new ShardGraph(graph.inputs, graph.layers, graph.outputs);
    }

    List<Stage> buildStages() {
        List<String> names = StageNames.of(layerNames);
        List<Stage> built = new ArrayList<>();
        for (int i = 0; i < stages.size(); i++) {
            List<ShardGraph> graphs = stages.get(i).stream().map(StageBuilder::built).toList();
            built.add(new Stage(i + 1, names.get(i), graphs));
        }
        return built;
    }

    List<Edge> buildEdges() {
        Map<Integer, Map<Integer, List<Route>>> byHop = new TreeMap<>();
        routes.keySet()
                .forEach(
                        route ->
                                byHop.computeIfAbsent(route.fromStage, from -> new TreeMap<>())
                                        .computeIfAbsent(route.toStage, to -> new ArrayList<>())
                                        .add(route));
        List<Edge> edges = new ArrayList<>();
        byHop.forEach(
                (from, targets) -> targets.forEach((to, hop) -> edges.add(edge(from, to, hop))));
        return edges;
    }

    private Edge edge(int from, int to, List<Route> hop) {
        EnumSet<ExchangeKind> kinds = EnumSet.noneOf(ExchangeKind.class);
        List<Transfer> transfers = new ArrayList<>();
        for (Route route : hop) {
            routes.get(route).forEach(sent -> kinds.add(sent.kind));
            transfers.add(
                    new Transfer(
                            route.fromStage,
                            route.fromShard,
                            route.toStage,
                            route.toShard,
                            routes.get(route).stream().map(Sent::part).toList()));
        }
        return new Edge(from, to, List.copyOf(kinds), wire(kinds.iterator().next()), transfers);
    }

    /** A decoded image is sent in eight bits, all else as it is computed. */
    private static ElementType wire(ExchangeKind kind) {
        return kind == ExchangeKind.FAN_OUT ? ElementType.UINT8 : ElementType.FLOAT32;
    }
}
