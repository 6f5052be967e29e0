package org.decnn.operators.engine.nd4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.decnn.model.directory.Port;
import org.decnn.operators.engine.Engine;
import org.decnn.operators.engine.EngineException;
import org.decnn.operators.engine.ShardSession;

/**
 * Runs graphs with ND4J. Its jars belong in Flink's {@code lib/}, as ONNX Runtime's do, and this
 * class names none of ND4J's.
 */
public final class Nd4jEngine implements Engine {

    private static final long serialVersionUID = 1L;

    private final int threads;

    /** One thread for each session. */
    public Nd4jEngine() {
        this(1);
    }

    /**
     * @param threads that an operation may use; in part ND4J knows but one number for the whole
     *     process, that of the session loaded last
     */
    public Nd4jEngine(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("an engine has 1 thread or more, not " + threads);
        }
        this.threads = threads;
    }

    @Override
    public int threads() {
        return threads;
    }

    /** Loads it, if ND4J is here: on a client it need not be, and the devices will say it. */
    @Override
    public void requireRuns(Path graph, List<Port> inputs, List<Port> outputs) {
        try {
            Nd4jSession.load(read(graph), inputs, outputs, threads).close();
        } catch (LinkageError e) {
            return;
        }
    }

    @Override
    public ShardSession load(Path graph, List<Port> inputs, List<Port> outputs) {
        return load(read(graph), inputs, outputs);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new EngineException(file + " cannot be read: " + e, e);
        }
    }

    @Override
    public ShardSession load(byte[] graph, List<Port> inputs, List<Port> outputs) {
        try {
            return Nd4jSession.load(graph, inputs, outputs, threads);
        } catch (LinkageError e) {
            throw EngineException.notOnThisDevice(
                    "ND4J",
                    e,
                    "put the jars of operators/target/lib/ into Flink's lib/ and start the TaskManager"
                            + " again, or use --engine onnxruntime");
        }
    }
}
