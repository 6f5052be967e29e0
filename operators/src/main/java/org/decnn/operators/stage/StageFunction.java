package org.decnn.operators.stage;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.IOUtils;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.operators.engine.Engine;
import org.decnn.operators.model.ModelRef;
import org.decnn.operators.serial.RecordTypeInfo;
import org.decnn.operators.slice.Activations;
import org.decnn.operators.slice.Batch;
import org.decnn.operators.slice.BatchFormat;
import org.decnn.operators.slice.Slice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stage of the network on one device: holds the graphs of the shards that are on it and no
 * others, joins the slices of each batch, and runs the shard's graph for its samples when they are
 * all there.
 *
 * <p>Keyed by {@linkplain ShardKeys shard}. State is the slices of batches that are not complete;
 * none outlives its batch. A batch that stays incomplete is dropped after a time; where logits are
 * summed it becomes a dead letter.
 */
public final class StageFunction extends KeyedProcessFunction<Integer, Slice, Activations>
        implements CheckpointListener {

    private static final long serialVersionUID = 1L;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Logger LOG = LoggerFactory.getLogger(StageFunction.class);

    private final ModelRef model;
    private final int stage;
    private final ShardKeys keys;
    private final Engine engine;
    private final InputKind inputKind;
    private final long timeoutMillis;

    private transient Map<Integer, ShardRunner> runners;
    private transient MapState<Batch, Join> joins;
    private transient Set<Integer> sweeping;
    private transient Map<Integer, ShardMetrics> metrics;
    private transient int device;
    private transient int devices;
    private transient long openedAt;
    private transient CoLocation coLocation;

    /**
     * @param timeoutMillis how long a sample's slices wait for the missing ones
     */
    public StageFunction(
            ModelRef model,
            int stage,
            ShardKeys keys,
            Engine engine,
            InputKind inputKind,
            long timeoutMillis) {
        this.model = model;
        this.stage = stage;
        this.keys = keys;
        this.engine = engine;
        this.inputKind = inputKind;
        this.timeoutMillis = timeoutMillis;
    }

    @Override
    public void open(OpenContext context) {
        RuntimeContext runtime = getRuntimeContext();
        device = runtime.getTaskInfo().getIndexOfThisSubtask();
        devices = runtime.getTaskInfo().getNumberOfParallelSubtasks();
        ModelDirectory directory = model.open();
        runners = new HashMap<>();
        metrics = new HashMap<>();
        sweeping = new HashSet<>();
        for (int shard = 0; shard < keys.shards(); shard++) {
            boolean idle = directory.manifest().graph(stage, shard).idle();
            if (!idle && keys.holds(device, shard, devices)) {
                ShardRunner runner = ShardRunner.load(directory, stage, shard, engine, inputKind);
                runners.put(shard, runner);
                LongCounter weights = new LongCounter(runner.weightBytes());
                runtime.addAccumulator(
                        model.network().of(DeviceFacts.weightBytes(device, stage, shard)), weights);
                metrics.put(shard, new ShardMetrics(runtime.getMetricGroup(), stage, runner));
            }
        }
        runtime.getMetricGroup().gauge("shards", () -> runners.size());
        long thread = Thread.currentThread().getId();
        runtime.getMetricGroup().gauge("threadNanos", () -> THREADS.getThreadCpuTime(thread));
        openedAt = System.currentTimeMillis();
        joins =
                runtime.getMapState(
                        new MapStateDescriptor<>(
                                "slices of incomplete batches",
                                new RecordTypeInfo<>(new BatchFormat()),
                                new RecordTypeInfo<>(new JoinFormat())));
        coLocation =
                CoLocation.enter(
                        runtime,
                        model.network(),
                        stage,
                        directory.manifest().stages().size(),
                        keys.shards());
        runtime.getMetricGroup().gauge("stagesElsewhere", coLocation::elsewhere);
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) {
        coLocation.check();
    }

    @Override
    public void processElement(Slice slice, Context context, Collector<Activations> out)
            throws Exception {
        ShardRunner runner = runners.get(slice.toShard());
        if (runner == null) {
            throw new IllegalStateException(
                    "a slice for shard "
                            + slice.toShard()
                            + " of stage "
                            + stage
                            + " came to a device that does not hold it");
        }
        ShardMetrics shard = metrics.get(slice.toShard());
        shard.came(slice.payload().bytes(), senderOf(slice) != device);
        int source = runner.sourceOf(slice);
        if (runner.sources() == 1) {
            out.collect(runner.run(slice.batch(), new byte[][] {slice.payload().joined()}));
            return;
        }
        Join join = joins.get(slice.batch());
        if (join == null) {
            join =
                    new Join(
                            new byte[runner.sources()][],
                            context.timerService().currentProcessingTime());
            scheduleSweep(context);
        }
        join = join.with(source, slice.payload().joined());
        if (join.isComplete()) {
            joins.remove(slice.batch());
            // Time while the job was down is nobody's wait.
            long since = Math.max(join.since(), openedAt);
            shard.joined(Math.max(0, context.timerService().currentProcessingTime() - since));
            out.collect(runner.run(slice.batch(), join.payloads()));
        } else {
            joins.put(slice.batch(), join);
        }
    }

    private int senderOf(Slice slice) {
        return slice.fromStage() == 0
                ? keys.subtaskOfKey(slice.batch().home(), devices)
                : keys.subtaskOf(keys.replicaOf(slice.batch()), slice.fromShard(), devices);
    }

    /** One timer a key is enough: it looks through the few samples that are incomplete. */
    private void scheduleSweep(Context context) {
        if (sweeping.add(context.getCurrentKey())) {
            context.timerService()
                    .registerProcessingTimeTimer(
                            context.timerService().currentProcessingTime() + timeoutMillis);
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Activations> out)
            throws Exception {
        int shard = keys.shardOf(context.getCurrentKey());
        sweeping.remove(context.getCurrentKey());
        boolean waiting = false;
        Iterator<Map.Entry<Batch, Join>> entries = joins.iterator();
        while (entries.hasNext()) {
            Map.Entry<Batch, Join> entry = entries.next();
            // Time while the job was down is nobody's fault.
            long since = Math.max(entry.getValue().since(), openedAt);
            if (timestamp - since >= timeoutMillis) {
                LOG.warn(
                        "Stage {}, shard {}: {} lacks slices from {} after {} ms and is dropped",
                        stage,
                        shard,
                        entry.getKey(),
                        missing(shard, entry.getValue()),
                        timeoutMillis);
                metrics.get(shard).timedOut(entry.getKey().size());
                entries.remove();
            } else {
                waiting = true;
            }
        }
        if (waiting) {
            scheduleSweep(context);
        } else {
            joins.clear();
        }
    }

    private List<String> missing(int shard, Join join) {
        List<String> missing = new ArrayList<>();
        for (int source = 0; source < join.payloads().length; source++) {
            if (join.payloads()[source] == null) {
                missing.add(runners.get(shard).nameOf(source));
            }
        }
        return missing;
    }

    @Override
    public void close() throws Exception {
        List<AutoCloseable> open = new ArrayList<>();
        if (runners != null) {
            open.addAll(runners.values());
        }
        if (coLocation != null) {
            open.add(coLocation::leave);
        }
        IOUtils.closeAll(open);
    }
}
