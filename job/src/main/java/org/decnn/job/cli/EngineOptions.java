package org.decnn.job.cli;

import org.decnn.job.UsageException;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.operators.engine.Engine;
import org.decnn.operators.engine.EngineCheck;
import org.decnn.operators.engine.EngineException;
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
     * @throws UsageException naming the layer and the operator, if the engine lacks one that the
     *     directory's graphs are made of
     */
    Engine engineFor(ModelDirectory directory) {
        Engine engine = engine();
        try {
            EngineCheck.requireRuns(engine, directory);
        } catch (EngineException e) {
            throw new UsageException(e.getMessage());
        }
        return engine;
    }

    /**
     * The same for a cluster in this process: where the engine cannot be loaded, that is said
     * before a cluster is started, and tries again and again.
     */
    Engine loadedFor(ModelDirectory directory) {
        engine().prepare();
        return engineFor(directory);
    }

    private Engine engine() {
        if (threads < 1) {
            throw new UsageException("--threads is at least 1, not " + threads);
        }
        return switch (kind) {
            case onnxruntime -> new OnnxRuntimeEngine(threads);
            case nd4j -> new Nd4jEngine(threads);
        };
    }
}
