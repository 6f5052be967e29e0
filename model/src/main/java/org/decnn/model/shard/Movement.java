package org.decnn.model.shard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.decnn.model.network.Joining;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Renumbering;
import org.decnn.model.network.TensorShape;

/**
 * Moves tensors from the layout they have to the layout a layer needs, by exchanges between shards
 * where it must and by selecting channels locally where it can. A tensor that was moved once is not
 * moved again.
 */
final class Movement {

    private final Shares shares;
    private final int shards;
    private final StageBuilder stages;
    private final Map<Move, Placement> done = new HashMap<>();
    private final Set<Carry> carried = new HashSet<>();
    private final Set<String> names = new HashSet<>();

    private record Move(Placement from, Layout to) {}

    private record Carry(String tensor, int stage) {}

    Movement(Shares shares, StageBuilder stages) {
        this.shares = shares;
        this.shards = shares.shards();
        this.stages = stages;
    }

    /** All channels on every shard, in whatever order. */
    Placement replicated(Placement from) {
        if (from.isReplicated()) {
            return from;
        }
        if (shards == 1) {
            return from.seenAs(from.shape(), new Layout.Replicated(from.layout().heldBy(0)));
        }
        if (from.layout() instanceof Layout.Partial partial) {
            return ExchangeCost.wholeSumsPay(from.shape(), shards)
                    ? done.computeIfAbsent(
                            new Move(from, new Layout.Replicated(partial.order())),
                            move -> allReduce(move, unique(from, "sum")))
                    : replicated(sharded(from, blocks(from)));
        }
        List<Integer> order = new ArrayList<>();
        for (int source = 0; source < shards; source++) {
            order.addAll(from.layout().heldBy(source));
        }
        return done.computeIfAbsent(
                new Move(from, new Layout.Replicated(order)),
                move -> gather(move, unique(from, "all")));
    }

    /** All channels on every shard, in the order of their numbers. */
    Placement inOrder(Placement replicated) {
        return select(
                replicated, new Layout.Replicated(Layout.range(0, replicated.shape().channels())));
    }

    /** The target's channels on each shard, in whatever order. */
    Placement sharded(Placement from, Layout.Sharded target) {
        if (from.isReplicated()) {
            return select(from, target);
        }
        if (shards == 1) {
            return from.seenAs(from.shape(), new Layout.Sharded(List.of(from.layout().heldBy(0))));
        }
        if (sameSets(from.layout(), target)) {
            return from;
        }
        return done.computeIfAbsent(
                new Move(from, target),
                move ->
                        from.isPartial()
                                ? reduceScatter(from, target, unique(from, "sum"))
                                : shuffle(from, target, unique(from, "shuffled")));
    }

    /** Partial sums added up, each channel on one shard, or all on every shard. */
    Placement settled(Placement from) {
        if (!from.isPartial()) {
            return from;
        }
        boolean small = from.shape().area() == 1 && ExchangeCost.wholeSumsPay(from.shape(), shards);
        return small ? replicated(from) : sharded(from, blocks(from));
    }

    private Layout.Sharded blocks(Placement from) {
        return shares.blocks(from.shape().channels());
    }

    /** The target's channels on each shard, in the target's order; each shard has them already. */
    Placement select(Placement from, Layout target) {
        if (from.layout().equals(target)) {
            return from;
        }
        return done.computeIfAbsent(
                new Move(from, target),
                move -> {
                    String name = unique(from, "own");
                    for (int shard = 0; shard < shards; shard++) {
                        List<Integer> held = from.layout().heldBy(shard);
                        List<Integer> wanted = target.heldBy(shard);
                        if (!wanted.isEmpty()) {
                            stages.add(
                                    from.stage(),
                                    shard,
                                    Layer.of(name, selection(held, wanted), from.tensor()));
                        }
                    }
                    return new Placement(name, from.shape(), target, from.stage());
                });
    }

    /**
     * Of a tensor that every shard has whole the channels that each asks for, whoever else does.
     */
    Placement picked(Placement from, List<List<Integer>> channels) {
        return select(from, new Layout.Sharded(channels));
    }

    /** The same tensor on the same shard, in a later stage. */
    Placement carried(Placement from, int stage) {
        if (from.stage() != stage && carried.add(new Carry(from.tensor(), stage))) {
            for (int shard : from.layout().holders(shards)) {
                stages.send(
                        ExchangeKind.DIRECT,
                        from.stage(),
                        shard,
                        from.tensor(),
                        stage,
                        shard,
                        from.tensor(),
                        from.shapeAt(shard));
            }
        }
        return new Placement(from.tensor(), from.shape(), from.layout(), stage);
    }

    static boolean sameSets(Layout have, Layout want) {
        if (!(have instanceof Layout.Sharded a && want instanceof Layout.Sharded b)) {
            return false;
        }
        for (int shard = 0; shard < a.blocks().size(); shard++) {
            if (!new HashSet<>(a.heldBy(shard)).equals(new HashSet<>(b.heldBy(shard)))) {
                return false;
            }
        }
        return true;
    }

