package org.decnn.model.directory;

/** A model directory that cannot be used. The message names the file and the remedy. */
public class ModelDirectoryException extends RuntimeException {
    public ModelDirectoryException(String message) {
        super(message);
    }

    public ModelDirectoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
