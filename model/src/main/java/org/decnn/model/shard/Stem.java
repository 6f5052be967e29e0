package org.decnn.model.shard;

import java.util.ArrayList;
import java.util.List;
import org.decnn.model.network.AcrossChannels.Normalise;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel;
import org.decnn.model.network.Weighted.Conv;

/**
 * Where a network's stem is computed: its first convolution, which sees the whole picture, and what
 * follows it channel by channel.
 */
public enum Stem {
    /** The picture goes to every device; each computes the channels of its shard. */
    SHARDS,

    /**
     * All channels on the device that decodes the picture, which sends each device those of its
     * shard. Fewer bytes where these are smaller than the picture. Every device then holds the
     * stem's weights whole.
     */
    HOME;

    /**
     * The layers of the stem.
     *
     * @throws NetworkException naming the remedy, if the picture goes to anything but one
     *     convolution of one group
     */
    static List<Layer> layersOf(Network network) {
        List<Layer> stem = new ArrayList<>();
        boolean convolved = false;
        String tensor = Network.INPUT;
        List<Layer> readers = network.readersOf(tensor);
        while (readers.size() == 1
                && !tensor.equals(network.output())
                && belongs(readers.get(0).operation(), convolved)) {
            Layer layer = readers.get(0);
            convolved |= layer.operation() instanceof Conv;
            stem.add(layer);
            tensor = layer.name();
            readers = network.readersOf(tensor);
        }
        if (!convolved) {
            throw new NetworkException(
                    "the picture goes to more than one layer, or to none that is a convolution of"
                            + " one group, so that there is no stem to compute where it is decoded:"
                            + " leave it to the shards");
        }
        return stem;
    }

    private static boolean belongs(Operation operation, boolean convolved) {
        if (operation instanceof Conv conv) {
            return !convolved && conv.groups() == 1;
        }
        boolean pools =
                operation instanceof PerChannel.GlobalAveragePool
                        || operation instanceof PerChannel.GlobalMaxPool
                        || operation instanceof PerChannel.Reduce;
        return operation instanceof PerChannel && !pools || operation instanceof Normalise;
    }
}
