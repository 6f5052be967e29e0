package org.decnn.model.shard;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.decnn.model.network.Joining;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.Joining.Concat;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;

/**
 * How a layer of several inputs is split: whatever layouts they have, and in whatever order they
 * come, they are brought to like ones.
 */
final class JoinSharding {

    private final Network network;
    private final Shares shares;
    private final int shards;
    private final Movement move;

    JoinSharding(Network network, Shares shares, Movement move) {
        this.network = network;
        this.shares = shares;
        this.shards = shares.shards();
        this.move = move;
    }

    LayerPlan plan(Layer layer, Joining operation, List<Placement> inputs) {
        return operation instanceof Concat
                ? concatenated(operation, inputs)
                : joined(layer, operation, inputs);
    }

    /** Each shard joins what it holds: the order of the channels is recorded, not mended. */
    private LayerPlan concatenated(Joining operation, List<Placement> inputs) {
        List<Placement> alike = inputs;
        if (!haveOneHolderSet(inputs)) {
            alike = inputs.stream().map(move::settled).toList();
        }
        if (!haveOneHolderSet(alike) && alike.stream().anyMatch(input -> !input.isReplicated())) {
            alike = alike.stream().map(this::spread).toList();
        }
        List<Placement> parts = alike;
        Layout kind = parts.get(0).layout();
        return LayerPlan.alike(
                parts, LayerPlan.alike(kind, shards, shard -> joinedOn(shard, parts)), operation);
    }

    private Placement spread(Placement input) {
        return input.isSharded()
                ? input
                : move.sharded(input, shares.blocks(input.shape().channels()));
    }

    private static List<Integer> joinedOn(int shard, List<Placement> parts) {
        List<Integer> channels = new ArrayList<>();
        int offset = 0;
        for (Placement part : parts) {
            for (int channel : part.layout().heldBy(shard)) {
                channels.add(offset + channel);
            }
            offset += part.shape().channels();
        }
        return channels;
    }

    /** Whether all are partial, on the same shards. */
    private static boolean haveOneHolderSet(List<Placement> inputs) {
        return inputs.stream().allMatch(Placement::isPartial)
                && inputs.stream()
                                .map(input -> ((Layout.Partial) input.layout()).holders())
                                .distinct()
                                .count()
                        == 1;
    }

    /**
     * Value by value. One channel that goes with many is had by every shard; the others are brought
     * to the layout of the first that is sharded.
     */
    private LayerPlan joined(Layer layer, Joining operation, List<Placement> inputs) {
        if (addsPartials(layer, operation, inputs)) {
            Layout target = inputs.get(0).layout();
            return LayerPlan.alike(allIn(target, inputs), target, operation);
        }
        int channels = network.shapeOf(layer.name()).channels();
        List<Placement> settled = new ArrayList<>();
        Optional<Layout.Sharded> blocks =
                inputs.stream()
                        .filter(input -> input.isSharded() && !isSpread(input, channels))
                        .map(input -> (Layout.Sharded) input.layout())
                        .findFirst();
        for (Placement input : inputs) {
            if (isSpread(input, channels)) {
                settled.add(move.replicated(input));
            } else if (blocks.isPresent()) {
                settled.add(move.sharded(input, blocks.get()));
            } else {
                settled.add(move.settled(input));
            }
        }
        // A partial sum that was settled may be sharded now.
        Optional<Layout.Sharded> now =
                blocks.or(
                        () ->
                                settled.stream()
                                        .filter(input -> input.isSharded())
                                        .map(input -> (Layout.Sharded) input.layout())
                                        .findFirst());
        Layout target =
                now.<Layout>map(sharded -> sharded)
                        .orElseGet(() -> new Layout.Replicated(Layout.range(0, channels)));
        List<Placement> alike =
                settled.stream()
                        .map(input -> isSpread(input, channels) ? input : brought(input, target))
                        .toList();
        return LayerPlan.alike(alike, target, operation);
    }

    private static boolean isSpread(Placement input, int channels) {
        return input.shape().channels() == 1 && channels > 1;
    }

    private Placement brought(Placement input, Layout target) {
        Placement there =
                target instanceof Layout.Sharded sharded ? move.sharded(input, sharded) : input;
        return move.select(there, target);
    }

    /**
     * Sums of partial sums are partial; where sizes of 1 are spread, or other shards hold them,
     * not.
     */
    private boolean addsPartials(Layer layer, Joining operation, List<Placement> inputs) {
        return operation instanceof Add
                && haveOneHolderSet(inputs)
                && inputs.stream()
                        .allMatch(input -> input.shape().equals(network.shapeOf(layer.name())));
    }

    private List<Placement> allIn(Layout target, List<Placement> inputs) {
        return inputs.stream().map(input -> move.select(input, target)).toList();
    }
}
