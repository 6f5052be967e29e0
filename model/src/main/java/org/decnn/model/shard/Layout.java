package org.decnn.model.shard;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Which channels of a tensor each shard holds, in the order in which it holds them. A shard may
 * hold none: it then has no such tensor.
 */
public sealed interface Layout {

    List<Integer> heldBy(int shard);

    /** Every shard has all channels. */
    record Replicated(List<Integer> order) implements Layout {
        public Replicated {
            order = List.copyOf(order);
        }

        @Override
        public List<Integer> heldBy(int shard) {
            return order;
        }
    }

    /** Each channel is on one shard. */
    record Sharded(List<List<Integer>> blocks) implements Layout {
        public Sharded {
            blocks = blocks.stream().map(List::copyOf).toList();
        }

        @Override
        public List<Integer> heldBy(int shard) {
            return blocks.get(shard);
        }
    }

    /**
     * Some shards have a tensor of all channels, and the true value is their sum.
     *
     * @param holders the shards that have one, ascending
     */
    record Partial(List<Integer> order, List<Integer> holders) implements Layout {
        public Partial {
            order = List.copyOf(order);
            holders = List.copyOf(holders);
        }

        @Override
        public List<Integer> heldBy(int shard) {
            return holders.contains(shard) ? order : List.of();
        }
    }

    /** The shards that hold something, ascending. */
    default List<Integer> holders(int shards) {
        return IntStream.range(0, shards)
                .filter(shard -> !heldBy(shard).isEmpty())
                .boxed()
                .toList();
    }

    static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    static int[] toArray(List<Integer> channels) {
        return channels.stream().mapToInt(Integer::intValue).toArray();
    }
}
