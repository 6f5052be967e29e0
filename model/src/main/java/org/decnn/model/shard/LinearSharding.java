package org.decnn.model.shard;

import java.util.ArrayList;
import java.util.List;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Operation;
import org.decnn.model.network.Weighted.Linear;

/**
 * How a fully connected layer is split: by input where its input is sharded (DeCNN, scheme 2), else
 * by output.
 */
final class LinearSharding {

    private LinearSharding() {}

    static LayerPlan plan(Layer layer, Linear linear, Placement input, int shards) {
        return input.layout() instanceof Layout.Replicated && shards > 1
                ? byOutput(layer, linear, input, shards)
                : byInput(linear, input, shards);
    }

    /** Each shard multiplies its slice of the features; the partial outputs are added. */
    private static LayerPlan byInput(Linear linear, Placement input, int shards) {
        List<Operation> operations = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            int[] columns = LayerPlan.toArray(input.layout().heldBy(shard));
            operations.add(
                    new Linear(
                            linear.weight().columns(columns),
                            LayerPlan.onlyOnFirst(shard, linear.bias())));
        }
        Layout layout = new Layout.Partial(Layout.range(0, linear.weight().dim(0)));
        return new LayerPlan(input, layout, operations);
    }

    /** Each shard computes its block of outputs from all features. */
    private static LayerPlan byOutput(Layer layer, Linear linear, Placement input, int shards) {
        int outputs = linear.weight().dim(0);
        LayerPlan.requireAnOutputForEachShard(layer, outputs, shards);
        Layout.Sharded blocks = Layout.Sharded.even(outputs, shards);
        int[] columns = LayerPlan.toArray(input.layout().heldBy(0));
        List<Operation> operations = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            int[] rows = LayerPlan.toArray(blocks.heldBy(shard));
            operations.add(
                    new Linear(
                            linear.weight().columns(columns).rows(rows),
                            LayerPlan.pick(linear.bias(), rows)));
        }
        return new LayerPlan(input, blocks, operations);
    }
}
