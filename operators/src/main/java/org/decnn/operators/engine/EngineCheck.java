package org.decnn.operators.engine;

import org.decnn.model.directory.GraphFile;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelManifest;

/** Holds a model directory to the engine that is to run it, before a cluster is asked to. */
public final class EngineCheck {

    private EngineCheck() {}

    /**
     * @throws EngineException naming the layer and the operator that the engine lacks
     */
    public static void requireRuns(Engine engine, ModelDirectory directory) {
        ModelManifest manifest = directory.manifest();
        if (!manifest.sendsPicture()) {
            requireRuns(engine, directory, 0, 0);
        }
        for (ModelManifest.StageEntry stage : manifest.stages()) {
            for (int shard = 0; shard < manifest.shards(); shard++) {
                requireRuns(engine, directory, stage.number(), shard);
            }
        }
    }

    private static void requireRuns(Engine engine, ModelDirectory directory, int stage, int shard) {
        ModelManifest.ShardEntry entry = directory.manifest().graph(stage, shard);
        try (GraphFile graph = directory.graphFile(stage, shard)) {
            engine.requireRuns(graph.path(), entry.inputs(), entry.outputs());
        }
    }
}
