package org.decnn.operators.engine;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;

/**
 * How far ONNX Runtime rewrites graphs before it runs them: as far as it can, unless the system
 * property {@value #PROPERTY} is {@code extended}. Then it leaves out convolutions on blocks of
 * channels, which it has on x86-64 and not on ARM, so that a fast machine takes the kernels that a
 * small board has.
 */
public final class GraphOptimization {

    public static final String PROPERTY = "decnn.onnxruntime.optimization";

    private GraphOptimization() {}

    /**
     * @throws EngineException if the property says something else than all or extended
     */
    public static OptLevel level() {
        String level = System.getProperty(PROPERTY, "all");
        return switch (level) {
            case "all" -> OptLevel.ALL_OPT;
            case "extended" -> OptLevel.EXTENDED_OPT;
            default ->
                    throw new EngineException(
                            "-D" + PROPERTY + "=" + level + ": give all or extended", null);
        };
    }
}
