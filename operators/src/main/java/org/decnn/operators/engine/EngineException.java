package org.decnn.operators.engine;

/** An engine cannot load or run a graph. */
public class EngineException extends RuntimeException {
    public EngineException(String message, Throwable cause) {
        super(message, cause);
    }
}
