package org.decnn.operators.flight;

import java.io.Serializable;
import org.decnn.operators.slice.SampleId;
import org.decnn.operators.stage.ShardKeys;

/**
 * How many images are between decoding and their logits at once, and where each is at home.
 * Neighbouring offsets have neighbouring homes, so that devices take turns decoding. The images in
 * flight are shared out among the homes; fewer images than homes leave homes without any.
 *
 * @param maxInFlight images in flight on all devices together
 */
public record FlightPlan(ShardKeys keys, int maxInFlight) implements Serializable {

    public FlightPlan {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("at least 1 image is in flight, not " + maxInFlight);
        }
    }

    /** Key groups that are home to samples. */
    public int homes() {
        return Math.min(maxInFlight, keys.maxParallelism());
    }

    public Home homeOf(SampleId sample) {
        return new Home(sample, keys.keyOfGroup(Math.floorMod(sample.hashCode(), homes())));
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
}
