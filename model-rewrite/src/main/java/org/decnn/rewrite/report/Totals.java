package org.decnn.rewrite.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * One network as a whole.
 *
 * @param file its name
 * @param parameters as the file has them
 * @param macs multiply-accumulates for one image
 * @param weightBytes of all weights, fp32, batch norm folded
 * @param weightBytesPerDevice of the device that holds most, split over the report's devices
 * @param activationBytesPerDevice most that one image takes at a time on a device
 * @param exchanges between stages
 * @param exchangeBytes of one image that go from device to device between stages
 * @param linkBytesPerDevice of one image through the busiest link in its busiest direction, the
 *     picture and the logits included
 * @param accuracy null where the network was not evaluated
 * @param splits over more and more devices: one device first, the report's devices last
 * @param times for each split and each network rate
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Totals(
        String file,
        String name,
        long parameters,
        long macs,
        long weightBytes,
        long weightBytesPerDevice,
        long activationBytesPerDevice,
        int exchanges,
        long exchangeBytes,
        long linkBytesPerDevice,
        MeasuredAccuracy accuracy,
        List<SplitCost> splits,
        List<PredictedTime> times) {

    /** The split over all of the report's devices. */
    public SplitCost split() {
        return splits.get(splits.size() - 1);
    }

    /** The predicted time on one device, milliseconds, which no network enters into. */
    public double aloneMs() {
        return times.get(0).imageMs();
    }

    /** The predicted time on some devices, at some network rate. */
    public PredictedTime time(int devices, double megabitsPerSecond) {
        return times.stream()
                .filter(
                        time ->
                                time.devices() == devices
                                        && time.megabitsPerSecond() == megabitsPerSecond)
                .findFirst()
                .orElseThrow();
    }
}
