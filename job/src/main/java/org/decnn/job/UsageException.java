package org.decnn.job;

import org.decnn.model.network.OneLine;

/**
 * The command cannot be carried out as it was given. The message is one line that names the thing,
 * the place and the remedy; it is shown without a stack trace, and the exit code is 2.
 */
public final class UsageException extends RuntimeException {
    public UsageException(String message) {
        super(OneLine.of(message));
    }

    /** With what it came from, for {@code --verbose}. */
    public UsageException(String message, Throwable cause) {
        super(OneLine.of(message), cause);
    }
}
