package org.decnn.model.shard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.decnn.model.network.AcrossChannels.Lrn;
import org.decnn.model.network.AcrossChannels.Normalise;
import org.decnn.model.network.AcrossChannels.Softmax;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.Joining.Concat;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel.AveragePool;
import org.decnn.model.network.PerChannel.BatchNorm;
import org.decnn.model.network.PerChannel.GlobalAveragePool;
import org.decnn.model.network.Renumbering.ChannelShuffle;
import org.decnn.model.network.Renumbering.Flatten;
import org.decnn.model.network.Renumbering.Select;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Weighted.Linear;

/**
 * Splits a network by channel groups over shards (DeCNN, scheme 2). Each layer needs its inputs in
 * some layout and gives its output in one; where the two differ there is an exchange, and the
 * network is cut into stages there.
 *
 * <table>
 * <caption>Layouts</caption>
 * <tr><th>layer</th><th>needs</th><th>gives</th></tr>
 * <tr><td>convolution, one group</td><td>replicated</td><td>sharded by output channel</td></tr>
 * <tr><td>convolution, one group, whose output is smaller than its input</td><td>sharded</td><td>partial</td></tr>
 * <tr><td>convolution, groups that the shards divide</td><td>sharded</td><td>sharded</td></tr>
 * <tr><td>channel shuffle, flatten, concatenation</td><td>any</td><td>the same, in another order</td></tr>
 * <tr><td>linear, split by input</td><td>sharded</td><td>partial</td></tr>
 * <tr><td>linear, split by output</td><td>replicated</td><td>sharded</td></tr>
 * <tr><td>LRN, softmax</td><td>replicated</td><td>replicated</td></tr>
 * <tr><td>averages, addition</td><td>any, alike on all inputs</td><td>the same</td></tr>
 * <tr><td>other</td><td>replicated or sharded</td><td>the same</td></tr>
 * </table>
 */
public final class Sharder {

    private final Network network;
    private final int shards;
    private final Stem stem;
    private final StageBuilder stages;
    private final Movement move;
    private final ConvSharding convolutions;
    private final Map<String, Placement> placed = new HashMap<>();

    private Sharder(Network network, int shards, Stem stem) {
        this.network = network;
        this.shards = shards;
        this.stem = stem;
        this.stages = new StageBuilder(shards);
        this.move = new Movement(shards, stages);
        this.convolutions = new ConvSharding(network, shards, move);
    }

    /**
     * Splits a network over shards. A softmax that it ends in is left out: the shards give logits.
     *
     * @throws NetworkException naming the layer and the remedy, if the network cannot be split so
     */
    public static ShardedNetwork shard(Network network, int shards) {
        return shard(network, shards, Stem.SHARDS);
    }

    /**
     * The same, its stem computed where one says.
     *
     * @throws NetworkException also if the network has no stem that can be computed so
     */
    public static ShardedNetwork shard(Network network, int shards, Stem stem) {
        if (shards < 1) {
            throw new NetworkException("a network is split over 1 shard or more, not " + shards);
        }
        return new Sharder(network.upToLogits(), shards, stem).run();
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
        return new ShardedNetwork(
                shards, stages.buildStem(), stages.buildStages(), stages.buildEdges(), logits);
    }

    /** The stem's layers, whole; each shard is sent the channels that the next layers need. */
    private void scatter(List<Layer> layers) {
        Layer last = layers.get(layers.size() - 1);
        TensorShape shape = network.shapeOf(last.name());
        LayerPlan.requireAnOutputForEachShard(last, shape.channels(), shards);
        Layout all = new Layout.Replicated(Layout.range(0, shape.channels()));
        boolean whole =
                network.readersOf(last.name()).stream()
                        .anyMatch(layer -> needsAllChannels(layer.operation()));
        stages.stem(network.input(), layers);
        placed.put(
                last.name(),
                move.scatter(
                        new Placement(last.name(), shape, all, 0),
                        whole ? all : Layout.Sharded.even(shape.channels(), shards)));
    }

