package org.decnn.model.shard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.decnn.model.network.AcrossChannels;
import org.decnn.model.network.Joining;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel;
import org.decnn.model.network.Renumbering;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Weighted;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.WithinGroups;

/**
 * Splits a network by channel groups over shards (DeCNN, scheme 2). Each layer needs its inputs in
 * some layout and gives its output in one; where the two differ there is an exchange, and the
 * network is cut into stages there. What a layer needs and gives follows from its operation's kind
 * and its inputs' layouts alone.
 *
 * <table>
 * <caption>Layouts</caption>
 * <tr><th>operation</th><th>needs</th><th>gives</th></tr>
 * <tr><td>weighted, one group</td><td>replicated</td><td>sharded by output channel; replicated where it is cheap and narrower than the shards</td></tr>
 * <tr><td>linear; a convolution whose output is smaller than its input</td><td>sharded</td><td>partial</td></tr>
 * <tr><td>of several groups</td><td>sharded, groups whole</td><td>sharded</td></tr>
 * <tr><td>per channel, linear</td><td>any</td><td>the same</td></tr>
 * <tr><td>per channel, other</td><td>replicated or sharded</td><td>the same</td></tr>
 * <tr><td>across channels</td><td>replicated</td><td>replicated</td></tr>
 * <tr><td>renumbering</td><td>any</td><td>the same, of other channels</td></tr>
 * <tr><td>joining</td><td>alike on all inputs</td><td>the same</td></tr>
 * </table>
 */
public final class Sharder {

    private final Network network;
    private final Shares shares;
    private final int shards;
    private final Stem stem;
    private final StageBuilder stages;
    private final Movement move;
    private final WeightSharding weights;
    private final GroupSharding groups;
    private final RenumberSharding renumberings;
    private final JoinSharding joins;
    private final Map<String, Placement> placed = new HashMap<>();

    private Sharder(Network network, Shares shares, Stem stem) {
        this.network = network;
        this.shares = shares;
        this.shards = shares.shards();
        this.stem = stem;
        this.stages = new StageBuilder(shards);
        this.move = new Movement(shares, stages);
        this.weights = new WeightSharding(network, shares, move);
        this.groups = new GroupSharding(network, shares, move);
        this.renumberings = new RenumberSharding(shares, move);
        this.joins = new JoinSharding(network, shares, move);
    }

    /**
     * Splits a network over shards. What it ends in after its logits are summed is left out: the
     * shards give logits.
     *
     * @throws NetworkException naming the layer and the remedy, if the network cannot be split so
     */
    public static ShardedNetwork shard(Network network, int shards) {
        return shard(network, Shares.even(shards), Stem.SHARDS);
    }

    /**
     * The same, each shard having its share, as nearly as the network can be dealt out so, and the
     * stem computed where one says.
     *
     * @throws NetworkException also if the network has no stem that can be computed so
     */
    public static ShardedNetwork shard(Network network, Shares shares, Stem stem) {
        return new Sharder(network.upToSum(), shares, stem).run();
    }

    private ShardedNetwork run() {
        List<Layer> layers = network.layers();
        if (stem == Stem.HOME) {
            List<Layer> home = Stem.layersOf(network);
            scatter(home);
            layers = new ArrayList<>(layers);
            layers.removeAll(home);
        } else {
            placed.put(Network.INPUT, image());
        }
        layers.forEach(this::place);
        List<List<Integer>> logits = reduce(placed.get(network.output()));
        stages.prune();
        return new ShardedNetwork(
                shards, stages.buildStem(), stages.buildStages(), stages.buildEdges(), logits);
    }

    /** The stem's layers, whole; each shard is sent the channels that the next layers need. */
    private void scatter(List<Layer> layers) {
        Layer last = layers.get(layers.size() - 1);
        TensorShape shape = network.shapeOf(last.name());
        Layout all = new Layout.Replicated(Layout.range(0, shape.channels()));
        boolean whole =
                network.readersOf(last.name()).stream()
                        .anyMatch(layer -> needsAllChannels(layer.operation()));
        stages.stem(network.input(), layers);
        placed.put(
                last.name(),
                move.scatter(
                        new Placement(last.name(), shape, all, 0),
                        whole ? all : GroupsAhead.blocks(network, last, shares)));
    }

