package org.decnn.rewrite.report;

/**
 * What one layer with weights costs; a batch norm that is folded into a convolution belongs to it.
 *
 * @param layer its name in its network
 * @param operation for people, as {@code conv 3×3, 4 groups}
 * @param stage that it runs in, from 1
 * @param parameters of the whole layer, as the file has them
 * @param macs of the whole layer for one image
 * @param weightBytes a device holds, fp32, batch norm folded; of the device that holds most
 * @param activationBytes of its output on a device, fp32; of the device that holds most
 * @param exchange that its stage begins with, where the layer is the stage's first; else empty
 * @param exchangeBytes of one image that go from device to device in that
 */
public record LayerCost(
        String layer,
        String operation,
        int stage,
        long parameters,
        long macs,
        long weightBytes,
        long activationBytes,
        String exchange,
        long exchangeBytes) {}
