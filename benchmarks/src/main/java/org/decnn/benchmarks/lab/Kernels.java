package org.decnn.benchmarks.lab;

import java.util.List;

/** Which of ONNX Runtime's kernels the devices take. */
public enum Kernels {
    /** Convolutions on channels in blocks, as ONNX Runtime chooses on x86-64. */
    BLOCKED,
    /** Without them, as ONNX Runtime does where it has none: on ARM. */
    UNBLOCKED;

    /**
     * Flags of a JVM that runs graphs. A network in eight bits has no such kernels, and keeps what
     * it has on ARM too.
     */
    List<String> flags(boolean quantised) {
        return this == UNBLOCKED && !quantised
                ? List.of("-Ddecnn.onnxruntime.optimization=extended")
                : List.of();
    }
}
