package org.decnn.model.shard;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.decnn.model.network.NetworkException;

/**
 * What part of the work each shard is to have. The slowest shard sets the pace of all, so that
 * boards of unequal speed had better have unequal parts.
 *
 * @param weights one for each shard; nothing but their proportions matters
 */
public record Shares(List<Double> weights) {

    /**
     * @throws NetworkException naming the shard, if a weight is no positive number
     */
    public Shares {
        weights = List.copyOf(weights);
        if (weights.isEmpty()) {
            throw new NetworkException("a network is split over 1 shard or more, not 0");
        }
        for (int shard = 0; shard < weights.size(); shard++) {
            double weight = weights.get(shard);
            if (!(weight >= 1e-6 && weight <= 1e6)) {
                throw new NetworkException(
                        String.format(
                                "shard %d cannot have a weight of %s: give it a number from"
                                        + " 0.000001 to 1000000, or leave the shard out",
                                shard + 1, weight));
            }
        }
    }

    /** The same part for each. */
    public static Shares even(int shards) {
        if (shards < 1) {
            throw new NetworkException("a network is split over 1 shard or more, not " + shards);
        }
        return new Shares(Collections.nCopies(shards, 1.0));
    }

    public int shards() {
        return weights.size();
    }

    public boolean areEven() {
        return weights.stream().distinct().count() == 1;
    }

    /** The part of the whole that a shard is to have, up to 1. */
    public double of(int shard) {
        return weights.get(shard) / weights.stream().mapToDouble(weight -> weight).sum();
    }

    /**
     * Deals out what stays whole, one after the other, each to the shard that would be through with
     * it first: no other way has the last shard through sooner (D'Hondt's method).
     *
     * @return how many each shard has
     */
    public List<Integer> deal(int units) {
        List<Integer> dealt = new ArrayList<>(Collections.nCopies(shards(), 0));
        for (int unit = 0; unit < units; unit++) {
            int next = next(dealt, Layout.range(0, shards()));
            dealt.set(next, dealt.get(next) + 1);
        }
        return dealt;
    }

    /**
     * Of some shards, the one that would be through with one more before the others; of several,
     * the one that has the fewest.
     */
    int next(List<Integer> dealt, List<Integer> among) {
        return Collections.min(
                among,
                Comparator.<Integer>comparingDouble(
                                shard -> (dealt.get(shard) + 1) / weights.get(shard))
                        .thenComparing(dealt::get));
    }

    /**
     * When the last shard is through, as a part of the time that one shard of the mean weight would
     * take for all: one over the shards, if each has as much as its weight says.
     *
     * @param dealt how much each shard has
     */
    public double pace(List<? extends Number> dealt) {
        double all = dealt.stream().mapToDouble(Number::doubleValue).sum();
        double last = 0;
        for (int shard = 0; shard < shards(); shard++) {
            last = Math.max(last, dealt.get(shard).doubleValue() / all / of(shard));
        }
        return last / shards();
    }

    /** Blocks of consecutive channels. */
    Layout.Sharded blocks(int channels) {
        return blocks(channels, 1);
    }

    /** Blocks of consecutive groups of consecutive channels. */
    Layout.Sharded blocks(int groups, int groupSize) {
        List<List<Integer>> blocks = new ArrayList<>();
        int from = 0;
        for (int count : deal(groups)) {
            int to = from + count * groupSize;
            blocks.add(Layout.range(from, to));
            from = to;
        }
        return new Layout.Sharded(blocks);
    }
}