    private static boolean needsAllChannels(Operation operation) {
        return operation instanceof Conv conv && conv.groups() == 1 || operation instanceof Lrn;
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
                answer.layout() instanceof Layout.Replicated
                        ? move.select(answer, Layout.Sharded.even(classes, shards))
                        : answer;
        List<List<Integer>> logits = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            logits.add(parts.layout().heldBy(shard));
            if (!parts.layout().heldBy(shard).isEmpty()) {
                stages.send(
                        ExchangeKind.REDUCE,
                        parts.stage(),
                        shard,
                        parts.tensor(),
                        stages.stages() + 1,
                        0,
                        parts.tensor(),
                        parts.shapeAt(shard));
            }
        }
        return logits;
    }

    private void place(Layer layer) {
        List<Placement> inputs = layer.inputs().stream().map(placed::get).toList();
        Placement output = shard(layer, inputs);
        placed.put(layer.name(), output);
    }

    private Placement shard(Layer layer, List<Placement> inputs) {
        Operation operation = layer.operation();
        Placement first = inputs.get(0);
        if (operation instanceof Conv conv) {
            return add(layer, convolutions.plan(layer, conv, first));
        } else if (operation instanceof Linear linear) {
            return add(layer, LinearSharding.plan(layer, linear, summed(first), shards));
        } else if (operation instanceof ChannelShuffle shuffle) {
            int[] sources =
                    IntStream.range(0, first.shape().channels()).map(shuffle::source).toArray();
            return relabelled(layer, sources, first);
        } else if (operation instanceof Select select) {
            return selected(layer, select, first);
        } else if (operation instanceof Flatten) {
            return flattened(layer, first);
        } else if (operation instanceof Concat) {
            return concatenated(layer, inputs);
        } else if (operation instanceof Add) {
            return added(layer, inputs);
        } else if (operation instanceof Lrn || operation instanceof Softmax) {
            Placement whole = inOrder(move.replicated(first));
            return add(layer, List.of(whole), whole.layout(), everywhere(operation));
        } else if (operation instanceof GlobalAveragePool || operation instanceof AveragePool) {
            return add(layer, inputs, first.layout(), everywhere(operation));
        }
        Placement whole = summed(first);
        List<Operation> operations = everywhere(operation);
        if (operation instanceof BatchNorm norm) {
            operations = forEachShard(shard -> of(norm, whole.layout().heldBy(shard)));
        } else if (operation instanceof Normalise
                && !(whole.layout() instanceof Layout.Replicated)) {
            throw new NetworkException(
                    LayerPlan.at(layer) + "a picture is normalised before the first layer");
        }
        return add(layer, List.of(whole), whole.layout(), operations);
    }

    /** Channels get new numbers and stay where they are. */
    private Placement relabelled(Layer layer, int[] sources, Placement input) {
        int[] target = new int[sources.length];
        for (int output = 0; output < sources.length; output++) {
            target[sources[output]] = output;
        }
        return input.renamed(
                network.shapeOf(layer.name()),
                mapped(input.layout(), channel -> List.of(target[channel])));
    }

    private Placement selected(Layer layer, Select select, Placement input) {
        int[] sources = select.channels();
        boolean permutation =
                sources.length == input.shape().channels()
                        && IntStream.of(sources).distinct().count() == sources.length;
        if (permutation) {
            return relabelled(layer, sources, input);
        }
        Placement source =
                allShardsHoldSome(input.layout(), sources) ? input : move.replicated(input);
        List<List<Integer>> outputs = new ArrayList<>();
        List<Operation> operations = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            List<Integer> here = source.layout().heldBy(shard);
            List<Integer> kept =
                    IntStream.range(0, sources.length)
                            .filter(i -> here.contains(sources[i]))
                            .boxed()
                            .toList();
            outputs.add(kept);
            operations.add(
                    new Select(kept.stream().mapToInt(i -> here.indexOf(sources[i])).toArray()));
        }
        return add(layer, List.of(source), alike(source.layout(), outputs), operations);
    }

    private boolean allShardsHoldSome(Layout layout, int[] channels) {
        return IntStream.range(0, shards)
                .allMatch(shard -> IntStream.of(channels).anyMatch(layout.heldBy(shard)::contains));
    }

    /** A layout of the same kind with other channels. */
    private static Layout alike(Layout layout, List<List<Integer>> held) {
        if (layout instanceof Layout.Sharded) {
            return new Layout.Sharded(held);
        }
        return layout instanceof Layout.Partial
                ? new Layout.Partial(held.get(0))
                : new Layout.Replicated(held.get(0));
    }

    private Placement flattened(Layer layer, Placement input) {
        int area = input.shape().area();
        Layout layout =
                mapped(
                        input.layout(),
                        channel -> Layout.range(channel * area, (channel + 1) * area));
        return add(layer, List.of(input), layout, everywhere(layer.operation()));
    }

    /** Each shard joins what it holds: the order of the channels is recorded, not mended. */
    private Placement concatenated(Layer layer, List<Placement> inputs) {
        List<Placement> alike = inputs;
        if (!allOf(inputs, Layout.Replicated.class)) {
            alike =
                    inputs.stream()
                            .map(
                                    input ->
                                            input.layout() instanceof Layout.Sharded
                                                    ? input
                                                    : move.sharded(
                                                            input,
                                                            Layout.Sharded.even(
                                                                    input.shape().channels(),
                                                                    shards)))
                            .toList();
        }
        List<List<Integer>> joined = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            List<Integer> channels = new ArrayList<>();
            int offset = 0;
            for (Placement input : alike) {
                for (int channel : input.layout().heldBy(shard)) {
                    channels.add(offset + channel);
                }
                offset += input.shape().channels();
            }
            joined.add(channels);
        }
        Layout layout =
                allOf(alike, Layout.Replicated.class)
                        ? new Layout.Replicated(joined.get(0))
                        : new Layout.Sharded(joined);
        return add(layer, alike, layout, everywhere(layer.operation()));
    }

    private Placement added(Layer layer, List<Placement> inputs) {
        Placement model =
                inputs.stream()
                        .filter(input -> input.layout() instanceof Layout.Sharded)
                        .findFirst()
                        .orElse(inputs.get(0));
        if (model.layout() instanceof Layout.Partial && !allOf(inputs, Layout.Partial.class)) {
            model = summed(model);
        }
        Layout target = model.layout();
        List<Placement> alike = inputs;
        if (target instanceof Layout.Sharded sharded) {
            alike = inputs.stream().map(input -> move.sharded(input, sharded)).toList();
        }
        alike = alike.stream().map(input -> move.select(input, target)).toList();
        return add(layer, alike, target, everywhere(layer.operation()));
    }

    /** A sum of partial tensors cannot wait any longer. */
    private Placement summed(Placement input) {
        return input.layout() instanceof Layout.Partial
                ? move.sharded(input, Layout.Sharded.even(input.shape().channels(), shards))
                : input;
    }

    private Placement inOrder(Placement input) {
        return move.select(input, new Layout.Replicated(Layout.range(0, input.shape().channels())));
    }

    private Placement add(Layer layer, LayerPlan plan) {
        return add(layer, List.of(plan.input()), plan.layout(), plan.operations());
    }

    /** Adds a layer to every shard's graph, in the stage of its latest input. */
    private Placement add(
            Layer layer, List<Placement> inputs, Layout layout, List<Operation> operations) {
        int stage = inputs.stream().mapToInt(Placement::stage).max().orElseThrow();
        List<String> tensors =
                inputs.stream().map(input -> move.carried(input, stage).tensor()).toList();
        for (int shard = 0; shard < shards; shard++) {
            stages.add(stage, shard, new Layer(layer.name(), operations.get(shard), tensors));
        }
        if (!(layer.operation() instanceof Normalise)) {
            stages.name(stage, layer.name());
        }
        return new Placement(layer.name(), network.shapeOf(layer.name()), layout, stage);
    }

    private List<Operation> everywhere(Operation operation) {
        return forEachShard(shard -> operation);
    }

    private List<Operation> forEachShard(IntFunction<Operation> operation) {
        return IntStream.range(0, shards).mapToObj(operation).toList();
    }

    private static boolean allOf(List<Placement> placements, Class<? extends Layout> kind) {
        return placements.stream().allMatch(placement -> kind.isInstance(placement.layout()));
    }

    private Layout mapped(Layout layout, IntFunction<List<Integer>> channels) {
        return alike(
                layout,
                IntStream.range(0, shards)
                        .mapToObj(shard -> mapped(layout.heldBy(shard), channels))
                        .toList());
    }

    private static List<Integer> mapped(List<Integer> block, IntFunction<List<Integer>> channels) {
        return block.stream().flatMap(channel -> channels.apply(channel).stream()).toList();
    }

    private static BatchNorm of(BatchNorm norm, List<Integer> held) {
        int[] channels = LayerPlan.toArray(held);
        return new BatchNorm(
                LayerPlan.pick(norm.gamma(), channels),
                LayerPlan.pick(norm.beta(), channels),
                LayerPlan.pick(norm.mean(), channels),
                LayerPlan.pick(norm.variance(), channels),
                norm.epsilon());
    }
}
