package org.decnn.operators.slice;

/**
 * What one shard of one stage gives for one sample: its graph's outputs, in the order of the model
 * directory. Exchanges cut it into slices, on the same device and within the same call, for the
 * tensors may be lent.
 */
public record Activations(SampleId sample, int shard, Tensors tensors) {}
