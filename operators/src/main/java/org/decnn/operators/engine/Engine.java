package org.decnn.operators.engine;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.decnn.model.directory.Port;

/** What computes a shard's graph. */
public interface Engine extends Serializable {

    /**
     * Loads a graph.
     *
     * @param graph ONNX file
     * @param inputs of the graph, in the order in which the session offers their buffers
     * @param outputs of the graph, likewise
     * @throws EngineException if the engine cannot run it
     */
    ShardSession load(Path graph, List<Port> inputs, List<Port> outputs);

    /**
     * Asked on the client, before anything starts: whether devices will be able to load a graph. An
     * engine that runs whatever is written does not look.
     *
     * @throws EngineException naming the node that it cannot run
     */
    default void requireRuns(Path graph, List<Port> inputs, List<Port> outputs) {}

    /** Threads that one run of a graph takes. */
    default int threads() {
        return 1;
    }

    /**
     * Loads what the engine needs before it can load any graph, if it can be told apart.
     *
     * @throws EngineException if that cannot be loaded here
     */
    default void prepare() {}

    /**
     * Loads a graph that was made in memory, by way of a file where the engine reads nothing else.
     */
    default ShardSession load(byte[] graph, List<Port> inputs, List<Port> outputs) {
        try {
            Path file = Files.createTempFile("decnn-graph-", ".onnx");
            try {
                return load(Files.write(file, graph), inputs, outputs);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new EngineException("a graph cannot be written for the engine: " + e, e);
        }
    }
}
