package org.decnn.operators.image;

/** Why an image leaves as a dead letter. */
public enum RejectReason {
    /** The record has no bytes. */
    EMPTY,
    /** More bytes than allowed. */
    TOO_MANY_BYTES,
    /** More pixels than allowed: it could be a decompression bomb. */
    TOO_MANY_PIXELS,
    /** Not a picture of a format that is read. */
    UNSUPPORTED_FORMAT,
    /** The picture breaks off before its end. */
    TRUNCATED,
    /** The picture's bytes contradict its format or its checksums. */
    CORRUPT,
    /** The record around the picture cannot be read. */
    MALFORMED_RECORD,
    /** Older than allowed when it would have been decoded, or sent on. */
    EXPIRED,
    /** Not all devices answered in time. */
    INCOMPLETE,
    /** The network's answer is NaN or infinite. */
    NOT_FINITE
}
