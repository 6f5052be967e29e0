package org.decnn.model.shard;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.decnn.model.network.Operation;

/**
 * How a layer is split.
 *
 * @param inputs where the layer's inputs have been moved to
 * @param layout of its output
 * @param operation what a shard computes that holds some of the output
 */
record LayerPlan(List<Placement> inputs, Layout layout, IntFunction<Operation> operation) {

    LayerPlan {
        inputs = List.copyOf(inputs);
    }

    LayerPlan(Placement input, Layout layout, IntFunction<Operation> operation) {
        this(List.of(input), layout, operation);
    }

    /** Every shard computes the same. */
    static LayerPlan alike(List<Placement> inputs, Layout layout, Operation operation) {
        return new LayerPlan(inputs, layout, shard -> operation);
    }

    /** The same layout of other channels. */
    static Layout alike(Layout layout, int shards, IntFunction<List<Integer>> heldInstead) {
        List<List<Integer>> held = IntStream.range(0, shards).mapToObj(heldInstead).toList();
        if (layout instanceof Layout.Partial partial) {
            int holder = partial.holders().get(0);
            return new Layout.Partial(held.get(holder), partial.holders());
        }
        return layout instanceof Layout.Sharded
                ? new Layout.Sharded(held)
                : new Layout.Replicated(held.get(0));
    }

    /** The values of some channels; of none where there are no values. */
    static float[] pick(float[] values, int[] indices) {
        float[] picked = new float[values.length == 0 ? 0 : indices.length];
        for (int i = 0; i < picked.length; i++) {
            picked[i] = values[indices[i]];
        }
        return picked;
    }
}
