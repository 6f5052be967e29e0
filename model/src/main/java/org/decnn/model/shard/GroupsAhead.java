package org.decnn.model.shard;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.decnn.model.network.Joining;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.WithinGroups;

/**
 * The groups in which a layer's channels are read next. Where the blocks that shards compute end
 * where groups do, no exchange is needed before these.
 */
final class GroupsAhead {

    private GroupsAhead() {}

    /**
     * Blocks of a layer's output, of whole groups of those that read it, unless that leaves a shard
     * behind for longer than an exchange takes.
     */
    static Layout.Sharded blocks(Network network, Layer layer, Shares shares) {
        TensorShape output = network.shapeOf(layer.name());
        int channels = output.channels();
        Layout.Sharded free = shares.blocks(channels);
        Set<Integer> ahead = readIn(network, layer.name());
        int groups = ahead.isEmpty() ? channels : Collections.min(ahead);
        if (channels % groups != 0) {
            return free;
        }
        boolean leavesBehind =
                ExchangeCost.evenPays(
                        layer.operation(),
                        output,
                        output,
                        shares.pace(shares.deal(groups)),
                        shares.pace(shares.deal(channels)));
        return leavesBehind ? free : shares.blocks(groups, channels / groups);
    }

    /** The groups of all that read a tensor, or what has its channels. */
    private static Set<Integer> readIn(Network network, String tensor) {
        Set<Integer> groups = new TreeSet<>();
        Set<String> seen = new HashSet<>();
        Deque<String> ahead = new ArrayDeque<>(List.of(tensor));
        while (!ahead.isEmpty()) {
            for (Layer reader : network.readersOf(ahead.remove())) {
                Operation operation = reader.operation();
                if (operation instanceof Conv conv && conv.groups() > 1) {
                    groups.add(conv.groups());
                } else if (operation instanceof WithinGroups within) {
                    groups.add(within.groups());
                } else if (keepsChannels(operation) && seen.add(reader.name())) {
                    ahead.add(reader.name());
                }
            }
        }
        return groups;
    }

    private static boolean keepsChannels(Operation operation) {
        return operation instanceof PerChannel
                || operation instanceof Joining && !(operation instanceof Joining.Concat);
    }
}
