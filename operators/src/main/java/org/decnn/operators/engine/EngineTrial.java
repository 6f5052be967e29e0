package org.decnn.operators.engine;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.decnn.model.directory.GraphTrial;
import org.decnn.model.directory.Port;

/** Loads a graph in an engine and runs it once, on zeros. */
public record EngineTrial(Engine engine) implements GraphTrial {

    @Override
    public void run(Path graph, List<Port> inputs, List<Port> outputs) {
        try (ShardSession session = engine.load(graph, inputs, outputs)) {
            IntStream.range(0, inputs.size()).forEach(i -> zero(session.input(i)));
            session.run();
        }
    }

    private static void zero(ByteBuffer buffer) {
        buffer.clear();
        while (buffer.hasRemaining()) {
            buffer.put((byte) 0);
        }
    }
}
