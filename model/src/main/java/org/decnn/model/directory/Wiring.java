package org.decnn.model.directory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.decnn.model.network.AcrossChannels;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.TensorShape;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.onnx.OnnxGraphBuilder;
import org.decnn.model.shard.ChannelBlocks;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.PictureWire;
import org.decnn.model.shard.ShardGraph;
import org.decnn.model.shard.ShardedNetwork;
import org.decnn.model.shard.Transfer;
import org.decnn.model.shard.WireTypes;

/**
 * A sharded network with what its exchanges are sent as: casts and quantisation are nodes at the
 * ends of the shards' graphs, so that whoever carries a slice moves bytes. So is what a picture
 * lacks. A shard's own slices of an exchange are sent as its peers' are: they too are copied from
 * task to task. Where nothing crosses shards all stays fp32.
 */
public final class Wiring {

    private record Place(int stage, int shard) {}

    private final ShardedNetwork network;
    private final PictureWire picture;
    private final List<Edge> edges = new ArrayList<>();
    private final Map<Place, Map<String, ElementType>> received = new HashMap<>();
    private final Map<Place, Map<String, Set<ElementType>>> sent = new HashMap<>();

    Wiring(ShardedNetwork network, WireTypes types) {
        this.network = network;
        this.picture = types.picture();
        network.edges().forEach(edge -> edges.add(wired(edge, types)));
    }

    /** The network, its edges' bytes being those that are sent: for whoever counts them. */
    public static ShardedNetwork sent(ShardedNetwork network, WireTypes types) {
        return new ShardedNetwork(
                network.shards(),
                network.stem(),
                network.stages(),
                new Wiring(network, types).edges(),
                network.logits());
    }

    /** What a picture is sent as. */
    PictureWire picture() {
        return picture;
    }

    /** The network's edges, their parts being the graphs' inputs and outputs. */
    List<Edge> edges() {
        return edges;
    }

    List<Port> inputs(int stage, int shard) {
        Map<String, ElementType> wires = received.getOrDefault(new Place(stage, shard), Map.of());
        return network.graph(stage, shard).inputs().entrySet().stream()
                .flatMap(input -> arriving(input.getKey(), input.getValue(), wires))
                .toList();
    }

    private Stream<Port> arriving(String name, TensorShape shape, Map<String, ElementType> wires) {
        return name.equals(Network.INPUT)
                ? Stream.of(pictureOf(shape))
                : new WireTensor(name, shape, wires.get(name)).ports().stream();
    }

    List<Port> outputs(int stage, int shard) {
        return leaving(stage, shard).flatMap(tensor -> tensor.ports().stream()).toList();
    }

    /** A graph with its casts and quantisation, as ONNX. */
    byte[] onnx(int stage, int shard, String name) {
        ShardGraph graph = network.graph(stage, shard);
        Map<String, ElementType> wires = received.getOrDefault(new Place(stage, shard), Map.of());
        OnnxGraphBuilder onnx = new OnnxGraphBuilder();
        graph.inputs()
                .forEach(
                        (input, shape) -> {
                            if (input.equals(Network.INPUT)) {
                                receivePicture(shape, onnx);
                            } else {
                                new WireTensor(input, shape, wires.get(input)).receive(onnx);
                            }
                        });
        onnx.layers(ChannelBlocks.of(graph));
        leaving(stage, shard).forEach(tensor -> tensor.send(onnx));
        return onnx.build(name);
    }

    /** The graph input that stands for the picture. */
    private Port pictureOf(TensorShape shape) {
        String name =
                picture == PictureWire.RGB ? Network.INPUT : Network.INPUT + ":" + picture.label();
        return new Port(name, ElementType.UINT8, picture.shape(shape));
    }

    private void receivePicture(TensorShape shape, OnnxGraphBuilder onnx) {
        Port port = pictureOf(shape);
        onnx.input(port.name(), port.shape(), port.type());
        if (picture == PictureWire.HALF_CHROMA) {
            onnx.layer(Layer.of(Network.INPUT, new AcrossChannels.FullChroma(), port.name()));
        }
    }

    /** Each output once for each type that it is sent as. */
    private Stream<WireTensor> leaving(int stage, int shard) {
        Map<String, Set<ElementType>> wires = sent.getOrDefault(new Place(stage, shard), Map.of());
        return network.graph(stage, shard).outputs().entrySet().stream()
                .flatMap(
                        output ->
                                wires.get(output.getKey()).stream()
                                        .map(
                                                type ->
                                                        new WireTensor(
                                                                output.getKey(),
                                                                output.getValue(),
                                                                type)));
    }

    private Edge wired(Edge edge, WireTypes types) {
        ElementType wire = edge.crossesShards() ? types.of(edge) : edge.wire();
        return new Edge(
                edge.fromStage(),
                edge.toStage(),
                edge.kinds(),
                wire,
                edge.transfers().stream().map(transfer -> wired(transfer, wire)).toList());
    }

    private Transfer wired(Transfer transfer, ElementType wire) {
        if (transfer.fromStage() == 0 && network.stem().isEmpty()) {
            return wiredPicture(transfer);
        }
        Map<String, TensorShape> shapes =
                network.graph(transfer.fromStage(), transfer.fromShard()).outputs();
        List<Transfer.Part> parts = new ArrayList<>();
        for (Transfer.Part part : transfer.parts()) {
            note(transfer, part, wire);
            parts.addAll(wired(part, shapes.get(part.output()), wire));
        }
        return new Transfer(
                transfer.fromStage(),
                transfer.fromShard(),
                transfer.toStage(),
                transfer.toShard(),
                parts);
    }

    private Transfer wiredPicture(Transfer transfer) {
        Port port =
                pictureOf(
                        network.graph(transfer.toStage(), transfer.toShard())
                                .inputs()
                                .get(Network.INPUT));
        return new Transfer(
                transfer.fromStage(),
                transfer.fromShard(),
                transfer.toStage(),
                transfer.toShard(),
                List.of(
                        new Transfer.Part(
                                Network.INPUT, port.name(), port.type(), port.shape().elements())));
    }

    private void note(Transfer transfer, Transfer.Part part, ElementType type) {
        sent.computeIfAbsent(
                        new Place(transfer.fromStage(), transfer.fromShard()),
                        place -> new HashMap<>())
                .computeIfAbsent(part.output(), output -> new TreeSet<>())
                .add(type);
        received.computeIfAbsent(
                        new Place(transfer.toStage(), transfer.toShard()),
                        place -> new LinkedHashMap<>())
                .put(part.input(), type);
    }

    private static List<Transfer.Part> wired(
            Transfer.Part part, TensorShape shape, ElementType type) {
        List<Port> from = new WireTensor(part.output(), shape, type).ports();
        List<Port> to = new WireTensor(part.input(), shape, type).ports();
        List<Transfer.Part> parts = new ArrayList<>();
        for (int i = 0; i < from.size(); i++) {
            Port port = from.get(i);
            parts.add(
                    new Transfer.Part(
                            port.name(), to.get(i).name(), port.type(), port.shape().elements()));
        }
        return parts;
    }
}