    /** Each shard is sent its channels, in the target's order, from where the tensor is whole. */
    Placement scatter(Placement from, Layout target) {
        String name = unique(from, "scattered");
        for (int to : target.holders(shards)) {
            sendSlice(ExchangeKind.SCATTER, name, from, 0, to, target.heldBy(to));
        }
        return new Placement(partOf(name, 0), from.shape(), target, from.stage() + 1);
    }

    private Placement gather(Move move, String name) {
        Placement from = move.from();
        int next = from.stage() + 1;
        for (int target = 0; target < shards; target++) {
            List<String> parts = new ArrayList<>();
            for (int source : from.layout().holders(shards)) {
                String part = partOf(name, source);
                stages.send(
                        ExchangeKind.GATHER,
                        from.stage(),
                        source,
                        from.tensor(),
                        next,
                        target,
                        part,
                        from.shapeAt(source));
                parts.add(part);
            }
            stages.add(next, target, new Layer(name, new Joining.Concat(), parts));
        }
        return new Placement(name, from.shape(), move.to(), next);
    }

    private Placement shuffle(Placement from, Layout.Sharded target, String name) {
        int next = from.stage() + 1;
        List<List<Integer>> arrived = new ArrayList<>();
        for (int to = 0; to < shards; to++) {
            HashSet<Integer> wanted = new HashSet<>(target.heldBy(to));
            List<Integer> order = new ArrayList<>();
            List<String> parts = new ArrayList<>();
            for (int source = 0; source < shards; source++) {
                List<Integer> slice =
                        from.layout().heldBy(source).stream().filter(wanted::contains).toList();
                if (!slice.isEmpty()) {
                    parts.add(sendSlice(ExchangeKind.SHUFFLE, name, from, source, to, slice));
                    order.addAll(slice);
                }
            }
            if (!parts.isEmpty()) {
                stages.add(next, to, new Layer(name, new Joining.Concat(), parts));
            }
            arrived.add(order);
        }
        return new Placement(name, from.shape(), new Layout.Sharded(arrived), next);
    }

    private Placement reduceScatter(Placement from, Layout.Sharded target, String name) {
        for (int to : target.holders(shards)) {
            addUp(ExchangeKind.REDUCE_SCATTER, from, to, target.heldBy(to), name);
        }
        return new Placement(name, from.shape(), target, from.stage() + 1);
    }

    private Placement allReduce(Move move, String name) {
        Placement from = move.from();
        for (int to = 0; to < shards; to++) {
            addUp(ExchangeKind.ALL_REDUCE, from, to, move.to().heldBy(to), name);
        }
        return new Placement(name, from.shape(), move.to(), from.stage() + 1);
    }

    /** Has a shard sent some channels of every partial tensor, and adds these up there. */
    private void addUp(
            ExchangeKind kind, Placement from, int to, List<Integer> channels, String name) {
        List<Integer> sources = from.layout().holders(shards);
        int next = from.stage() + 1;
        String sum = null;
        for (int source : sources) {
            String part = sendSlice(kind, name, from, source, to, channels);
            boolean last = source == sources.get(sources.size() - 1);
            String partial = last ? name : name + "/upto-" + source;
            if (sum != null) {
                stages.add(next, to, Layer.of(partial, new Joining.Add(), sum, part));
                sum = partial;
            } else if (last) {
                stages.add(next, to, Layer.of(name, new Joining.Concat(), part));
            } else {
                sum = part;
            }
        }
    }

    /** Sends some of a source's channels; returns the name under which they arrive. */
    private String sendSlice(
            ExchangeKind kind,
            String name,
            Placement from,
            int source,
            int target,
            List<Integer> slice) {
        List<Integer> held = from.layout().heldBy(source);
        String output = from.tensor();
        if (!held.equals(slice)) {
            output = name + "/to-" + target;
            stages.add(
                    from.stage(), source, Layer.of(output, selection(held, slice), from.tensor()));
        }
        String input = partOf(name, source);
        TensorShape shape = from.shape().withChannels(slice.size());
        stages.send(kind, from.stage(), source, output, from.stage() + 1, target, input, shape);
        return input;
    }

    /** What of a moved tensor arrives from one source. */
    private static String partOf(String name, int source) {
        return name + "/from-" + source;
    }

    private static Renumbering.Select selection(List<Integer> held, List<Integer> wanted) {
        Map<Integer, Integer> position = new HashMap<>();
        for (int i = 0; i < held.size(); i++) {
            position.put(held.get(i), i);
        }
        return new Renumbering.Select(wanted.stream().mapToInt(position::get).toArray());
    }

    /** A tensor that is moved to several layouts has several names. */
    private String unique(Placement from, String suffix) {
        String base = from.tensor() + "@" + suffix;
        String name = base;
        for (int i = 2; !names.add(name); i++) {
            name = base + "-" + i;
        }
        return name;
    }
}
