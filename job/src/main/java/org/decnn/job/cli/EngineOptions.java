package org.decnn.job.cli;

import org.decnn.job.UsageException;
import org.decnn.operators.engine.Engine;
import org.decnn.operators.engine.OnnxRuntimeEngine;
import org.decnn.operators.engine.nd4j.Nd4jEngine;
import picocli.CommandLine.Option;

/** What computes on the devices. */
final class EngineOptions {

    /** The names that people type. */
    enum Kind {
        onnxruntime,
        nd4j
    }

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            defaultValue = "onnxruntime",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Kind kind;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Threads of one stage's engine; stages run beside one another (default: ${DEFAULT-VALUE}).")
    private int threads;

    /**
     * The engine, for a cluster in this process: where it cannot be loaded, that is said before a
     * cluster is started, and tries again and again.
     */
    Engine loaded() {
        Engine engine = engine();
        engine.prepare();
        return engine;
    }

    Engine engine() {
        if (threads < 1) {
            throw new UsageException("--threads is at least 1, not " + threads);
        }
        return switch (kind) {
            case onnxruntime -> new OnnxRuntimeEngine(threads);
            case nd4j -> new Nd4jEngine(threads);
        };
    }
}
