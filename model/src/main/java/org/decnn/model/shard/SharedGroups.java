package org.decnn.model.shard;

import java.util.ArrayList;
import java.util.List;
import org.decnn.model.network.Weighted.Conv;

/**
 * A convolution of fewer groups than shards, each shard computing some outputs of one group.
 *
 * @param inputs the channels that each shard reads, in order; none, if it has no output
 * @param outputs the channels that each shard computes
 */
record SharedGroups(List<List<Integer>> inputs, List<List<Integer>> outputs) {

    /** Neighbours share a group, so many that their weights together are about its part. */
    static SharedGroups of(Conv conv, Shares shares) {
        int groups = conv.groups();
        int inputsEach = conv.inputs() / groups;
        int outputsEach = conv.outputs() / groups;
        List<List<Integer>> inputs = new ArrayList<>();
        List<List<Integer>> outputs = new ArrayList<>();
        int first = 0;
        for (int group = 0; group < groups; group++) {
            int next = next(group, groups, first, shares);
            Shares sharing = new Shares(shares.weights().subList(first, next));
            for (List<Integer> block : sharing.blocks(outputsEach).blocks()) {
                int base = group * outputsEach;
                outputs.add(block.stream().map(output -> base + output).toList());
                inputs.add(
                        block.isEmpty()
                                ? List.of()
                                : Layout.range(group * inputsEach, (group + 1) * inputsEach));
            }
            first = next;
        }
        return new SharedGroups(inputs, outputs);
    }

    /** The first shard that has no part in a group; one is left for each group behind it. */
    private static int next(int group, int groups, int first, Shares shares) {
        if (group == groups - 1) {
            return shares.shards();
        }
        int most = shares.shards() - (groups - 1 - group);
        int next = first + 1;
        while (next < most && middle(next, shares) * groups < group + 1) {
            next++;
        }
        return next;
    }

    /** Where the middle of a shard's part is in the whole, from 0 to 1. */
    private static double middle(int shard, Shares shares) {
        double before = 0;
        for (int earlier = 0; earlier < shard; earlier++) {
            before += shares.of(earlier);
        }
        return before + shares.of(shard) / 2;
    }
}
