package org.decnn.model.testing.fuzz;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.ShardGraph;
import org.decnn.model.shard.ShardedNetwork;
import org.decnn.model.shard.Stage;
import org.decnn.model.shard.Transfer;

/** What is sent and what is read, in a split network. */
final class Wires {

    private Wires() {}

    /**
     * Every input is sent once, every output is read, and none is an input.
     *
     * @throws Finding if it is not so
     */
    static void hold(String where, ShardedNetwork network) {
        for (Stage stage : network.stages()) {
            for (int shard = 0; shard < network.shards(); shard++) {
                hold(where, network, stage, shard);
            }
        }
    }

    private static void hold(String where, ShardedNetwork network, Stage stage, int shard) {
        List<String> sent = new ArrayList<>();
        Set<String> read = new HashSet<>();
        for (Edge edge : network.edges()) {
            for (Transfer transfer : edge.transfers()) {
                if (transfer.toStage() == stage.number() && transfer.toShard() == shard) {
                    transfer.parts().forEach(part -> sent.add(part.input()));
                }
                if (transfer.fromStage() == stage.number() && transfer.fromShard() == shard) {
                    transfer.parts().forEach(part -> read.add(part.output()));
                }
            }
        }
        ShardGraph graph = stage.shards().get(shard);
        Set<String> inputs = graph.inputs().keySet();
        Set<String> outputs = graph.outputs().keySet();
        String at = "stage " + stage.number() + ", shard " + shard + ": ";
        if (sent.size() != inputs.size() || !Set.copyOf(sent).equals(inputs)) {
            throw new Finding(where, at + "reads " + inputs + ", is sent " + sent, null);
        } else if (!read.equals(outputs)) {
            throw new Finding(where, at + "gives " + outputs + ", of which are read " + read, null);
        } else if (outputs.stream().anyMatch(inputs::contains)) {
            throw new Finding(where, at + "gives " + outputs + ", reads " + inputs, null);
        }
    }
}
