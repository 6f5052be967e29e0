package org.decnn.operators.flight;

import java.io.Serializable;
import java.util.stream.IntStream;
import org.decnn.operators.slice.SampleId;
import org.decnn.operators.stage.ShardKeys;

/**
 * How many images are between decoding and their logits at once, how many of them may pass the
 * network as one batch, and where each is at home. Where devices take turns decoding, neighbouring
 * offsets have neighbouring homes. The images in flight are shared out among the homes; fewer
 * images than homes leave homes without any.
 *
 * @param maxInFlight images in flight on all devices together
 * @param maxBatch images that pass the network together, at most
 */
public record FlightPlan(ShardKeys keys, int maxInFlight, int maxBatch) implements Serializable {

    public FlightPlan {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("at least 1 image is in flight, not " + maxInFlight);
        }
        if (maxBatch < 1) {
            throw new IllegalArgumentException("a batch has at least 1 image, not " + maxBatch);
        }
    }

    /** Key groups that are home to samples. */
    public int homes() {
        return Math.min(maxInFlight, keys.maxParallelism());
    }

    /** Where a sample is at home if devices take turns. */
    public Home homeOf(SampleId sample) {
        return new Home(sample, keys.keyOfGroup(Math.floorMod(sample.hashCode(), homes())));
    }

    /** A key of the subtask, at which what it decodes is at home. */
    public int homeOn(int subtask, int parallelism) {
        int group = 0;
        while (keys.subtaskOfGroup(group, parallelism) != subtask) {
            group++;
        }
        return keys.keyOfGroup(group);
    }

    /** Whether each subtask may have an image in flight, so that any may decode. */
    public boolean allowsAll(int parallelism) {
        return IntStream.range(0, parallelism).allMatch(i -> shareOf(i, parallelism) > 0);
    }

    /** How many images a subtask may have in flight. */
    public int shareOf(int subtask, int parallelism) {
        int share = 0;
        for (int home = 0; home < homes(); home++) {
            if (keys.subtaskOfGroup(home, parallelism) == subtask) {
                share += (maxInFlight + homes() - 1 - home) / homes();
            }
        }
        return share;
    }

    /** How many images a subtask may send together: while one batch is computed, another waits. */
    public int batchOf(int subtask, int parallelism) {
        return Math.max(1, Math.min(maxBatch, shareOf(subtask, parallelism) / 2));
    }
}
