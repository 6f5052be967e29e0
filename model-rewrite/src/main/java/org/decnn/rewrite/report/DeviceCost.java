package org.decnn.rewrite.report;

/**
 * What one device holds and does.
 *
 * @param weightBytes of the weights it holds, fp32, batch norm folded
 * @param activationBytes most that one image's tensors take at a time in a stage, fp32, each freed
 *     after its last reader, nothing computed in place
 * @param macs multiply-accumulates for one image
 * @param sentBytes for one image, on average over images
 * @param receivedBytes for one image, on average over images
 */
public record DeviceCost(
        long weightBytes, long activationBytes, long macs, long sentBytes, long receivedBytes) {

    /** Bytes of one image in the busier direction of a link that sends and receives at once. */
    public long linkBytes() {
        return Math.max(sentBytes, receivedBytes);
    }
}
