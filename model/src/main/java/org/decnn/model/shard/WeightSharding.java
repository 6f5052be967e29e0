package org.decnn.model.shard;

import java.util.List;
import java.util.function.IntFunction;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.Operation;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Weighted;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Weighted.Linear;

/**
 * How a layer in which every output needs every input is split: by output, by input (DeCNN, scheme
 * 2), or, where it is narrower than the shards and cheap, not at all. Whatever order the input's
 * channels are in on a shard, the weights are put in that order, once, here.
 */
final class WeightSharding {

    private final Network network;
    private final Shares shares;
    private final int shards;
    private final Movement move;

    WeightSharding(Network network, Shares shares, Movement move) {
        this.network = network;
        this.shares = shares;
        this.shards = shares.shards();
        this.move = move;
    }

    LayerPlan plan(Layer layer, Weighted operation, Placement input) {
        boolean shrinks = shards > 1 && byInputPays(layer, operation, input);
        Placement ready = shrinks ? move.settled(input) : input;
        return shrinks && ready.isSharded()
                ? byInput(operation, ready)
                : byOutput(layer, operation, move.replicated(ready));
    }

    /** What is exchanged then is the output, which pays where that is the smaller. */
    private boolean byInputPays(Layer layer, Weighted operation, Placement input) {
        if (operation instanceof Linear) {
            return true;
        }
        boolean shrinks = network.shapeOf(layer.name()).elements() < input.shape().elements();
        return shrinks && network.readersOf(layer.inputs().get(0)).size() == 1;
    }

    /** Each shard computes its block of output channels from all input channels. */
    private LayerPlan byOutput(Layer layer, Weighted operation, Placement whole) {
        int[] columns = Layout.toArray(whole.layout().heldBy(0));
        List<Integer> all = Layout.range(0, operation.outputs());
        TensorShape output = network.shapeOf(layer.name());
        if (all.size() < shards && ExchangeCost.repeatingPays(operation, output)) {
            return new LayerPlan(
                    whole,
                    new Layout.Replicated(all),
                    shard -> slice(operation, Layout.toArray(all), columns));
        }
        Layout.Sharded blocks = GroupsAhead.blocks(network, layer, shares);
        IntFunction<Operation> ofShard =
                shard -> slice(operation, Layout.toArray(blocks.heldBy(shard)), columns);
        return new LayerPlan(whole, blocks, ofShard);
    }

    /** Each shard computes its input channels' share of all output channels. */
    private LayerPlan byInput(Weighted operation, Placement input) {
        List<Integer> holders = input.layout().holders(shards);
        int[] rows = Layout.toArray(Layout.range(0, operation.outputs()));
        return new LayerPlan(
                input,
                new Layout.Partial(Layout.range(0, operation.outputs()), holders),
                shard -> {
                    int[] columns = Layout.toArray(input.layout().heldBy(shard));
                    Weighted slice = slice(operation, rows, columns);
                    // A partial sum takes the bias once.
                    return shard == holders.get(0) ? slice : withoutBias(slice);
                });
    }

    private static Weighted slice(Weighted operation, int[] rows, int[] columns) {
        if (operation instanceof Conv conv) {
            return new Conv(
                    1,
                    conv.window(),
                    part(conv.weight(), rows, columns),
                    LayerPlan.pick(conv.bias(), rows));
        }
        Linear linear = (Linear) operation;
        return new Linear(
                part(linear.weight(), rows, columns), LayerPlan.pick(linear.bias(), rows));
    }

    private static Tensor part(Tensor weight, int[] rows, int[] columns) {
        return weight.rows(rows).columns(columns);
    }

    private static Weighted withoutBias(Weighted operation) {
        float[] none = new float[0];
        return operation instanceof Conv conv
                ? new Conv(1, conv.window(), conv.weight(), none)
                : new Linear(((Linear) operation).weight(), none);
    }
}
