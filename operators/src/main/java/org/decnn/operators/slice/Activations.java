package org.decnn.operators.slice;

/**
 * What one shard of one stage gives for a batch: its graph's outputs, in the order of the model
 * directory, sample after sample. Exchanges cut it into slices, on the same device and within the
 * same call, for the tensors may be lent.
 */
public record Activations(Batch batch, int shard, Tensors tensors) {

    /** Some of a graph's outputs, of each sample in turn. */
    public Tensors select(int... outputs) {
        if (batch.size() == 1) {
            return tensors.select(outputs);
        }
        int[] chosen = new int[batch.size() * outputs.length];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = indexOf(i / outputs.length, outputs[i % outputs.length]);
        }
        return tensors.select(chosen);
    }

    /** Some of a graph's outputs of one sample, by its place in the batch. */
    public Tensors selectOf(int sample, int... outputs) {
        int[] chosen = outputs.clone();
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = indexOf(sample, outputs[i]);
        }
        return tensors.select(chosen);
    }

    private int indexOf(int sample, int output) {
        return sample * (tensors.count() / batch.size()) + output;
    }
}
