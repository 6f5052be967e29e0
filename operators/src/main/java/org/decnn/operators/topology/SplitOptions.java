package org.decnn.operators.topology;

import java.time.Duration;
import java.util.function.Consumer;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.network.NetworkException;
import org.decnn.operators.engine.Engine;
import org.decnn.operators.engine.OnnxRuntimeEngine;
import org.decnn.operators.image.DecodeLimits;
import org.decnn.operators.model.NetworkName;
import org.decnn.operators.stage.InputKind;
import org.decnn.operators.stage.ShardKeys;

/**
 * How a split network runs.
 *
 * @param network what the job calls it; networks of one job differ in it
 * @param devices parallelism of every operator: how many TaskManagers share the shards
 * @param replicas copies of the split network side by side
 * @param maxInFlight images between decoding and their logits, all devices together; null for
 *     {@value #IN_FLIGHT_PER_SHARD} a shard and replica, or {@value #SMALL_IN_FLIGHT_PER_SHARD}
 *     where images are small
 * @param timeout how long a sample's slices wait for the missing ones
 * @param maxBatch images that pass the network together where they would wait, at most
 * @param decoding which device decodes an image; in turn in any case, where fewer images than
 *     devices may be in flight
 */
public record SplitOptions(
        NetworkName network,
        int devices,
        int replicas,
        Engine engine,
        InputKind inputKind,
        DecodeLimits limits,
        Duration timeout,
        Integer maxInFlight,
        int maxBatch,
        Decoding decoding) {

    /** Enough that a device computes while other images' slices are on the network. */
    public static final int IN_FLIGHT_PER_SHARD = 4;

    /** Where images are small: many slices go in one buffer, if there are many. */
    public static final int SMALL_IN_FLIGHT_PER_SHARD = 256;

    /** Fewer and larger messages where images wait anyway. */
    public static final int MAX_BATCH = 4;

    /** An image none of whose transfers has as many bytes is small, and computed in little time. */
    private static final long LARGE_TRANSFER = 16 << 10;

    /**
     * Whether an image is so large that each of its slices is sent at once. Of small ones, sending
     * each slice by itself costs more than it saves.
     */
    static boolean largeImages(ModelManifest manifest) {
        return manifest.largestTransfer() >= LARGE_TRANSFER;
    }

    public static SplitOptions onDevices(int devices) {
        return new SplitOptions(
                NetworkName.NONE,
                devices,
                1,
                new OnnxRuntimeEngine(),
                InputKind.PICTURE,
                DecodeLimits.DEFAULT,
                Duration.ofMinutes(5),
                null,
                MAX_BATCH,
                Decoding.IN_TURN);
    }

    /**
     * The keys by which a model's shards are placed.
     *
     * @throws NetworkException if the devices cannot share the shards
     */
    public ShardKeys keysFor(ModelManifest manifest) {
        ShardKeys keys = new ShardKeys(manifest.shards(), replicas);
        if (devices < 1 || devices > keys.maxParallelism()) {
            throw new NetworkException(
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

    /**
     * Of a job that runs several networks, each under a name of its own. The uids of its operators
     * start with it: a savepoint knows a network by its name.
     *
     * @throws NetworkException if it is not made of letters, digits, dots, - and _
     */
    public SplitOptions named(String name) {
        return with(draft -> draft.network = new NetworkName(name));
    }

    public SplitOptions withDevices(int count) {
        return with(draft -> draft.devices = count);
    }

    public SplitOptions withReplicas(int count) {
        return with(draft -> draft.replicas = count);
    }

    public SplitOptions fed(InputKind kind) {
        return with(draft -> draft.inputKind = kind);
    }

    public SplitOptions withLimits(DecodeLimits other) {
        return with(draft -> draft.limits = other);
    }

    public SplitOptions withTimeout(Duration other) {
        return with(draft -> draft.timeout = other);
    }

    public SplitOptions withEngine(Engine other) {
        return with(draft -> draft.engine = other);
    }

    /**
     * @param images null for as many as suit the model
     */
    public SplitOptions withMaxInFlight(Integer images) {
        return with(draft -> draft.maxInFlight = images);
    }

    public SplitOptions withMaxBatch(int images) {
        return with(draft -> draft.maxBatch = images);
    }

    public SplitOptions withDecoding(Decoding other) {
        return with(draft -> draft.decoding = other);
    }

    private SplitOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /** What a copy with a change is made of. */
    private static final class Draft {
        private NetworkName network;
        private int devices;
        private int replicas;
        private Engine engine;
        private InputKind inputKind;
        private DecodeLimits limits;
        private Duration timeout;
        private Integer maxInFlight;
        private int maxBatch;
        private Decoding decoding;

        Draft(SplitOptions from) {
            network = from.network;
            devices = from.devices;
            replicas = from.replicas;
            engine = from.engine;
            inputKind = from.inputKind;
            limits = from.limits;
            timeout = from.timeout;
            maxInFlight = from.maxInFlight;
            maxBatch = from.maxBatch;
            decoding = from.decoding;
        }

        SplitOptions options() {
            return new SplitOptions(
                    network,
                    devices,
                    replicas,
                    engine,
                    inputKind,
                    limits,
                    timeout,
                    maxInFlight,
                    maxBatch,
                    decoding);
        }
    }

    /** How many images of a model may be in flight on these shards. */
    int inFlight(ModelManifest manifest, ShardKeys keys) {
        if (maxInFlight != null) {
            return maxInFlight;
        }
        int perShard = largeImages(manifest) ? IN_FLIGHT_PER_SHARD : SMALL_IN_FLIGHT_PER_SHARD;
        return perShard * keys.maxParallelism();
    }
}
