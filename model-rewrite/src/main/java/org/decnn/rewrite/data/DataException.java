package org.decnn.rewrite.data;

/** Data that cannot be learned from or measured with: one line naming the file and the remedy. */
public final class DataException extends RuntimeException {

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
