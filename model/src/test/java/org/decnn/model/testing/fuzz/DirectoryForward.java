package org.decnn.model.testing.fuzz;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.Transfer;
import org.decnn.model.testing.OnnxRuntimeForward;

/** Runs a model directory's graphs with ONNX Runtime, handing over tensors as its edges say. */
final class DirectoryForward {

    private record Place(int stage, int shard) {}

    private final ModelDirectory directory;
    private final ModelManifest manifest;
    private final Map<Place, Map<String, float[]>> arrived = new HashMap<>();
    private final float[] logits;

    private DirectoryForward(ModelDirectory directory) {
        this.directory = directory;
        this.manifest = directory.manifest();
        this.logits = new float[manifest.classes()];
    }

    /**
     * The answer; what is sent is fp32.
     *
     * @param pixels 8-bit values
     */
    static float[] run(ModelDirectory directory, float[] pixels) {
        DirectoryForward forward = new DirectoryForward(directory);
        forward.run(pixels);
        return directory.manifest().ending().of(forward.logits);
    }

    private void run(float[] pixels) {
        if (manifest.sendsPicture()) {
            for (Edge edge : manifest.edgesFrom(0)) {
                for (Transfer transfer : edge.transfers()) {
                    transfer.parts().forEach(part -> arrive(transfer, part, pixels));
                }
            }
        } else {
            String input = manifest.stem().get(0).inputs().get(0).name();
            deliver(
                    0,
                    0,
                    OnnxRuntimeForward.runOptimised(directory.graph(0, 0), Map.of(input, pixels)));
        }
        for (ModelManifest.StageEntry stage : manifest.stages()) {
            for (int shard = 0; shard < manifest.shards(); shard++) {
                if (!stage.shards().get(shard).idle()) {
                    Map<String, float[]> inputs =
                            arrived.getOrDefault(new Place(stage.number(), shard), Map.of());
                    byte[] graph = directory.graph(stage.number(), shard);
                    deliver(stage.number(), shard, OnnxRuntimeForward.runOptimised(graph, inputs));
                }
            }
        }
    }

    private void deliver(int stage, int shard, Map<String, float[]> outputs) {
        for (Edge edge : manifest.edgesFrom(stage)) {
            for (Transfer transfer : edge.transfers()) {
                if (transfer.fromShard() == shard) {
                    transfer.parts()
                            .forEach(part -> arrive(transfer, part, outputs.get(part.output())));
                }
            }
        }
    }

    private void arrive(Transfer transfer, Transfer.Part part, float[] values) {
        if (values.length != part.elements()) {
            throw new IllegalStateException(
                    "'"
                            + part.output()
                            + "' has "
                            + values.length
                            + " values, not "
                            + part.elements());
        }
        if (transfer.toStage() == manifest.logitsStage()) {
            List<Integer> classes = manifest.logits().get(transfer.fromShard());
            for (int i = 0; i < values.length; i++) {
                logits[classes.get(i)] += values[i];
            }
        } else {
            arrived.computeIfAbsent(
                            new Place(transfer.toStage(), transfer.toShard()),
                            place -> new HashMap<>())
                    .put(part.input(), values);
        }
    }
}
