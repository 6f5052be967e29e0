package org.decnn.model.testing;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.TensorShape;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.ShardGraph;
import org.decnn.model.shard.ShardedNetwork;
import org.decnn.model.shard.Stage;
import org.decnn.model.shard.Transfer;

/**
 * Runs a sharded network shard by shard, handing over slices as its edges say, and adds up the
 * logits.
 */
public final class SplitForward {

    private record Place(int stage, int shard) {}

    private SplitForward() {}

    /** Runs every shard's graph by the plain-Java maths. */
    public static float[] run(ShardedNetwork network, float[] input) {
        return run(network, input, SplitForward::reference);
    }

    /**
     * @param engine runs a graph on its named inputs and gives its named outputs
     */
    public static float[] run(
            ShardedNetwork network,
            float[] input,
            BiFunction<ShardGraph, Map<String, float[]>, Map<String, float[]>> engine) {
        Map<Place, Map<String, float[]>> arrived = new HashMap<>();
        float[] logits =
                new float
                        [network.logits().stream()
                                        .flatMap(List::stream)
                                        .mapToInt(c -> c)
                                        .max()
                                        .orElseThrow()
                                + 1];
        Map<String, float[]> image = Map.of(Network.INPUT, input);
        Map<String, float[]> sent =
                network.stem().map(stem -> engine.apply(stem, image)).orElse(image);
        deliver(network, 0, 0, sent, arrived, logits);
        for (Stage stage : network.stages()) {
            for (int shard = 0; shard < network.shards(); shard++) {
                ShardGraph graph = stage.shards().get(shard);
                if (!graph.outputs().isEmpty()) {
                    Map<String, float[]> inputs = arrived.get(new Place(stage.number(), shard));
                    Map<String, float[]> outputs = engine.apply(graph, inputs);
                    deliver(network, stage.number(), shard, outputs, arrived, logits);
                }
            }
        }
        return logits;
    }

    private static void deliver(
            ShardedNetwork network,
            int stage,
            int shard,
            Map<String, float[]> outputs,
            Map<Place, Map<String, float[]>> arrived,
            float[] logits) {
        for (Edge edge : network.edges()) {
            for (Transfer transfer : edge.transfers()) {
                if (transfer.fromStage() != stage || transfer.fromShard() != shard) {
                    continue;
                }
                for (Transfer.Part part : transfer.parts()) {
                    float[] tensor = outputs.get(part.output());
                    if (transfer.toStage() == network.logitsStage()) {
                        List<Integer> classes = network.logits().get(shard);
                        for (int i = 0; i < tensor.length; i++) {
                            logits[classes.get(i)] += tensor[i];
                        }
                    } else {
                        Place to = new Place(transfer.toStage(), transfer.toShard());
                        arrived.computeIfAbsent(to, place -> new HashMap<>())
                                .put(part.input(), tensor);
                    }
                }
            }
        }
    }

    private static Map<String, float[]> reference(ShardGraph graph, Map<String, float[]> inputs) {
        Map<String, TensorShape> shapes = new LinkedHashMap<>(graph.inputs());
        List<Layer> layers = graph.layers();
        return ReferenceForward.run(layers, shapes, inputs);
    }
}
