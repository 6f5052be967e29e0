package org.decnn.operators.engine;

import java.nio.file.Path;
import java.util.List;
import org.decnn.model.directory.Port;

/**
 * Runs graphs with ONNX Runtime, by default one thread a session: a device's stages run beside one
 * another, so each needs but one core. The native library belongs in Flink's {@code lib/}, not in
 * the user jar: a restarted job has a new class loader, and a library is loaded once.
 *
 * <p>This class names none of ONNX Runtime's, so that it can be sent to a device that lacks them,
 * and say so there.
 */
public final class OnnxRuntimeEngine implements Engine {

    private static final long serialVersionUID = 1L;

    private final int threads;

    /** One thread for each session. */
    public OnnxRuntimeEngine() {
        this(1);
    }

    /**
     * @param threads that work on one operator of one session
     */
    public OnnxRuntimeEngine(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("an engine has 1 thread or more, not " + threads);
        }
        this.threads = threads;
    }

    @Override
    public int threads() {
        return threads;
    }

    @Override
    public void prepare() {
        try {
            OnnxRuntimeSession.prepare();
        } catch (LinkageError e) {
            throw notOnThisDevice(e);
        }
    }

    @Override
    public ShardSession load(Path graph, List<Port> inputs, List<Port> outputs) {
        try {
            return OnnxRuntimeSession.load(graph, inputs, outputs, threads);
        } catch (LinkageError e) {
            throw notOnThisDevice(e);
        }
    }

    @Override
    public ShardSession load(byte[] graph, List<Port> inputs, List<Port> outputs) {
        try {
            return OnnxRuntimeSession.load(graph, inputs, outputs, threads);
        } catch (LinkageError e) {
            throw notOnThisDevice(e);
        }
    }

    private static EngineException notOnThisDevice(LinkageError e) {
        return EngineException.notOnThisDevice(
                "ONNX Runtime",
                e,
                "put onnxruntime-1.28.0.jar into Flink's lib/ and start the TaskManager again");
    }
}