    private static boolean needsAllChannels(Operation operation) {
        return operation instanceof Conv conv && conv.groups() == 1
                || operation instanceof AcrossChannels;
    }

    private Placement image() {
        for (int shard = 0; shard < shards; shard++) {
            stages.send(
                    ExchangeKind.FAN_OUT,
                    0,
                    0,
                    Network.INPUT,
                    1,
                    shard,
                    Network.INPUT,
                    network.input());
        }
        Layout everywhere = new Layout.Replicated(Layout.range(0, network.input().channels()));
        return new Placement(Network.INPUT, network.input(), everywhere, 1);
    }

    /** The answer's parts go to where they are added. */
    private List<List<Integer>> reduce(Placement answer) {
        int classes = answer.shape().channels();
        if (answer.shape().area() != 1) {
            throw new NetworkException(
                    "the network's output "
                            + network.output()
                            + " is a map of "
                            + answer.shape()
                            + ", not one value a class: end the network with a global pooling");
        }
        Placement parts =
                answer.isReplicated() ? move.select(answer, shares.blocks(classes)) : answer;
        int end = stages.stages() + 1;
        for (int shard : parts.layout().holders(shards)) {
            stages.send(
                    ExchangeKind.REDUCE,
                    parts.stage(),
                    shard,
                    parts.tensor(),
                    end,
                    0,
                    parts.tensor(),
                    parts.shapeAt(shard));
        }
        return parts.blocks(shards);
    }

    private void place(Layer layer) {
        List<Placement> inputs = layer.inputs().stream().map(placed::get).toList();
        Operation operation = layer.operation();
        if (operation instanceof Renumbering renumbering) {
            placed.put(layer.name(), renumbered(layer, renumbering, inputs.get(0)));
        } else {
            placed.put(layer.name(), add(layer, plan(layer, operation, inputs)));
        }
    }

    private LayerPlan plan(Layer layer, Operation operation, List<Placement> inputs) {
        Placement first = inputs.get(0);
        if (operation instanceof Weighted weighted) {
            return weighted instanceof Conv conv && conv.groups() > 1
                    ? groups.plan(layer, conv, first)
                    : weights.plan(layer, weighted, first);
        } else if (operation instanceof WithinGroups within) {
            return groups.plan(layer, within, first);
        } else if (operation instanceof PerChannel perChannel) {
            return perChannel(perChannel, first);
        } else if (operation instanceof AcrossChannels) {
            Placement whole = move.inOrder(move.replicated(first));
            Layout given = new Layout.Replicated(Layout.range(0, outputsOf(layer)));
            return LayerPlan.alike(List.of(whole), given, operation);
        }
        return joins.plan(layer, (Joining) operation, inputs);
    }

    private int outputsOf(Layer layer) {
        return network.shapeOf(layer.name()).channels();
    }

    private LayerPlan perChannel(PerChannel operation, Placement input) {
        Placement ready = operation.linear() ? input : move.settled(input);
        return new LayerPlan(
                ready,
                ready.layout(),
                shard -> operation.on(Layout.toArray(ready.layout().heldBy(shard))));
    }

    private Placement renumbered(Layer layer, Renumbering operation, Placement input) {
        TensorShape output = network.shapeOf(layer.name());
        return renumberings
                .namesOnly(operation, input, output)
                .orElseGet(() -> add(layer, renumberings.plan(operation, input)));
    }

    /**
     * Adds a layer to the graphs of the shards that hold some of it, in its latest input's stage.
     */
    private Placement add(Layer layer, LayerPlan plan) {
        int stage = plan.inputs().stream().mapToInt(Placement::stage).max().orElseThrow();
        List<Placement> inputs =
                plan.inputs().stream().map(input -> move.carried(input, stage)).toList();
        for (int shard : plan.layout().holders(shards)) {
            List<String> read = new ArrayList<>();
            for (Placement input : inputs) {
                if (input.isOn(shard)) {
                    read.add(input.tensor());
                }
            }
            stages.add(stage, shard, new Layer(layer.name(), plan.operation().apply(shard), read));
        }
        if (!(layer.operation() instanceof AcrossChannels.Normalise)) {
            stages.name(stage, layer.name());
        }
        return new Placement(layer.name(), network.shapeOf(layer.name()), plan.layout(), stage);
    }
}
