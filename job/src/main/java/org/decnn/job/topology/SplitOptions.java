package org.decnn.job.topology;

import java.time.Duration;
import org.decnn.job.UsageException;
import org.decnn.model.directory.ModelManifest;
import org.decnn.operators.engine.Engine;
import org.decnn.operators.engine.OnnxRuntimeEngine;
import org.decnn.operators.image.DecodeLimits;
import org.decnn.operators.stage.InputKind;
import org.decnn.operators.stage.ShardKeys;

/**
 * How a split network runs.
 *
 * @param devices parallelism of every operator: how many TaskManagers share the shards
 * @param replicas copies of the split network side by side
 * @param timeout how long a sample's slices wait for the missing ones
 */
public record SplitOptions(
        int devices,
        int replicas,
        Engine engine,
        InputKind inputKind,
        DecodeLimits limits,
        Duration timeout) {

    public static SplitOptions onDevices(int devices) {
        return new SplitOptions(
                devices,
                1,
                new OnnxRuntimeEngine(),
                InputKind.PICTURE,
                DecodeLimits.DEFAULT,
                Duration.ofMinutes(5));
    }

    /**
     * The keys by which a model's shards are placed.
     *
     * @throws UsageException if the devices cannot share the shards
     */
    public ShardKeys keysFor(ModelManifest manifest) {
        ShardKeys keys = new ShardKeys(manifest.shards(), replicas);
        if (devices < 1 || devices > keys.maxParallelism()) {
            throw new UsageException(
                    devices
                            + " device(s) cannot share "
                            + manifest.shards()
                            + " shard(s) in "
                            + replicas
                            + " replica(s): use 1 to "
                            + keys.maxParallelism()
                            + " devices, or split the network again with 'decnn shard --shards'");
        }
        return keys;
    }

    public SplitOptions withReplicas(int count) {
        return new SplitOptions(devices, count, engine, inputKind, limits, timeout);
    }

    public SplitOptions fed(InputKind kind) {
        return new SplitOptions(devices, replicas, engine, kind, limits, timeout);
    }

    public SplitOptions withLimits(DecodeLimits other) {
        return new SplitOptions(devices, replicas, engine, inputKind, other, timeout);
    }

    public SplitOptions withTimeout(Duration other) {
        return new SplitOptions(devices, replicas, engine, inputKind, limits, other);
    }
}
