package org.decnn.job.settings;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.decnn.model.directory.ModelManifest;

/**
 * The network memory of a TaskManager of one slot. Flink 2.2 has no other settings of it: buffers a
 * channel (2), floating buffers a gate (8) and the most a channel may queue (10) are constants.
 *
 * @param segmentBytes size of a buffer, a power of two
 * @param buffers how many there are
 */
public record NetworkSettings(int segmentBytes, int buffers) {

    /** Flink's own default; records that are smaller share a buffer. */
    static final int SMALLEST_SEGMENT = 32 << 10;

    /** Larger ones would take a small board's memory for little. */
    static final int LARGEST_SEGMENT = 512 << 10;

    /** What the network may take of a device of 1 GB before segments get smaller. */
    static final long BUDGET = 72L << 20;

    /** Up to here there are more buffers than the job needs, if it can use them. */
    static final long ENOUGH = 44L << 20;

    /** A slice's ids, the length of its block, and the length and tag that Flink puts before. */
    static final int HEADER = 64;

    /**
     * A slice fits a buffer, and so do the decoded image and what a shard sends itself, unless that
     * takes more memory than a small device has. There are as many buffers as the job can use,
     * within a lower bound, and never fewer than it needs.
     */
    public static NetworkSettings of(ModelManifest manifest, BufferDemand demand) {
        long record = manifest.largestTransfer() + HEADER;
        int segment = SMALLEST_SEGMENT;
        while (segment < record && segment < LARGEST_SEGMENT) {
            segment *= 2;
        }
        while (segment > SMALLEST_SEGMENT && (long) segment * demand.recovering() > BUDGET) {
            segment /= 2;
        }
        long affordable = Math.min(demand.most(), ENOUGH / segment);
        return new NetworkSettings(segment, (int) Math.max(demand.recovering(), affordable));
    }

    public NetworkSettings {
        if (Integer.bitCount(segmentBytes) != 1 || segmentBytes < 4096) {
            throw new IllegalArgumentException(
                    segmentBytes + " is no power of two of at least 4096: Flink refuses it");
        }
        if (buffers < 1) {
            throw new IllegalArgumentException(buffers + " buffers are too few");
        }
    }

    public long bytes() {
        return (long) segmentBytes * buffers;
    }

    /** Sets it where a cluster is started from a configuration. */
    public void applyTo(Configuration configuration) {
        MemorySize network = new MemorySize(bytes());
        configuration.set(TaskManagerOptions.MEMORY_SEGMENT_SIZE, new MemorySize(segmentBytes));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
    }
}
