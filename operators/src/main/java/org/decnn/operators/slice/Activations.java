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
        int outputsOfSample = tensors.count() / batch.size();
        int[] chosen = new int[batch.size() * outputs.length];
        for (int i = 0; i < chosen.length; i++) {
            int sample = i / outputs.length;
            chosen[i] = sample * outputsOfSample + outputs[i % outputs.length];
        }
        return tensors.select(chosen);
    }
}
