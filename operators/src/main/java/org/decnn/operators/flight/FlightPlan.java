package org.decnn.operators.flight;

import java.io.Serializable;
import org.decnn.operators.slice.SampleId;
import org.decnn.operators.stage.ShardKeys;

/**
 * How many images are between decoding and their logits at once, how many of them may pass the
 * network as one batch, and where each is at home. Devices that decode what they read have even
 * shares, however many shards of the network they hold. Where devices take turns, neighbouring
 * offsets have neighbouring homes, and the images are shared out among the homes; fewer images than
 * homes leave homes without any. Shares are asked for at the parallelism that the job runs with,
 * which may be less than the one it was submitted with.
 *
 * @param maxInFlight images in flight on all devices together
 * @param maxBatch images that pass the network together, at most
 * @param whereRead whether the device that reads an image decodes it; else devices take turns
 */
public record FlightPlan(ShardKeys keys, int maxInFlight, int maxBatch, boolean whereRead)
        implements Serializable {

    public FlightPlan {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("at least 1 image is in flight, not " + maxInFlight);
        }
        if (maxBatch < 1) {
            throw new IllegalArgumentException("a batch has at least 1 image, not " + maxBatch);
        }
    }

    /** Key groups that are home to samples if devices take turns. */
    private int homes() {
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

    /**
     * How many images a subtask may have in flight. One that may be given any has at least one,
     * else it would wait for ever.
     */
    public int shareOf(int subtask, int parallelism) {
        if (whereRead) {
            return Math.max(1, part(subtask, parallelism));
        }
        int share = 0;
        for (int home = 0; home < homes(); home++) {
            if (keys.subtaskOfGroup(home, parallelism) == subtask) {
                share += part(home, homes());
            }
        }
        return share;
    }

    private int part(int number, int parts) {
        return (maxInFlight + parts - 1 - number) / parts;
    }

    /** How many images a subtask may send together: while one batch is computed, another waits. */
    public int batchOf(int subtask, int parallelism) {
        return Math.max(1, Math.min(maxBatch, shareOf(subtask, parallelism) / 2));
    }
}
