package org.decnn.operators.slice;

/**
 * What one shard of one stage gives for one sample: its graph's outputs, in the order of the model
 * directory. Exchanges cut it into slices, on the same device. The arrays are shared and must not
 * be changed.
 */
public record Activations(SampleId sample, int shard, byte[][] tensors) {}
