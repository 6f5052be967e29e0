package org.decnn.operators.stage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.directory.Port;
import org.decnn.model.network.Network;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.Transfer;
import org.decnn.operators.model.NetworkName;
import org.decnn.operators.slice.Activations;
import org.decnn.operators.slice.Batch;
import org.decnn.operators.slice.Slice;
import org.decnn.operators.slice.Tensors;

/** Cuts a shard's activations into the slices that the shards of one later stage need. */
public final class ExchangeFunction extends RichFlatMapFunction<Activations, Slice> {

    private static final long serialVersionUID = 1L;

    /** What goes to one shard: which of the sender's tensors, in order. */
    private record Send(int toShard, int[] tensors) implements java.io.Serializable {}

    private final NetworkName network;
    private final int fromStage;
    private final int toStage;
    private final boolean toLogits;
    private final ShardKeys keys;
    private final ArrayList<ArrayList<Send>> sendsOfShard = new ArrayList<>();

    private transient LongCounter sliceBytes;
    private transient LongCounter networkBytes;
    private transient Map<Integer, ShardMetrics.Traffic> traffic;
    private transient int device;
    private transient int devices;

    public ExchangeFunction(
            NetworkName network, ModelManifest manifest, Edge edge, ShardKeys keys) {
        this.network = network;
        this.fromStage = edge.fromStage();
        this.toStage = edge.toStage();
        this.toLogits = toStage == manifest.logitsStage();
        this.keys = keys;
        for (int shard = 0; shard < manifest.shards(); shard++) {
            sendsOfShard.add(new ArrayList<>());
        }
        for (Transfer transfer : edge.transfers()) {
            List<String> names = outputsOf(manifest, fromStage, transfer.fromShard());
            int[] tensors =
                    transfer.parts().stream()
                            .mapToInt(part -> names.indexOf(part.output()))
                            .toArray();
            sendsOfShard.get(transfer.fromShard()).add(new Send(transfer.toShard(), tensors));
        }
    }

    private static List<String> outputsOf(ModelManifest manifest, int stage, int shard) {
        return stage == 0 && manifest.sendsPicture()
                ? List.of(Network.INPUT)
                : manifest.graph(stage, shard).outputs().stream().map(Port::name).toList();
    }

    @Override
    public void open(OpenContext context) {
        device = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        devices = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
        sliceBytes = counter(DeviceFacts.sliceBytes(fromStage, toStage));
        networkBytes = counter(DeviceFacts.networkBytes(fromStage, toStage));
        traffic = new HashMap<>();
        for (int shard = 0; shard < keys.shards(); shard++) {
            // What is decoded leaves each device; a shard, the one that holds it.
            if (fromStage == 0 ? shard == 0 : keys.holds(device, shard, devices)) {
                traffic.put(
                        shard,
                        ShardMetrics.ofExchange(
                                getRuntimeContext().getMetricGroup(), fromStage, shard));
            }
        }
    }

    private LongCounter counter(String fact) {
        return getRuntimeContext().getLongCounter(network.of(fact));
    }

    @Override
    public void flatMap(Activations activations, Collector<Slice> out) {
        ShardMetrics.Traffic shard = traffic.get(activations.shard());
        for (Send send : sendsOfShard.get(activations.shard())) {
            Tensors payload = activations.select(send.tensors);
            boolean otherDevice = deviceOf(activations.batch(), send) != device;
            sliceBytes.add(payload.bytes());
            if (otherDevice) {
                networkBytes.add(payload.bytes());
            }
            shard.count(payload.bytes(), otherDevice);
            out.collect(
                    new Slice(
                            activations.batch(),
                            fromStage,
                            activations.shard(),
                            toStage,
                            send.toShard,
                            payload));
        }
    }

    private int deviceOf(Batch batch, Send send) {
        return toLogits
                ? keys.subtaskOfKey(batch.home(), devices)
                : keys.subtaskOf(keys.replicaOf(batch), send.toShard, devices);
    }
}
