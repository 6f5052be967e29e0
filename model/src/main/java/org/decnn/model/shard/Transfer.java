package org.decnn.model.shard;

import java.util.List;
import org.decnn.model.onnx.ElementType;

/**
 * What goes, for each sample, from one shard of one stage to one shard of a later stage: one slice,
 * made of the sender's graph outputs one after the other, read as the receiver's graph inputs in
 * the same order.
 *
 * @param fromStage 0 is where images are decoded
 * @param toStage one past the last stage is where the logits are summed
 */
public record Transfer(int fromStage, int fromShard, int toStage, int toShard, List<Part> parts) {

    /**
     * One tensor of a slice.
     *
     * @param output name of the sender's graph output
     * @param input name of the receiver's graph input
     */
    public record Part(String output, String input, ElementType type, int elements) {
        public int bytes() {
            return Math.multiplyExact(elements, type.bytes());
        }
    }

    public Transfer {
        parts = List.copyOf(parts);
    }

    public int elements() {
        return parts.stream().mapToInt(Part::elements).sum();
    }

    /** Bytes of the slice. */
    public int bytes() {
        return parts.stream().mapToInt(Part::bytes).reduce(0, Math::addExact);
    }

    /**
     * Whether the slice may have to leave its device: a shard of every stage is on the same one.
     */
    public boolean crossesShards() {
        return fromShard != toShard;
    }
}
