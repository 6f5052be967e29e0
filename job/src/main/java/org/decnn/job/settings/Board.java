package org.decnn.job.settings;

import java.util.stream.IntStream;
import org.decnn.operators.stage.ShardKeys;

/**
 * What a TaskManager is to have room for.
 *
 * @param slots that it offers; each is a device to the job
 * @param spareShards that each device may hold beyond its share, so that the job goes on with fewer
 * @param small for boards of 1 GB: what of the JVM and of Flink is not the model's is cut down too
 */
public record Board(int slots, int spareShards, boolean small) {

    /** One device and its share, on a machine with memory enough. */
    public static final Board OF_ONE_DEVICE = new Board(1, 0, false);

    /** How many devices the job may find itself on: all, and as few as the spare shards allow. */
    public IntStream deviceCounts(ShardKeys keys, int devices) {
        int shardsOfOne = ceiling(keys.maxParallelism(), devices) + spareShards;
        return IntStream.rangeClosed(ceiling(keys.maxParallelism(), shardsOfOne), devices);
    }

    private static int ceiling(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
