package org.decnn.model.shard;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.Operation;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.Weighted.Conv;

/**
 * How a convolution is split: by output channel, by input channel, or by group. Whatever order the
 * input's channels are in on a shard, the weights are put in that order, once, here.
 */
final class ConvSharding {

    private final Network network;
    private final int shards;
    private final Movement move;

    ConvSharding(Network network, int shards, Movement move) {
        this.network = network;
        this.shards = shards;
        this.move = move;
    }

    LayerPlan plan(Layer layer, Conv conv, Placement input) {
        if (conv.groups() > 1) {
            return byGroup(layer, conv, input);
        }
        boolean shrinks = network.shapeOf(layer.name()).elements() < input.shape().elements();
        boolean sharded = input.layout() instanceof Layout.Sharded;
        if (shards == 1 || sharded && shrinks && onlyReader(layer)) {
            return byInput(conv, input);
        }
        return byOutput(layer, conv, input);
    }

    /** Each shard computes its block of output channels from all input channels. */
    private LayerPlan byOutput(Layer layer, Conv conv, Placement input) {
        LayerPlan.requireAnOutputForEachShard(layer, conv.outputs(), shards);
        Placement whole = move.replicated(input);
        Layout.Sharded blocks = Layout.Sharded.even(conv.outputs(), shards);
        int[] columns = LayerPlan.toArray(whole.layout().heldBy(0));
        return new LayerPlan(
                whole,
                blocks,
                forEachShard(
                        shard -> slice(conv, LayerPlan.toArray(blocks.heldBy(shard)), columns)));
    }

    /**
     * Each shard computes its input channels' share of all output channels. What is exchanged then
     * is the output, which pays where that is the smaller.
     */
    private LayerPlan byInput(Conv conv, Placement input) {
        Placement held = input.layout() instanceof Layout.Partial ? summed(input) : input;
        List<Integer> all = Layout.range(0, conv.outputs());
        return new LayerPlan(
                held,
                shards == 1 ? new Layout.Sharded(List.of(all)) : new Layout.Partial(all),
                forEachShard(
                        shard -> {
                            Tensor weight =
                                    conv.weight()
                                            .columns(
                                                    LayerPlan.toArray(held.layout().heldBy(shard)));
                            return new Conv(
                                    1,
                                    conv.window(),
                                    weight,
                                    LayerPlan.onlyOnFirst(shard, conv.bias()));
                        }));
    }

    /** Each shard computes whole groups. */
    private LayerPlan byGroup(Layer layer, Conv conv, Placement input) {
        if (conv.groups() % shards != 0) {
            throw new NetworkException(
                    LayerPlan.at(layer)
                            + "its "
                            + conv.groups()
                            + " groups cannot be divided by "
                            + shards
                            + " shards: use a number of shards that divides "
                            + conv.groups());
        }
        int groupSize = conv.inputs() / conv.groups();
        List<List<Integer>> groups = groupsOf(input.layout(), groupSize);
        if (groups == null) {
            List<List<Integer>> target = new ArrayList<>();
            int each = conv.groups() / shards * groupSize;
            for (int shard = 0; shard < shards; shard++) {
                target.add(Layout.range(shard * each, (shard + 1) * each));
            }
            Layout.Sharded blocks = new Layout.Sharded(target);
            return byGroup(conv, groupSize, move.sharded(input, blocks));
        }
        return byGroup(conv, groupSize, input);
    }

    private LayerPlan byGroup(Conv conv, int groupSize, Placement input) {
        List<List<Integer>> groups = groupsOf(input.layout(), groupSize);
        int outputsEach = conv.outputs() / conv.groups();
        List<List<Integer>> ordered = new ArrayList<>();
        List<List<Integer>> outputs = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            List<Integer> held = input.layout().heldBy(shard);
            List<Integer> byGroup = new ArrayList<>();
            List<Integer> out = new ArrayList<>();
            for (int group : groups.get(shard)) {
                held.stream().filter(channel -> channel / groupSize == group).forEach(byGroup::add);
                out.addAll(Layout.range(group * outputsEach, (group + 1) * outputsEach));
            }
            ordered.add(byGroup);
            outputs.add(out);
        }
        // A shard's channels are brought together by group; a grouped convolution reads them so.
        Placement sorted = move.select(input, new Layout.Sharded(ordered));
        return new LayerPlan(
                sorted,
                new Layout.Sharded(outputs),
                forEachShard(
                        shard ->
                                groupSlice(
                                        conv, groupSize, groups.get(shard), ordered.get(shard))));
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
            if (here.isEmpty() || held.size() != here.size() * groupSize) {
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

    private static Conv groupSlice(
            Conv conv, int groupSize, List<Integer> groups, List<Integer> ordered) {
        int outputsEach = conv.outputs() / conv.groups();
        int kernel = conv.weight().dim(2) * conv.weight().dim(3);
        float[] values = new float[groups.size() * outputsEach * groupSize * kernel];
        float[] bias = new float[groups.size() * outputsEach];
        int to = 0;
        for (int i = 0; i < groups.size(); i++) {
            int[] rows =
                    IntStream.range(groups.get(i) * outputsEach, (groups.get(i) + 1) * outputsEach)
                            .toArray();
            int[] columns =
                    ordered.subList(i * groupSize, (i + 1) * groupSize).stream()
                            .mapToInt(channel -> channel % groupSize)
                            .toArray();
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

    private static Conv slice(Conv conv, int[] rows, int[] columns) {
        return new Conv(
                1,
                conv.window(),
                conv.weight().rows(rows).columns(columns),
                LayerPlan.pick(conv.bias(), rows));
    }

    private Placement summed(Placement input) {
        return move.sharded(input, Layout.Sharded.even(input.shape().channels(), shards));
    }

    private boolean onlyReader(Layer layer) {
        return network.readersOf(layer.inputs().get(0)).size() == 1;
    }

    private List<Operation> forEachShard(IntFunction<Operation> operation) {
        return IntStream.range(0, shards).mapToObj(operation).toList();
    }
}
