package org.decnn.operators.logits;

import java.util.List;
import java.util.stream.IntStream;
import org.decnn.operators.image.BatchHeaders;

/**
 * What has come so far of one batch's logits.
 *
 * @param headers null until they have come
 * @param parts by shard, sample after sample; null where none has come
 * @param since when the wait began, in epoch milliseconds
 * @param givenUp whether the samples have left as rejected
 */
record PendingLogits(BatchHeaders headers, byte[][] parts, long since, boolean givenUp) {

    static PendingLogits since(long now, int shards) {
        return new PendingLogits(null, new byte[shards][], now, false);
    }

    PendingLogits with(BatchHeaders arrived) {
        return new PendingLogits(arrived, parts, since, givenUp);
    }

    PendingLogits with(int shard, byte[] part) {
        if (parts[shard] != null) {
            throw new IllegalStateException("shard " + shard + " answered twice for one batch");
        }
        byte[][] more = parts.clone();
        more[shard] = part;
        return new PendingLogits(headers, more, since, givenUp);
    }

    PendingLogits startedAt(long now) {
        return new PendingLogits(headers, parts, now, givenUp);
    }

    PendingLogits giveUp() {
        return new PendingLogits(headers, parts, since, true);
    }

    int arrived() {
        int arrived = 0;
        for (byte[] part : parts) {
            arrived += part == null ? 0 : 1;
        }
        return arrived;
    }

    /** Shards that have a part of the answer and have not sent it. */
    List<Integer> missing(int[][] classesOfShard) {
        return IntStream.range(0, parts.length)
                .filter(shard -> parts[shard] == null && classesOfShard[shard].length > 0)
                .boxed()
                .toList();
    }
}
