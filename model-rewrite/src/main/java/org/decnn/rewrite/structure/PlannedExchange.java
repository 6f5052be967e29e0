package org.decnn.rewrite.structure;

import java.util.ArrayList;
import java.util.List;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.ShardedNetwork;
import org.decnn.model.shard.Stage;
import org.decnn.model.shard.Transfer;

/**
 * What shards send each other between two stages for one image.
 *
 * @param from name of the stage that sends
 * @param to name of the stage that receives
 * @param label the kind, for people
 * @param bytesToEachPeer what a shard sends one other shard; the most, where slices are uneven
 */
public record PlannedExchange(String from, String to, String label, long bytesToEachPeer) {

    /** The exchanges of a network as it was sharded, in their order. */
    public static List<PlannedExchange> in(ShardedNetwork sharded) {
        List<PlannedExchange> exchanges = new ArrayList<>();
        for (Edge edge : sharded.edges()) {
            if (edge.crossesShards()) {
                exchanges.add(
                        new PlannedExchange(
                                stage(sharded, edge.fromStage()).name(),
                                stage(sharded, edge.toStage()).name(),
                                edge.label(),
                                mostToAPeer(edge)));
            }
        }
        return exchanges;
    }

    private static Stage stage(ShardedNetwork sharded, int number) {
        return sharded.stages().get(number - 1);
    }

    private static long mostToAPeer(Edge edge) {
        return edge.transfers().stream()
                .filter(Transfer::crossesShards)
                .mapToLong(Transfer::bytes)
                .max()
                .orElse(0);
    }
}
