package org.decnn.operators.flight;

import org.decnn.operators.slice.Batch;
import org.decnn.operators.slice.SampleId;

/**
 * A sample, or a batch by its first, and where it is at home: the device that decodes it, and that
 * sums its logits. The key of both, so that what is known of a sample when it sets out is at hand
 * when it arrives.
 *
 * @param key a key of {@link org.decnn.operators.stage.ShardKeys}; its key group is the home
 */
public record Home(SampleId sample, int key) {

    /** Where a batch's logits are summed. */
    public static Home of(Batch batch) {
        return new Home(batch.first(), batch.home());
    }

    /** Flink finds the key group by the hash code; so it is the key's alone. */
    @Override
    public int hashCode() {
        return key;
    }
}
