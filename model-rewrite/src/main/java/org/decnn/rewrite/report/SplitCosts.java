package org.decnn.rewrite.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.decnn.model.network.Layer;
import org.decnn.model.network.TensorShape;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.ExchangeKind;
import org.decnn.model.shard.ShardGraph;
import org.decnn.model.shard.ShardedNetwork;
import org.decnn.model.shard.Stage;
import org.decnn.model.shard.Transfer;

/**
 * Counts what a split network costs, from the sharder's plan. Devices take turns at decoding an
 * image and at summing its logits, as in the job: of P copies of the picture, and of P parts of the
 * logits, one stays where it is. A stem that is computed at home is a stage 0 of its own, and each
 * device's in its turn.
 */
public final class SplitCosts {

    private final ShardedNetwork network;
    private final int devices;
    private final double[] sent;
    private final double[] received;

    private SplitCosts(ShardedNetwork network) {
        this.network = network;
        this.devices = network.shards();
        this.sent = new double[devices];
        this.received = new double[devices];
    }

    /**
     * @param network with the edges that are to be counted: {@link
     *     org.decnn.model.directory.Wiring} says what is sent in other types than fp32
     */
    public static SplitCost of(ShardedNetwork network) {
        return new SplitCosts(network).count();
    }

    private SplitCost count() {
        List<StageCost> stages = new ArrayList<>();
        for (int number = 1; number <= network.logitsStage(); number++) {
            stages.add(stage(number));
        }
        List<StageCost> between = List.copyOf(stages.subList(1, stages.size() - 1));
        List<DeviceCost> perDevice = new ArrayList<>();
        for (int device = 0; device < devices; device++) {
            perDevice.add(device(device));
        }
        long pictureBytes = stages.get(0).exchangeBytes();
        long logitBytes = stages.get(stages.size() - 1).exchangeBytes();
        network.stem()
                .ifPresent(stem -> stages.add(0, new StageCost(0, "stem", stem.macs(), "", 0, 0)));
        return new SplitCost(
                devices,
                (int) between.stream().filter(stage -> stage.exchangeBytes() > 0).count(),
                between.stream().mapToLong(StageCost::exchangeBytes).sum(),
                pictureBytes,
                logitBytes,
                stages,
                perDevice);
    }

    private StageCost stage(int number) {
        boolean logits = number == network.logitsStage();
        List<Edge> edges =
                network.edges().stream().filter(edge -> edge.toStage() == number).toList();
        long bytes = 0;
        for (Edge edge : edges) {
            if (logits || edge.fromStage() == 0) {
                bytes += edge.bytesBetweenShards() * (devices - 1) / devices;
            }
        }
        // One device sends or takes all of these; the others' are every device's.
        long link = bytes;
        edges.stream().filter(edge -> logits).forEach(this::reduce);
        edges.stream().filter(edge -> edge.fromStage() == 0).forEach(this::fanOut);
        if (!logits) {
            double[] sentBefore = sent.clone();
            double[] receivedBefore = received.clone();
            for (Edge edge : edges) {
                if (edge.fromStage() > 0) {
                    exchange(edge);
                    bytes += edge.bytesBetweenShards();
                }
            }
            link += Math.max(most(sent, sentBefore), most(received, receivedBefore));
        }
        Stage stage = logits ? null : network.stages().get(number - 1);
        return new StageCost(
                number,
                logits ? "sum of logits" : stage.name(),
                logits ? 0 : stage.shards().stream().mapToLong(ShardGraph::macs).max().orElse(0),
                bytes == 0 ? "" : label(edges),
                bytes,
                link);
    }

    private static String label(List<Edge> edges) {
        Set<ExchangeKind> kinds =
                edges.stream()
                        .flatMap(edge -> edge.kinds().stream())
                        .filter(kind -> kind != ExchangeKind.DIRECT)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        return kinds.stream().map(ExchangeKind::label).collect(Collectors.joining(" + "));
    }

    private void exchange(Edge edge) {
        for (Transfer transfer : edge.transfers()) {
            if (transfer.fromShard() != transfer.toShard()) {
                sent[transfer.fromShard()] += edge.bytes(transfer);
                received[transfer.toShard()] += edge.bytes(transfer);
            }
        }
    }

    /** The device whose turn it is sends the picture to each other. */
    private void fanOut(Edge edge) {
        for (Transfer transfer : edge.transfers()) {
            double share = (double) edge.bytes(transfer) * (devices - 1) / devices;
            received[transfer.toShard()] += share;
            for (int device = 0; device < devices; device++) {
                sent[device] += share / devices;
            }
        }
    }

    /** Each device sends its part to the one whose turn it is. */
    private void reduce(Edge edge) {
        for (Transfer transfer : edge.transfers()) {
            int from = transfer.fromShard();
            double part = (double) edge.bytes(transfer) / devices;
            for (int device = 0; device < devices; device++) {
                if (device != from) {
                    sent[from] += part;
                    received[device] += part;
                }
            }
        }
    }

    private static long most(double[] after, double[] before) {
        double most = 0;
        for (int device = 0; device < after.length; device++) {
            most = Math.max(most, after[device] - before[device]);
        }
        return Math.round(most);
    }

    private DeviceCost device(int device) {
        List<ShardGraph> graphs =
                network.stages().stream().map(stage -> stage.shards().get(device)).toList();
        List<ShardGraph> stem = network.stem().stream().toList();
        List<ShardGraph> all = Stream.concat(stem.stream(), graphs.stream()).toList();
        int valueBytes = ElementType.FLOAT32.bytes();
        return new DeviceCost(
                valueBytes * all.stream().mapToLong(ShardGraph::parameters).sum(),
                valueBytes * all.stream().mapToLong(SplitCosts::peak).max().orElse(0),
                graphs.stream().mapToLong(ShardGraph::macs).sum()
                        + stem.stream().mapToLong(ShardGraph::macs).sum() / devices,
                Math.round(sent[device]),
                Math.round(received[device]));
    }

    /** Most values that live at a time while a graph is run layer after layer. */
    private static long peak(ShardGraph graph) {
        Map<String, TensorShape> shapes = graph.shapes();
        Map<String, Integer> readers = new HashMap<>();
        graph.layers()
                .forEach(layer -> layer.inputs().forEach(in -> readers.merge(in, 1, Integer::sum)));
        long alive = graph.inputs().values().stream().mapToLong(TensorShape::elements).sum();
        long peak = alive;
        for (Layer layer : graph.layers()) {
            alive += shapes.get(layer.name()).elements();
            peak = Math.max(peak, alive);
            for (String input : layer.inputs()) {
                boolean last = readers.merge(input, -1, Integer::sum) == 0;
                if (last && !graph.outputs().containsKey(input)) {
                    alive -= shapes.get(input).elements();
                }
            }
        }
        return peak;
    }
}
