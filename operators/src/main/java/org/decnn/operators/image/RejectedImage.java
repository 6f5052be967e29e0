package org.decnn.operators.image;

/**
 * An image that gets no prediction, and why.
 *
 * @param content the bytes as they came in, or null where they are no longer at hand; the header
 *     says where to read them again
 */
public record RejectedImage(
        ImageHeader header, RejectReason reason, String message, byte[] content) {}
