package org.decnn.operators.engine;

import java.io.Serializable;
import java.util.List;
import org.decnn.model.directory.Port;

/** What computes a shard's graph. */
public interface Engine extends Serializable {

    /**
     * Loads a graph.
     *
     * @param graph in ONNX
     * @param inputs of the graph, in the order in which the session offers their buffers
     * @param outputs of the graph, likewise
     * @throws EngineException if the engine cannot run it
     */
    ShardSession load(byte[] graph, List<Port> inputs, List<Port> outputs);
}
