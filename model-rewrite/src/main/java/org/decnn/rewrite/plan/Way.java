package org.decnn.rewrite.plan;

import java.util.Locale;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.shard.Stem;

/**
 * A way of using boards.
 *
 * @param shards that the network is split over, a board each: {@code shard --shards}
 * @param replicas copies of the split network side by side: the job's {@code --replicas}
 * @param stem where the first convolution is computed: {@code shard --stem}
 * @param wire what shards send each other: {@code shard --wire}
 */
public record Way(int shards, int replicas, Stem stem, ElementType wire) {

    /** The network whole on each of so many boards. */
    static Way copies(int boards) {
        return new Way(1, boards, Stem.SHARDS, ElementType.FLOAT32);
    }

    public int boards() {
        return shards * replicas;
    }

    public boolean splits() {
        return shards > 1;
    }

    /**
     * For people: {@code 2 × 2 split, gather, float16}.
     *
     * @param exchange what its shards do between stages
     */
    public String label(String exchange) {
        if (!splits()) {
            return replicas == 1 ? "one board, whole" : replicas + " boards, a copy on each";
        }
        String boards =
                replicas == 1 ? "split over " + shards : replicas + " × split over " + shards;
        String home = stem == Stem.HOME ? ", stem at home" : "";
        String how = exchange.isEmpty() ? "" : ", " + exchange;
        return boards + how + home + ", " + wire.name().toLowerCase(Locale.ROOT);
    }
}
