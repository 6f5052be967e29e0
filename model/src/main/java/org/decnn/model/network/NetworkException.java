package org.decnn.model.network;

/**
 * A network that cannot be read, or cannot be run as asked. The message names the place and the
 * remedy.
 */
public class NetworkException extends RuntimeException {
    public NetworkException(String message) {
        super(OneLine.of(message));
    }

    public NetworkException(String message, Throwable cause) {
        super(OneLine.of(message), cause);
    }
}
