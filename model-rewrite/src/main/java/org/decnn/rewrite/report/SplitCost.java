package org.decnn.rewrite.report;

import java.util.List;

/**
 * What a network costs, split over devices.
 *
 * @param exchanges synchronisations between stages; the picture's way in and the logits' way out
 *     are not counted
 * @param exchangeBytes of one image that go from device to device in these
 * @param pictureBytes of one image's copies, from the device that decodes it to the others
 * @param logitBytes of one image's partial logits, to the device that sums them from the others
 * @param stages in order; the first is a stem that is computed at home, if there is one, the last
 *     the sum of the logits
 * @param perDevice one for each device
 */
public record SplitCost(
        int devices,
        int exchanges,
        long exchangeBytes,
        long pictureBytes,
        long logitBytes,
        List<StageCost> stages,
        List<DeviceCost> perDevice) {
    public SplitCost {
        stages = List.copyOf(stages);
        perDevice = List.copyOf(perDevice);
    }

    /** All bytes of one image that go from device to device. */
    public long networkBytes() {
        return exchangeBytes + pictureBytes + logitBytes;
    }

    /** Of the device that holds most. */
    public long weightBytes() {
        return perDevice.stream().mapToLong(DeviceCost::weightBytes).max().orElseThrow();
    }

    /** Of the device that needs most. */
    public long activationBytes() {
        return perDevice.stream().mapToLong(DeviceCost::activationBytes).max().orElseThrow();
    }

    /** Of the device that computes most. */
    public long macs() {
        return perDevice.stream().mapToLong(DeviceCost::macs).max().orElseThrow();
    }

    /** Bytes of one image in the busiest direction of the busiest link. */
    public long linkBytes() {
        return perDevice.stream().mapToLong(DeviceCost::linkBytes).max().orElseThrow();
    }
}
