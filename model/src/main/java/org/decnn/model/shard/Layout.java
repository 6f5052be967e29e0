package org.decnn.model.shard;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Which channels of a tensor each shard holds, in the order in which it holds them. */
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

        /** Blocks of consecutive channels, as even as can be. */
        public static Sharded even(int channels, int shards) {
            List<List<Integer>> blocks = new ArrayList<>();
            for (int shard = 0; shard < shards; shard++) {
                blocks.add(range(shard * channels / shards, (shard + 1) * channels / shards));
            }
            return new Sharded(blocks);
        }
    }

    /** Every shard has a tensor of all channels, and the true value is their sum. */
    record Partial(List<Integer> order) implements Layout {
        public Partial {
            order = List.copyOf(order);
        }

        @Override
        public List<Integer> heldBy(int shard) {
            return order;
        }
    }

    static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }
}
