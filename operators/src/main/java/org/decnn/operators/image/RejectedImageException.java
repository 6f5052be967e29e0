package org.decnn.operators.image;

import org.decnn.model.network.OneLine;

/** An image cannot be decoded. Carries no stack trace: it is an outcome, not a fault. */
public final class RejectedImageException extends Exception {
    private final RejectReason reason;

    public RejectedImageException(RejectReason reason, String message) {
        super(OneLine.of(message), null, false, false);
        this.reason = reason;
    }

    public RejectReason reason() {
        return reason;
    }
}
