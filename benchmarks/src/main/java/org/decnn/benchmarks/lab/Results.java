package org.decnn.benchmarks.lab;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * All that a run of the lab measured, as {@code results.json} has it. What could not be told is
 * null.
 *
 * @param machine what it ran on and with, by name
 * @param checks lines of what was tried of the lab, and held
 * @param computedBytes bytes a device must send for one image, by system
 * @param kernels what an image costs in the engine alone
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Results(
        String started,
        Map<String, String> machine,
        List<String> method,
        List<String> checks,
        List<TestedSystem> systems,
        Map<String, Double> computedBytes,
        List<Kernel> kernels,
        List<Memory> memory,
        List<Cell> cells) {

    /** The network of cells that were measured on devices without limits. */
    static final String NO_LIMITS = "no limits";

    /**
     * A network's graphs by themselves on one core at its full speed; of one that is split, one
     * shard.
     *
     * @param model folder of its model directory
     * @param millis processor time of each run
     */
    public record Kernel(String model, int repetition, List<Double> millis) {}

    /**
     * A device's TaskManager over one job, in bytes.
     *
     * @param bare resident, no job ever submitted
     * @param before resident with a job of the same kind, warm, whose network has almost no weights
     * @param after resident after load and warm-up
     * @param peak most that was ever resident
     */
    public record Memory(
            String system,
            int repetition,
            int device,
            long bare,
            long before,
            long after,
            long peak) {
        public long model() {
            return after - before;
        }
    }

    /**
     * One system on one network in one repetition.
     *
     * @param imagesPerSecond at saturation
     * @param images predictions that the rate is from
     * @param devices what each device did in that time
     * @param alone one image at a time
     * @param loads at parts of the saturated rate
     */
    public record Cell(
            String system,
            String network,
            int repetition,
            double imagesPerSecond,
            int images,
            List<Device> devices,
            Latencies alone,
            List<Load> loads) {}

    /**
     * A device at saturation, for one image.
     *
     * @param cpuMillis processor time
     * @param computeMillis in the engine
     * @param exchangeMillis Flink's network threads, and the stages' without their engine
     * @param bytesSent over its link
     * @param threads of its TaskManager; null in results from before they were counted
     */
    public record Device(
            int device,
            double cpuMillis,
            Double computeMillis,
            Double exchangeMillis,
            Double bytesSent,
            List<Threads> threads) {

        public Double restMillis() {
            return computeMillis == null ? null : cpuMillis - computeMillis - exchangeMillis;
        }
    }

    /**
     * The threads of one kind on a device at saturation, for one image.
     *
     * @param wakeUps how often they waited and were woken
     * @param preemptions how often they were made to give way
     */
    public record Threads(String kind, double cpuMillis, double wakeUps, double preemptions) {}

    /**
     * @param part of the saturated rate
     * @param perSecond images offered
     */
    public record Load(double part, double perSecond, Latencies latencies) {}

    /**
     * @param millis each one
     * @param unfinished images that had no prediction in time; they are in millis with how long
     *     they had waited by then
     */
    public record Latencies(List<Double> millis, int unfinished) {
        public Double p50() {
            return percentile(50);
        }

        public Double p99() {
            return percentile(99);
        }

        private Double percentile(double percent) {
            var value = Spread.percentile(millis, percent);
            return value.isPresent() ? value.getAsDouble() : null;
        }
    }
}
