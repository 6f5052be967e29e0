package org.decnn.model.directory;

import java.nio.file.Path;
import java.util.List;

/** Runs a shard's graph once, on zeros, before its directory is said to be made. */
@FunctionalInterface
public interface GraphTrial {

    /** Takes every graph untried. */
    GraphTrial NONE = (graph, inputs, outputs) -> {};

    /**
     * @param graph ONNX file
     * @throws RuntimeException saying what is wrong, if the graph cannot be loaded or run
     */
    void run(Path graph, List<Port> inputs, List<Port> outputs);
}
