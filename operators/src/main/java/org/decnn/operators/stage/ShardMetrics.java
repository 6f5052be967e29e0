package org.decnn.operators.stage;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * What can be watched of one shard of one stage, under the labels stage and shard. The stem is
 * stage 0, shard 0. A counter is one task's own: counting costs an addition.
 */
final class ShardMetrics {

    private final Counter joinWaitMillis;
    private final Counter samplesTimedOut;
    private final Traffic in;

    /** Those of what joins a shard's slices and computes it. */
    ShardMetrics(MetricGroup operator, int stage, ShardRunner runner) {
        register(operator, stage, runner);
        MetricGroup group = group(operator, stage, runner.shard());
        joinWaitMillis = group.counter("joinWaitMillis");
        samplesTimedOut = group.counter("samplesTimedOut");
        in = Traffic.in(group);
    }

    /** Those of what computes a shard alone. */
    static void register(MetricGroup operator, int stage, ShardRunner runner) {
        MetricGroup group = group(operator, stage, runner.shard());
        group.gauge("weightBytes", runner::weightBytes);
        group.gauge("portBytes", runner::portBytes);
        group.gauge("images", runner::images);
        group.gauge("computeNanos", runner::computeNanos);
        group.gauge("runNanos", runner::runNanos);
    }

    /** Those of what cuts a shard's slices. */
    static Traffic ofExchange(MetricGroup operator, int stage, int shard) {
        return Traffic.out(group(operator, stage, shard));
    }

    private static MetricGroup group(MetricGroup operator, int stage, int shard) {
        return operator.addGroup("stage", Integer.toString(stage))
                .addGroup("shard", Integer.toString(shard));
    }

    void came(long bytes, boolean fromOtherDevice) {
        in.count(bytes, fromOtherDevice);
    }

    /** A batch's last slice has come so long after its first. */
    void joined(long waitMillis) {
        joinWaitMillis.inc(waitMillis);
    }

    void timedOut(int samples) {
        samplesTimedOut.inc(samples);
    }

    /**
     * Bytes of slices that come to a shard, or leave it.
     *
     * @param all of them
     * @param remote those from, or to, other devices
     */
    record Traffic(Counter all, Counter remote) {

        private static Traffic in(MetricGroup group) {
            return new Traffic(group.counter("bytesIn"), group.counter("bytesInRemote"));
        }

        private static Traffic out(MetricGroup group) {
            return new Traffic(group.counter("bytesOut"), group.counter("bytesOutRemote"));
        }

        void count(long bytes, boolean otherDevice) {
            all.inc(bytes);
            if (otherDevice) {
                remote.inc(bytes);
            }
        }
    }
}
