package org.decnn.job.cli;

import java.util.List;
import org.decnn.job.UsageException;
import org.decnn.model.network.NetworkException;
import org.decnn.model.shard.Shares;
import picocli.CommandLine.Option;

/** Over how many shards a network is split, and what part of it each has. */
final class ShareOptions {

    @Option(
            names = "--shards",
            paramLabel = "P",
            description = "How many devices share the network.")
    private Integer shards;

    @Option(
            names = "--weights",
            paramLabel = "W,…",
            split = ",",
            description =
                    "What part of the network each of them has, in proportion to how fast it is:"
                            + " 2,1,1 gives half to the first (default: all the same).")
    private List<Double> weights;

    /**
     * @throws UsageException naming the options, if neither or both are given and do not agree
     */
    Shares shares() {
        if (weights == null) {
            if (shards == null) {
                throw new UsageException(
                        "give --shards P, or --weights with one number a device (see --help)");
            }
            return Shares.even(shards);
        }
        if (shards != null && shards != weights.size()) {
            throw new UsageException(
                    String.format(
                            "--weights has %d number(s) for --shards %d: give one a shard, or leave"
                                    + " --shards out",
                            weights.size(), shards));
        }
        try {
            return new Shares(weights);
        } catch (NetworkException e) {
            throw new UsageException("--weights: " + e.getMessage());
        }
    }
}
