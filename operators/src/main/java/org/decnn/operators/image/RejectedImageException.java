package org.decnn.operators.image;

/** An image cannot be decoded. Carries no stack trace: it is an outcome, not a fault. */
public final class RejectedImageException extends Exception {
    private final RejectReason reason;

    public RejectedImageException(RejectReason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public RejectReason reason() {
        return reason;
    }
}
