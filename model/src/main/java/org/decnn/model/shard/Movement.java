package org.decnn.model.shard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.decnn.model.network.Joining;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Operation;
import org.decnn.model.network.Renumbering;
import org.decnn.model.network.TensorShape;

/**
 * Moves tensors from the layout they have to the layout a layer needs, by exchanges between shards
 * where it must and by selecting channels locally where it can. A tensor that was moved once is not
 * moved again.
 */
final class Movement {

    private final int shards;
    private final StageBuilder stages;
    private final Map<Move, Placement> done = new HashMap<>();
    private final Set<Carry> carried = new HashSet<>();
    private final Set<String> names = new HashSet<>();

    private record Move(Placement from, Layout to) {}

    private record Carry(String tensor, int stage) {}

    Movement(int shards, StageBuilder stages) {
        this.shards = shards;
        this.stages = stages;
    }

    /** All channels on every shard, in whatever order. */
    Placement replicated(Placement from) {
        if (from.layout() instanceof Layout.Replicated) {
            return from;
        }
        if (shards == 1) {
            return from.renamed(from.shape(), new Layout.Replicated(from.layout().heldBy(0)));
        }
        if (from.layout() instanceof Layout.Partial) {
            return replicated(sharded(from, Layout.Sharded.even(from.shape().channels(), shards)));
        }
        List<Integer> order = new ArrayList<>();
        for (int source = 0; source < shards; source++) {
            order.addAll(from.layout().heldBy(source));
        }
        return done.computeIfAbsent(
                new Move(from, new Layout.Replicated(order)),
                move -> gather(move, unique(from, "all")));
    }

    /** The target's channels on each shard, in whatever order. */
    Placement sharded(Placement from, Layout.Sharded target) {
        if (from.layout() instanceof Layout.Replicated) {
            return select(from, target);
        }
        if (shards == 1) {
            return from.renamed(from.shape(), new Layout.Sharded(List.of(from.layout().heldBy(0))));
        }
        if (sameSets(from.layout(), target)) {
            return from;
        }
        return done.computeIfAbsent(
                new Move(from, target),
                move ->
                        from.layout() instanceof Layout.Partial
                                ? reduceScatter(from, target, unique(from, "sum"))
                                : shuffle(from, target, unique(from, "shuffled")));
    }

    /**
     * The target's channels on each shard, in the target's order; the target holds what the source
     * has locally.
     */
    Placement select(Placement from, Layout target) {
        if (from.layout().equals(target)) {
            return from;
        }
        return done.computeIfAbsent(
                new Move(from, target),
                move -> {
                    String name = unique(from, "own");
                    for (int shard = 0; shard < shards; shard++) {
                        Operation select =
                                selection(from.layout().heldBy(shard), target.heldBy(shard));
                        stages.add(from.stage(), shard, Layer.of(name, select, from.tensor()));
                    }
                    return new Placement(name, from.shape(), target, from.stage());
                });
    }

    /** The same tensor on the same shard, in a later stage. */
    Placement carried(Placement from, int stage) {
        if (from.stage() != stage && carried.add(new Carry(from.tensor(), stage))) {
            for (int shard = 0; shard < shards; shard++) {
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
        for (int to = 0; to < shards; to++) {
            sendSlice(ExchangeKind.SCATTER, name, from, 0, to, target.heldBy(to));
        }
        return new Placement(partOf(name, 0), from.shape(), target, from.stage() + 1);
    }

    private Placement gather(Move move, String name) {
        Placement from = move.from();
        int next = from.stage() + 1;
        for (int target = 0; target < shards; target++) {
            List<String> parts = new ArrayList<>();
            for (int source = 0; source < shards; source++) {
                if (!from.layout().heldBy(source).isEmpty()) {
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
            stages.add(next, to, new Layer(name, new Joining.Concat(), parts));
            arrived.add(order);
        }
        return new Placement(name, from.shape(), new Layout.Sharded(arrived), next);
    }

    private Placement reduceScatter(Placement from, Layout.Sharded target, String name) {
        int next = from.stage() + 1;
        for (int to = 0; to < shards; to++) {
            String sum = null;
            for (int source = 0; source < shards; source++) {
                String part =
                        sendSlice(
                                ExchangeKind.REDUCE_SCATTER,
                                name,
                                from,
                                source,
                                to,
                                target.heldBy(to));
                if (sum == null) {
                    sum = part;
                } else {
                    String partial = source == shards - 1 ? name : name + "/upto-" + source;
                    stages.add(next, to, Layer.of(partial, new Joining.Add(), sum, part));
                    sum = partial;
                }
            }
        }
        return new Placement(name, from.shape(), target, next);
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
