package org.decnn.model.shard;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.Operation;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.WithinGroups;

/**
 * How a layer of channel groups is split: each shard computes whole groups, as many as come where
 * the shards do not divide them; where there are fewer groups than shards, several may share the
 * outputs of one.
 */
final class GroupSharding {

    /** Whole groups on each shard, and the channels of each brought together. */
    private record Dealt(Placement sorted, List<List<Integer>> groups) {}

    private final Network network;
    private final Shares shares;
    private final int shards;
    private final Movement move;

    GroupSharding(Network network, Shares shares, Movement move) {
        this.network = network;
        this.shares = shares;
        this.shards = shares.shards();
        this.move = move;
    }

    LayerPlan plan(Layer layer, Conv conv, Placement input) {
        int groupSize = conv.inputs() / conv.groups();
        int outputsEach = conv.outputs() / conv.groups();
        if (conv.groups() < shards) {
            SharedGroups shared = SharedGroups.of(conv, shares);
            if (sharingPays(layer, conv, shared, input)) {
                return sharing(conv, shared, move.replicated(input));
            }
        }
        Dealt dealt = dealt(layer, conv, conv.groups(), groupSize, input);
        List<List<Integer>> outputs =
                dealt.groups.stream().map(groups -> channelsOf(groups, outputsEach)).toList();
        return new LayerPlan(
                dealt.sorted,
                new Layout.Sharded(outputs),
                shard ->
                        groupSlice(
                                conv,
                                dealt.groups.get(shard),
                                dealt.sorted.layout().heldBy(shard)));
    }

    LayerPlan plan(Layer layer, WithinGroups operation, Placement input) {
        int groups = operation.groups();
        int groupSize = input.shape().channels() / groups;
        if (input.isReplicated() || shards == 1) {
            Placement whole = move.inOrder(move.replicated(input));
            return LayerPlan.alike(List.of(whole), whole.layout(), operation);
        }
        Dealt dealt = dealt(layer, operation, groups, groupSize, input);
        // Its channels are in their own order within a group: each has a value of its own.
        List<List<Integer>> ordered =
                dealt.groups.stream().map(here -> channelsOf(here, groupSize)).toList();
        Placement sorted = move.select(dealt.sorted, new Layout.Sharded(ordered));
        return new LayerPlan(
                sorted,
                sorted.layout(),
                shard -> operation.on(Layout.toArray(dealt.groups.get(shard))));
    }

    private Dealt dealt(
            Layer layer, Operation operation, int groups, int groupSize, Placement input) {
        List<List<Integer>> held = groupsOf(input.layout(), groupSize);
        if (held == null || isLopsided(layer, operation, groups, held, input)) {
            Placement moved = move.sharded(input, shares.blocks(groups, groupSize));
            held = groupsOf(moved.layout(), groupSize);
            return new Dealt(together(moved, held, groupSize), held);
        }
        return new Dealt(together(input, held, groupSize), held);
    }

    private boolean isLopsided(
            Layer layer,
            Operation operation,
            int groups,
            List<List<Integer>> held,
            Placement input) {
        return ExchangeCost.evenPays(
                operation,
                input.shape(),
                network.shapeOf(layer.name()),
                shares.pace(held.stream().map(List::size).toList()),
                shares.pace(shares.deal(groups)));
    }

    /** A shard's channels are brought together by group; a grouped convolution reads them so. */
    private Placement together(Placement input, List<List<Integer>> groups, int groupSize) {
        List<List<Integer>> ordered = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            List<Integer> held = input.layout().heldBy(shard);
            List<Integer> byGroup = new ArrayList<>();
            for (int group : groups.get(shard)) {
                held.stream().filter(channel -> channel / groupSize == group).forEach(byGroup::add);
            }
            ordered.add(byGroup);
        }
        return move.select(input, new Layout.Sharded(ordered));
    }

    /**
     * The groups that each shard can compute from what it holds; null where a group's channels are
     * on several shards. They are in the order in which it holds them, or, where a group's channels
     * must be brought together anyway, in their own: so are those that are added to them later.
     */
    private List<List<Integer>> groupsOf(Layout layout, int groupSize) {
        if (!(layout instanceof Layout.Sharded)) {
            return null;
        }
        List<List<Integer>> groups = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            List<Integer> held = layout.heldBy(shard);
            List<Integer> here =
                    held.stream().map(channel -> channel / groupSize).distinct().toList();
            if (held.size() != here.size() * groupSize) {
                return null;
            }
            groups.add(areTogether(held, groupSize) ? here : here.stream().sorted().toList());
        }
        return groups;
    }

    private static boolean areTogether(List<Integer> held, int groupSize) {
        for (int i = 0; i < held.size(); i++) {
            if (held.get(i) / groupSize != held.get(i - i % groupSize) / groupSize) {
                return false;
            }
        }
        return true;
    }

    private static List<Integer> channelsOf(List<Integer> groups, int size) {
        return groups.stream()
                .flatMap(group -> Layout.range(group * size, (group + 1) * size).stream())
                .toList();
    }

    private static Conv groupSlice(Conv conv, List<Integer> groups, List<Integer> ordered) {
        int outputsEach = conv.outputs() / conv.groups();
        int groupSize = conv.inputs() / conv.groups();
        int kernel = conv.weight().dim(2) * conv.weight().dim(3);
        float[] values = new float[groups.size() * outputsEach * groupSize * kernel];
        float[] bias = new float[groups.size() * outputsEach];
        int to = 0;
        for (int i = 0; i < groups.size(); i++) {
            int[] rows =
                    IntStream.range(groups.get(i) * outputsEach, (groups.get(i) + 1) * outputsEach)
                            .toArray();
            int[] columns = within(ordered.subList(i * groupSize, (i + 1) * groupSize), groupSize);
            float[] part = conv.weight().rows(rows).columns(columns).values();
            System.arraycopy(part, 0, values, to, part.length);
            for (int row = 0; row < outputsEach; row++) {
                bias[i * outputsEach + row] = conv.bias(rows[row]);
            }
            to += part.length;
        }
        Tensor weight =
                Tensor.of(
                        values, bias.length, groupSize, conv.weight().dim(2), conv.weight().dim(3));
        return new Conv(groups.size(), conv.window(), weight, bias);
    }

    private static int[] within(List<Integer> channels, int groupSize) {
        return channels.stream().mapToInt(channel -> channel % groupSize).toArray();
    }

    /**
     * Where it is faster, and every shard has the input anyway, or the layer is worth the bytes.
     */
    private boolean sharingPays(Layer layer, Conv conv, SharedGroups shared, Placement input) {
        double whole = shares.pace(shares.deal(conv.groups()));
        double apart = shares.pace(shared.outputs().stream().map(List::size).toList());
        return input.isReplicated() && apart < whole
                || ExchangeCost.evenPays(
                        conv, input.shape(), network.shapeOf(layer.name()), whole, apart);
    }

    /** Each shard computes some outputs of one group, whose inputs it picks of all. */
    private LayerPlan sharing(Conv conv, SharedGroups shared, Placement whole) {
        Placement own = move.picked(whole, shared.inputs());
        return new LayerPlan(
                own,
                new Layout.Sharded(shared.outputs()),
                shard -> {
                    int[] rows = Layout.toArray(shared.outputs().get(shard));
                    return new Conv(
                            1,
                            conv.window(),
                            conv.weight().rows(rows),
                            LayerPlan.pick(conv.bias(), rows));
                });
    }
}
