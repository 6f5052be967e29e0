package org.decnn.operators.engine;

/** An engine cannot load or run a graph. */
public class EngineException extends RuntimeException {
    public EngineException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * An engine's own classes or native library are not on this device.
     *
     * @param remedy what to do, as an order
     */
    public static EngineException notOnThisDevice(String engine, LinkageError e, String remedy) {
        return new EngineException(
                engine + " cannot be loaded on this device (" + rootOf(e) + "): " + remedy, e);
    }

    /** What went wrong first. */
    static Throwable rootOf(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
