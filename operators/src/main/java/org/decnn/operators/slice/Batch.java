package org.decnn.operators.slice;

import java.util.List;

/**
 * Samples that pass the network together: one record a slice for all of them, and each stage runs
 * them one after the other. Formed where images are decoded, of those that waited; the same until
 * their logits are summed.
 *
 * @param home a key of {@link org.decnn.operators.stage.ShardKeys}: the device that decodes the
 *     samples, and that sums their logits, is where its key group is
 * @param samples one or more, in the order in which their bytes follow each other
 */
public record Batch(int home, List<SampleId> samples) {

    public Batch {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("a batch has at least one sample");
        }
        samples = List.copyOf(samples);
    }

    /** A sample by itself. */
    public static Batch of(int home, SampleId sample) {
        return new Batch(home, List.of(sample));
    }

    public int size() {
        return samples.size();
    }

    /** The sample that decides where the batch goes. */
    public SampleId first() {
        return samples.get(0);
    }
}
