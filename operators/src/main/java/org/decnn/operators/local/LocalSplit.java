package org.decnn.operators.local;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.decnn.model.directory.GraphFile;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.directory.Port;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.Transfer;
import org.decnn.operators.engine.Engine;
import org.decnn.operators.engine.EngineException;
import org.decnn.operators.engine.ShardSession;

/**
 * A split network with all its shards in one place, without a job around it: answers one picture
 * after the other as the job does, the same bytes passing from graph to graph. Holds every shard's
 * weights. Not thread-safe.
 */
public final class LocalSplit implements AutoCloseable {

    private record Place(int stage, int shard) {}

    private static final Place STEM = new Place(0, 0);

    private record Loaded(ShardSession session, List<String> inputs, List<String> outputs) {
        ByteBuffer input(String name) {
            return session.input(inputs.indexOf(name)).clear();
        }

        ByteBuffer output(String name) {
            return session.output(outputs.indexOf(name)).clear();
        }
    }

    private final ModelManifest manifest;
    private final Map<Place, Loaded> shards = new HashMap<>();

    private LocalSplit(ModelManifest manifest) {
        this.manifest = manifest;
    }

    /**
     * Loads every graph of a model directory.
     *
     * @throws EngineException if the engine cannot run one of them
     */
    public static LocalSplit load(ModelDirectory directory, Engine engine) {
        LocalSplit split = new LocalSplit(directory.manifest());
        try {
            if (!split.manifest.sendsPicture()) {
                split.load(directory, 0, 0, engine);
            }
            for (ModelManifest.StageEntry stage : split.manifest.stages()) {
                for (int shard = 0; shard < split.manifest.shards(); shard++) {
                    if (!stage.shards().get(shard).idle()) {
                        split.load(directory, stage.number(), shard, engine);
                    }
                }
            }
            return split;
        } catch (RuntimeException e) {
            split.close();
            throw e;
        }
    }

    private void load(ModelDirectory directory, int stage, int shard, Engine engine) {
        ModelManifest.ShardEntry entry = manifest.graph(stage, shard);
        ShardSession session;
        try (GraphFile graph = directory.graphFile(stage, shard)) {
            session = engine.load(graph.path(), entry.inputs(), entry.outputs());
        }
        shards.put(
                new Place(stage, shard),
                new Loaded(session, names(entry.inputs()), names(entry.outputs())));
    }

    private static List<String> names(List<Port> ports) {
        return ports.stream().map(Port::name).toList();
    }

    /**
     * The network's answer: its logits, and what it ends in done to them.
     *
     * @param picture decoded, with the planes that the model directory has sent
     */
    public float[] logits(byte[] picture) {
        float[] logits = new float[manifest.classes()];
        ByteBuffer sent = ByteBuffer.wrap(picture);
        if (!manifest.sendsPicture()) {
            ShardSession stem = shards.get(STEM).session();
            stem.input(0).clear().put(sent);
            stem.run();
        }
        deliver(0, sent, logits);
        for (ModelManifest.StageEntry stage : manifest.stages()) {
            for (int shard = 0; shard < manifest.shards(); shard++) {
                if (!stage.shards().get(shard).idle()) {
                    shards.get(new Place(stage.number(), shard)).session().run();
                }
            }
            deliver(stage.number(), null, logits);
        }
        return manifest.ending().of(logits);
    }

    private void deliver(int stage, ByteBuffer picture, float[] logits) {
        for (Edge edge : manifest.edgesFrom(stage)) {
            for (Transfer transfer : edge.transfers()) {
                for (Transfer.Part part : transfer.parts()) {
                    ByteBuffer sent =
                            stage == 0 && manifest.sendsPicture()
                                    ? picture.clear()
                                    : shards.get(new Place(stage, transfer.fromShard()))
                                            .output(part.output());
                    if (transfer.toStage() == manifest.logitsStage()) {
                        add(sent, manifest.logits().get(transfer.fromShard()), logits);
                    } else {
                        shards.get(new Place(transfer.toStage(), transfer.toShard()))
                                .input(part.input())
                                .put(sent);
                    }
                }
            }
        }
    }

    private static void add(ByteBuffer part, List<Integer> classes, float[] logits) {
        for (int classIndex : classes) {
            logits[classIndex] += part.getFloat();
        }
    }

    @Override
    public void close() {
        shards.values().forEach(loaded -> loaded.session().close());
    }
}
