package org.decnn.rewrite.wire;

import java.util.List;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.WireTypes;

/**
 * Tries out what a split network answers to some pictures when its exchanges send certain types.
 */
public interface WireTrial {

    /** The exchanges between shards, in the network's order. */
    List<Edge> exchanges();

    /** How many pictures there are. */
    int pictures();

    /** The class that a picture is of, by the network's numbers. */
    int label(int picture);

    /**
     * The network's logits, by picture and class.
     *
     * @param every 1 for all pictures, n for the first of each n
     */
    float[][] logits(WireTypes wires, int every);
}
