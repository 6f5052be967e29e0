package org.decnn.operators.logits;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.network.Ending;
import org.decnn.operators.flight.FlightGate;
import org.decnn.operators.flight.Home;
import org.decnn.operators.image.BatchHeaders;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.image.ImageHeader;
import org.decnn.operators.image.RejectReason;
import org.decnn.operators.image.RejectedImage;
import org.decnn.operators.model.NetworkName;
import org.decnn.operators.serial.RecordTypeInfo;
import org.decnn.operators.slice.Slice;
import org.decnn.operators.stage.CoLocation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds the shards' parts of the logits of a batch's samples, in the order of the shards, so that
 * the sum is the same whichever came first. Keyed by the batch, at its {@linkplain Home home}. The
 * headers come straight from where the images were decoded.
 *
 * <p>This is where each image's way ends: with its logits, after what the network ends in, or, when
 * not all parts came in time or their sum is no finite number, as rejected.
 */
public final class SumLogitsFunction
        extends KeyedCoProcessFunction<Home, BatchHeaders, Slice, ClassifiedImage> {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(SumLogitsFunction.class);

    /** Of which quantiles of the latency are told: more, and a slow camera's are minutes old. */
    private static final int LATEST_ANSWERS = 128;

    private final NetworkName network;
    private final int stages;
    private final int classes;
    private final Ending ending;
    private final int[][] classesOfShard;
    private final int expected;
    private final long timeoutMillis;
    private final OutputTag<RejectedImage> rejected;

    private transient ValueState<PendingLogits> pending;
    private transient long openedAt;
    private transient Histogram latencyMillis;
    private transient CoLocation coLocation;

    public SumLogitsFunction(
            NetworkName network,
            ModelManifest manifest,
            long timeoutMillis,
            OutputTag<RejectedImage> rejected) {
        this.network = network;
        this.stages = manifest.stages().size();
        this.classes = manifest.classes();
        this.ending = manifest.ending();
        this.classesOfShard =
                manifest.logits().stream()
                        .map(shard -> shard.stream().mapToInt(Integer::intValue).toArray())
                        .toArray(int[][]::new);
        this.expected =
                manifest.edgesInto(manifest.logitsStage()).stream()
                        .mapToInt(edge -> edge.transfers().size())
                        .sum();
        this.timeoutMillis = timeoutMillis;
        this.rejected = rejected;
    }

    @Override
    public void open(OpenContext context) {
        openedAt = System.currentTimeMillis();
        latencyMillis =
                getRuntimeContext()
                        .getMetricGroup()
                        .histogram(
                                "latencyMillis",
                                new DescriptiveStatisticsHistogram(LATEST_ANSWERS));
        pending =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "logits of incomplete batches",
                                        new RecordTypeInfo<>(new PendingLogitsFormat())));
        coLocation =
                CoLocation.enter(
                        getRuntimeContext(), network, stages + 1, stages, classesOfShard.length);
    }

    @Override
    public void processElement1(
            BatchHeaders headers, Context context, Collector<ClassifiedImage> out)
            throws Exception {
        advance(opened(context).with(headers), context, out);
    }

    @Override
    public void processElement2(Slice part, Context context, Collector<ClassifiedImage> out)
            throws Exception {
        advance(opened(context).with(part.fromShard(), part.payload().joined()), context, out);
    }

    private PendingLogits opened(Context context) throws Exception {
        PendingLogits waiting = pending.value();
        if (waiting != null) {
            return waiting;
        }
        long now = context.timerService().currentProcessingTime();
        context.timerService().registerProcessingTimeTimer(now + timeoutMillis);
        return PendingLogits.since(now, classesOfShard.length);
    }

    private void advance(PendingLogits waiting, Context context, Collector<ClassifiedImage> out)
            throws Exception {
        if (waiting.headers() == null || waiting.arrived() < expected) {
            pending.update(waiting);
            return;
        }
        pending.clear();
        context.timerService().deleteProcessingTimeTimer(waiting.since() + timeoutMillis);
        if (!waiting.givenUp()) {
            List<ImageHeader> images = waiting.headers().images();
            long now = context.timerService().currentProcessingTime();
            for (int i = 0; i < images.size(); i++) {
                answer(images.get(i), sum(waiting, i), context, out);
                noteLatency(images.get(i), now);
            }
            // In flight until the answers have been taken: a sink that stalls holds images back.
            leave(waiting);
        }
    }

    private void answer(
            ImageHeader image, float[] logits, Context context, Collector<ClassifiedImage> out) {
        Optional<String> fault = FiniteLogits.fault(logits);
        if (fault.isEmpty()) {
            out.collect(new ClassifiedImage(image, ending.of(logits)));
        } else {
            context.output(
                    rejected, new RejectedImage(image, RejectReason.NOT_FINITE, fault.get(), null));
        }
    }

    /** From its record's timestamp; of a clock that is ahead, none. */
    private void noteLatency(ImageHeader image, long now) {
        if (image.eventTime() != 0) {
            latencyMillis.update(Math.max(0, now - image.eventTime()));
        }
    }

    private void leave(PendingLogits waiting) {
        FlightGate.leave(getRuntimeContext(), network, waiting.headers().batch());
    }

    private float[] sum(PendingLogits waiting, int sample) {
        float[] logits = new float[classes];
        for (int shard = 0; shard < classesOfShard.length; shard++) {
            byte[] part = waiting.parts()[shard];
            if (part != null) {
                FloatBuffer values =
                        ByteBuffer.wrap(part).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
                int[] classesOfPart = classesOfShard[shard];
                for (int i = 0; i < classesOfPart.length; i++) {
                    logits[classesOfPart[i]] += values.get(sample * classesOfPart.length + i);
                }
            }
        }
        return logits;
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<ClassifiedImage> out)
            throws Exception {
        PendingLogits waiting = pending.value();
        if (waiting == null) {
            return;
        }
        // Time while the job was down is nobody's fault.
        if (timestamp < openedAt + timeoutMillis && waiting.since() < openedAt) {
            restart(waiting, context);
        } else if (waiting.givenUp()) {
            pending.clear();
        } else if (waiting.headers() == null) {
            LOG.warn(
                    "Logits of {} came without the image, or after it was given up, and are dropped after {} ms",
                    context.getCurrentKey().sample(),
                    timeoutMillis);
            pending.clear();
        } else {
            String reason =
                    String.format(
                            "no answer from shard(s) %s within %d ms: a slice did not come, and the devices' logs say which",
                            waiting.missing(classesOfShard), timeoutMillis);
            for (ImageHeader image : waiting.headers().images()) {
                context.output(
                        rejected, new RejectedImage(image, RejectReason.INCOMPLETE, reason, null));
            }
            leave(waiting);
            restart(waiting.giveUp(), context);
        }
    }

    /**
     * A batch that was given up is remembered as long again, so that late parts do not bring it
     * back.
     */
    private void restart(PendingLogits waiting, OnTimerContext context) throws Exception {
        long now = context.timerService().currentProcessingTime();
        pending.update(waiting.startedAt(now));
        context.timerService().registerProcessingTimeTimer(now + timeoutMillis);
    }

    @Override
    public void close() {
        if (coLocation != null) {
            coLocation.leave();
        }
    }
}
