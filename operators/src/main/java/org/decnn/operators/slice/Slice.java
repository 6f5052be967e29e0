package org.decnn.operators.slice;

/**
 * What one shard of one stage sends, for a batch, to one shard of a later stage.
 *
 * @param fromStage 0 is where images are decoded
 * @param toStage one past the last stage is where logits are summed
 * @param payload the sender's tensors one after the other, sample after sample, native byte order
 *     of fp32 being little-endian
 */
public record Slice(
        Batch batch, int fromStage, int fromShard, int toStage, int toShard, Tensors payload) {}
