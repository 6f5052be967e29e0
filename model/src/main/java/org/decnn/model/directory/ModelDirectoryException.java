package org.decnn.model.directory;

import org.decnn.model.network.OneLine;

/** A model directory that cannot be used. The message names the file and the remedy. */
public class ModelDirectoryException extends RuntimeException {
    public ModelDirectoryException(String message) {
        super(OneLine.of(message));
    }

    public ModelDirectoryException(String message, Throwable cause) {
        super(OneLine.of(message), cause);
    }
}
