package org.decnn.operators.stage;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.decnn.operators.slice.Batch;

/**
 * Keys that put each shard where it belongs. A channel group is a key group: with a max parallelism
 * of replicas · shards, shard p of replica r is keyed by the smallest key whose key group is r ·
 * shards + p. So Flink's own assignment puts it on subtask (r · shards + p) · parallelism /
 * maxParallelism, and a savepoint runs on any number of devices up to the max parallelism.
 */
public final class ShardKeys implements Serializable {

    private static final long serialVersionUID = 1L;

    private final int shards;
    private final int replicas;
    private final int[] keys;
    private final Map<Integer, Integer> groups = new HashMap<>();

    public ShardKeys(int shards, int replicas) {
        if (shards < 1 || replicas < 1) {
            throw new IllegalArgumentException(
                    "there is at least 1 shard and 1 replica, not " + shards + " and " + replicas);
        }
        this.shards = shards;
        this.replicas = replicas;
        this.keys = new int[replicas * shards];
        for (int key = 0; groups.size() < keys.length; key++) {
            int group = KeyGroupRangeAssignment.assignToKeyGroup(key, keys.length);
            if (!groups.containsValue(group)) {
                groups.put(key, group);
                keys[group] = key;
            }
        }
    }

    public int shards() {
        return shards;
    }

    public int replicas() {
        return replicas;
    }

    /** What the job's max parallelism must be. */
    public int maxParallelism() {
        return keys.length;
    }

    /** The key of one shard of one replica. */
    public int keyOf(int replica, int shard) {
        return keys[replica * shards + shard];
    }

    /** The key of a key group. */
    public int keyOfGroup(int group) {
        return keys[group];
    }

    /** The shard that a key stands for. */
    public int shardOf(int key) {
        return groups.get(key) % shards;
    }

    /**
     * The replica of the network that a batch goes to: the one that has a shard where the batch is
     * at home. So copies of a whole network send each other nothing.
     */
    public int replicaOf(Batch batch) {
        return groups.get(batch.home()) / shards;
    }

    /** The subtask, hence the device, that one shard of one replica is on. */
    public int subtaskOf(int replica, int shard, int parallelism) {
        return subtaskOfGroup(replica * shards + shard, parallelism);
    }

    /** The subtask that a key group is on. */
    public int subtaskOfGroup(int group, int parallelism) {
        return KeyGroupRangeAssignment.computeOperatorIndexForKeyGroup(
                maxParallelism(), parallelism, group);
    }

    /** The subtask that a key is on. */
    public int subtaskOfKey(int key, int parallelism) {
        return subtaskOfGroup(groups.get(key), parallelism);
    }

    /** Whether a subtask holds a shard, of whichever replica. */
    public boolean holds(int subtask, int shard, int parallelism) {
        for (int replica = 0; replica < replicas; replica++) {
            if (subtaskOf(replica, shard, parallelism) == subtask) {
                return true;
            }
        }
        return false;
    }
}
