package org.decnn.model.shard;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.decnn.model.network.Renumbering;
import org.decnn.model.network.Renumbering.ChannelShuffle;
import org.decnn.model.network.Renumbering.Flatten;
import org.decnn.model.network.Renumbering.PadChannels;
import org.decnn.model.network.Renumbering.Select;
import org.decnn.model.network.Renumbering.Unflatten;
import org.decnn.model.network.TensorShape;

/** How values get other places: each shard keeps what it holds, and the layout says what it is. */
final class RenumberSharding {

    private final Shares shares;
    private final int shards;
    private final Movement move;

    RenumberSharding(Shares shares, Movement move) {
        this.shares = shares;
        this.shards = shares.shards();
        this.move = move;
    }

    /** Where channels get other numbers and nothing else: no shard computes anything. */
    Optional<Placement> namesOnly(Renumbering operation, Placement input, TensorShape output) {
        if (operation instanceof ChannelShuffle shuffle) {
            return Optional.of(renumbered(shuffle.sources(), input, output));
        }
        return operation instanceof Select select && isPermutation(select, input)
                ? Optional.of(renumbered(select.channels(), input, output))
                : Optional.empty();
    }

    private static boolean isPermutation(Select select, Placement input) {
        int[] sources = select.channels();
        return sources.length == input.shape().channels()
                && IntStream.of(sources).distinct().count() == sources.length;
    }

    private Placement renumbered(int[] sources, Placement input, TensorShape output) {
        int[] target = new int[sources.length];
        for (int channel = 0; channel < sources.length; channel++) {
            target[sources[channel]] = channel;
        }
        return input.seenAs(output, held(input.layout(), channel -> List.of(target[channel])));
    }

    LayerPlan plan(Renumbering operation, Placement input) {
        if (operation instanceof Select select) {
            return selected(select, input);
        } else if (operation instanceof Flatten) {
            int area = input.shape().area();
            return LayerPlan.alike(
                    List.of(input),
                    held(input.layout(), channel -> ofChannel(channel, area)),
                    operation);
        } else if (operation instanceof Unflatten map) {
            return unflattened(map, input);
        } else if (operation instanceof PadChannels pad) {
            return padded(pad, pad.value() == 0 ? input : move.settled(input));
        }
        throw new IllegalStateException("no layout for " + operation);
    }

    private LayerPlan selected(Select select, Placement input) {
        int[] sources = select.channels();
        IntFunction<List<Integer>> kept =
                shard -> {
                    Set<Integer> here = new HashSet<>(input.layout().heldBy(shard));
                    return IntStream.range(0, sources.length)
                            .filter(channel -> here.contains(sources[channel]))
                            .boxed()
                            .toList();
                };
        return new LayerPlan(
                input,
                LayerPlan.alike(input.layout(), shards, kept),
                shard -> {
                    List<Integer> here = input.layout().heldBy(shard);
                    return new Select(
                            kept.apply(shard).stream()
                                    .mapToInt(channel -> here.indexOf(sources[channel]))
                                    .toArray());
                });
    }

    /** The values of a channel must be on one shard, and follow one another there. */
    private LayerPlan unflattened(Unflatten map, Placement input) {
        int area = map.height() * map.width();
        int channels = input.shape().channels() / area;
        Placement whole = input;
        if (input.isSharded() && !holdsWholeChannels(input, area)) {
            whole = move.sharded(input, shares.blocks(channels, area));
        }
        Layout held = whole.layout();
        List<List<Integer>> numbers = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            numbers.add(held.heldBy(shard).stream().map(value -> value / area).distinct().toList());
        }
        Placement ordered =
                move.select(
                        whole,
                        LayerPlan.alike(
                                held,
                                shards,
                                shard ->
                                        numbers.get(shard).stream()
                                                .flatMap(c -> ofChannel(c, area).stream())
                                                .toList()));
        return LayerPlan.alike(List.of(ordered), LayerPlan.alike(held, shards, numbers::get), map);
    }

    private boolean holdsWholeChannels(Placement input, int area) {
        return IntStream.range(0, shards)
                .allMatch(
                        shard -> {
                            List<Integer> held = input.layout().heldBy(shard);
                            long channels =
                                    held.stream().map(value -> value / area).distinct().count();
                            return held.size() == channels * area;
                        });
    }

    /** The new channels are dealt out to the shards that hold any. */
    private LayerPlan padded(PadChannels pad, Placement input) {
        int channels = input.shape().channels();
        List<Integer> added = new ArrayList<>(Layout.range(0, pad.before()));
        added.addAll(Layout.range(pad.before() + channels, pad.before() + channels + pad.after()));
        List<List<Integer>> held = new ArrayList<>();
        List<Integer> more = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            held.add(
                    new ArrayList<>(
                            input.layout().heldBy(shard).stream()
                                    .map(channel -> channel + pad.before())
                                    .toList()));
            more.add(0);
        }
        if (input.isSharded()) {
            List<Integer> holders = input.layout().holders(shards);
            for (int channel : added) {
                int next = shares.next(held.stream().map(List::size).toList(), holders);
                held.get(next).add(channel);
                more.set(next, more.get(next) + 1);
            }
        } else {
            for (int shard : input.layout().holders(shards)) {
                held.get(shard).addAll(added);
                more.set(shard, added.size());
            }
        }
        return new LayerPlan(
                input,
                LayerPlan.alike(input.layout(), shards, held::get),
                shard -> new PadChannels(0, more.get(shard), pad.value()));
    }

    private static List<Integer> ofChannel(int channel, int area) {
        return Layout.range(channel * area, (channel + 1) * area);
    }

    private Layout held(Layout layout, IntFunction<List<Integer>> instead) {
        return LayerPlan.alike(
                layout,
                shards,
                shard ->
                        layout.heldBy(shard).stream()
                                .flatMap(channel -> instead.apply(channel).stream())
                                .toList());
    }
}
