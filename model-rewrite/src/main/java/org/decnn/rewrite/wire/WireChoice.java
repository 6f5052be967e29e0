package org.decnn.rewrite.wire;

import java.util.List;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.shard.WireTypes;
import org.decnn.rewrite.evaluate.Accuracy;

/**
 * What the exchanges send, and what the answers are then.
 *
 * @param types one for each exchange, in the network's order
 * @param agreeing pictures whose most probable class is the same as when all is sent as float32,
 *     and pictures whole
 * @param accuracy of the most probable class
 * @param exact the same when all is sent as float32, and pictures whole
 */
public record WireChoice(
        List<ElementType> types, WireTypes wires, int agreeing, Accuracy accuracy, Accuracy exact) {

    public WireChoice {
        types = List.copyOf(types);
    }

    /** Share of the pictures whose answer stays the same, 0 to 1. */
    public double agreement() {
        return (double) agreeing / accuracy.images();
    }
}
