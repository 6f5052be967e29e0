package org.decnn.model.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.decnn.model.network.AcrossChannels;
import org.decnn.model.network.Curve;
import org.decnn.model.network.Joining;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel;
import org.decnn.model.network.PerChannel.Pad.Border;
import org.decnn.model.network.Reduction;
import org.decnn.model.network.Renumbering;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Weighted;
import org.decnn.model.network.Window;
import org.decnn.model.network.WithinGroups;

/**
 * Networks of one operation each, with little around it: every operation, each {@link Curve},
 * {@link Reduction}, border and arithmetic, on maps and on vectors. By name.
 */
public final class EveryOperation {

    private static final int CHANNELS = 4;
    private static final TensorShape MAP = TensorShape.image(CHANNELS, 6, 7);

    private final Map<String, Network> networks = new LinkedHashMap<>();
    private final Random random = new Random(17);

    private EveryOperation() {}

    /** The networks of pictures of real numbers. */
    public static Map<String, Network> networks() {
        EveryOperation all = new EveryOperation();
        all.weighted();
        all.perChannel();
        all.curves();
        all.acrossChannels();
        all.renumbering();
        all.joining();
        return all.networks;
    }

    /** The operations that stand before the first layer, on 8-bit pictures. */
    public static List<Operation> ofPictures() {
        return List.of(
                new AcrossChannels.Normalise(
                        new int[] {2, 0, 1},
                        0.01f,
                        new float[] {0.5f, 0.4f, 0.3f},
                        new float[] {0.2f, 0.3f, 0.4f}),
                new AcrossChannels.FullChroma());
    }

    /** The records that operations are. */
    public static Set<Class<?>> kinds() {
        return leaves(Operation.class).collect(Collectors.toSet());
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(EveryOperation::leaves)
                : Stream.of(type);
    }

    /** The names of the operations that networks consist of. */
    public static Set<String> kindsIn(Stream<Network> networks) {
        return networks.flatMap(network -> network.layers().stream())
                .map(layer -> layer.operation().getClass().getSimpleName())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void weighted() {
        map("grouped convolution", conv(2, 6, Window.square(3, 1, 1), 6));
        map("convolution with dilation", conv(1, 3, dilated(), 0));
        vector("linear layer", new Weighted.Linear(Tensor.of(values(12), 3, 4), values(3)));
    }

    private Weighted.Conv conv(int groups, int outputs, Window window, int biases) {
        int inputs = CHANNELS / groups;
        int height = window.kernelHeight();
        int width = window.kernelWidth();
        Tensor weight =
                Tensor.of(
                        values(outputs * inputs * height * width), outputs, inputs, height, width);
        return new Weighted.Conv(groups, window, weight, values(biases));
    }

    private static Window dilated() {
        return new Window(3, 2, 1, 2, 2, 0, 1, 1, 2, 1, false);
    }

    private void perChannel() {
        Operation norm =
                new PerChannel.BatchNorm(values(4), values(4), values(4), positive(4), 1e-3f);
        map("batch norm", norm);
        vector("batch norm of a vector", norm);
        Operation affine = new PerChannel.Affine(values(4), values(4));
        map("factors and summands", affine);
        vector("factors and summands of a vector", affine);
        map("factors", new PerChannel.Affine(values(4), new float[4]));
        map("one factor", new PerChannel.Affine(new float[] {3, 3, 3, 3}, new float[4]));
        map("one summand", new PerChannel.Affine(new float[] {1, 1, 1, 1}, values(4)));
        map("rectifier", new PerChannel.Relu());
        map("clip", new PerChannel.Clip(-0.5f, 0.75f));
        map("learned slopes", new PerChannel.PRelu(values(4)));
        vector("learned slopes of a vector", new PerChannel.PRelu(values(4)));
        Window uneven = new Window(3, 2, 2, 1, 1, 0, 0, 1, 1, 1, false);
        Window hanging = new Window(3, 3, 2, 2, 1, 1, 1, 1, 1, 1, true);
        map("max pool", new PerChannel.MaxPool(uneven));
        map("max pool over the edge", new PerChannel.MaxPool(hanging));
        for (boolean counted : new boolean[] {false, true}) {
            String kind = counted ? "average pool with its padding" : "average pool";
            map(kind, new PerChannel.AveragePool(uneven, counted));
            map(kind + " over the edge", new PerChannel.AveragePool(hanging, counted));
        }
        map("mean of a map", new PerChannel.GlobalAveragePool());
        map("largest of a map", new PerChannel.GlobalMaxPool());
        for (Reduction reduction : Reduction.values()) {
            map("rows' " + reduction, new PerChannel.Reduce(reduction, false, true));
            map("columns' " + reduction, new PerChannel.Reduce(reduction, true, false));
            map("map's " + reduction, new PerChannel.Reduce(reduction, true, true));
        }
        map("every other pixel", new PerChannel.Crop(0, 1, 3, 3, 2, 2));
        map("a row", new PerChannel.Crop(2, 0, 1, 7, 1, 1));
        for (Border border : Border.values()) {
            map("border " + border, new PerChannel.Pad(1, 2, 3, 0, border, -1.5f));
        }
        map("no border", new PerChannel.Pad(0, 0, 0, 0, Border.EDGE, 0));
    }

    private void curves() {
        for (Curve curve : Curve.values()) {
            switch (curve) {
                case LOG, SQRT, RECIPROCAL -> ofPositive(curve, 0);
                case POWER -> ofPositive(curve, 1.7f);
                case HARD_SIGMOID -> curve(curve, 0.3f, 0.4f);
                case SELU -> curve(curve, 1.6f, 1.1f);
                case LEAKY_RELU -> curve(curve, 0.1f, 0);
                case SWISH -> {
                    curve(curve, 1, 0);
                    networks.put(
                            "SWISH of another steepness",
                            network(new PerChannel.Pointwise(curve, 1.7f, 0), MAP));
                }
                case ELU, CELU, THRESHOLDED_RELU -> curve(curve, 0.7f, 0);
                default -> curve(curve, 0, 0);
            }
        }
        map("third power", new PerChannel.Pointwise(Curve.POWER, 3, 0));
    }

    private void curve(Curve curve, float alpha, float beta) {
        map(curve.name(), new PerChannel.Pointwise(curve, alpha, beta));
    }

    private void ofPositive(Curve curve, float alpha) {
        networks.put(
                curve.name(),
                new Network(
                        "one",
                        MAP,
                        List.of(
                                Layer.of(
                                        "positive",
                                        PerChannel.Pointwise.of(Curve.EXP),
                                        Network.INPUT),
                                Layer.of(
                                        "it",
                                        new PerChannel.Pointwise(curve, alpha, 0),
                                        "positive")),
                        "it"));
    }

    private void acrossChannels() {
        Operation norm = new AcrossChannels.LayerNorm(values(4), values(4), 1e-3f);
        map("layer norm", norm);
        vector("layer norm of a vector", norm);
        map("one norm of all", new WithinGroups.GroupNorm(1, values(4), values(4), 1e-3f));
        map("group norm", new WithinGroups.GroupNorm(2, values(4), values(4), 1e-3f));
        map("instance norm", new WithinGroups.GroupNorm(4, values(4), values(4), 1e-3f));
        vector("group norm of a vector", new WithinGroups.GroupNorm(2, values(4), values(4), 0.1f));
        map("response norm", new AcrossChannels.Lrn(3, 0.5f, 0.75f, 1));
        map("softmax", new AcrossChannels.Softmax());
        vector("softmax of a vector", new AcrossChannels.Softmax());
        map("log softmax", new AcrossChannels.LogSoftmax());
        vector("log softmax of a vector", new AcrossChannels.LogSoftmax());
        map("unit length", new AcrossChannels.UnitLength(1e-6f));
        vector("unit length, 9 at least", new AcrossChannels.UnitLength(9));
        for (Reduction reduction : Reduction.values()) {
            map("channels' " + reduction, new AcrossChannels.ReduceChannels(reduction));
        }
        vector("vector's MAX", new AcrossChannels.ReduceChannels(Reduction.MAX));
    }

    private void renumbering() {
        map("flattened", new Renumbering.Flatten());
        map("shuffled", new Renumbering.ChannelShuffle(2, 2));
        map("selected", new Renumbering.Select(new int[] {3, 0, 3}));
        vector("selected of a vector", new Renumbering.Select(new int[] {2, 1}));
        map("more channels", new Renumbering.PadChannels(1, 2, 0.5f));
        vector("a longer vector", new Renumbering.PadChannels(0, 3, -1));
        networks.put(
                "a map again",
                new Network(
                        "one",
                        MAP,
                        List.of(
                                Layer.of("flat", new Renumbering.Flatten(), Network.INPUT),
                                Layer.of("it", new Renumbering.Unflatten(6, 7), "flat")),
                        "it"));
    }

    private void joining() {
        for (Joining.Arithmetic.Operator operator : Joining.Arithmetic.Operator.values()) {
            joined(operator.name(), new Joining.Arithmetic(operator));
        }
        joined("sum", new Joining.Add());
        map("sum with itself", new Joining.Add(), Network.INPUT, Network.INPUT);
        inTwo("sum of three", new Joining.Add(), "gate", Network.INPUT, "curved");
        inTwo("concatenation", new Joining.Concat(), "curved", Network.INPUT, "curved");
    }

    /** A map with its like, with one value a channel, and one channel with all; either order. */
    private void joined(String name, Operation operation) {
        for (String other : List.of("curved", "gate", "spots")) {
            inTwo(name + " with " + other, operation, Network.INPUT, other);
            inTwo(name + " of " + other, operation, other, Network.INPUT);
        }
        inTwo(name + " of spots and gate", operation, "spots", "gate");
    }

    private void inTwo(String name, Operation operation, String... inputs) {
        List<Layer> layers = new ArrayList<>();
        layers.add(Layer.of("curved", PerChannel.Pointwise.of(Curve.SIGMOID), Network.INPUT));
        layers.add(Layer.of("gate", new PerChannel.GlobalAveragePool(), "curved"));
        layers.add(Layer.of("spots", new AcrossChannels.ReduceChannels(Reduction.MEAN), "curved"));
        layers.removeIf(
                layer -> !List.of(inputs).contains(layer.name()) && !layer.name().equals("curved"));
        layers.add(Layer.of("it", operation, inputs));
        networks.put(name, new Network("one", MAP, layers, "it"));
    }

    private void map(String name, Operation operation, String... inputs) {
        networks.put(name, network(operation, MAP, inputs));
    }

    private void vector(String name, Operation operation) {
        networks.put(name, network(operation, TensorShape.image(CHANNELS, 1, 1)));
    }

    /** What is of no pixels comes of a picture of one. */
    private static Network network(Operation operation, TensorShape input, String... inputs) {
        List<Layer> layers = new ArrayList<>();
        if (input.area() == 1) {
            layers.add(Layer.of("flat", new Renumbering.Flatten(), Network.INPUT));
            layers.add(Layer.of("it", operation, "flat"));
        } else {
            layers.add(
                    Layer.of(
                            "it",
                            operation,
                            inputs.length == 0 ? new String[] {Network.INPUT} : inputs));
        }
        return new Network("one", input, layers, "it");
    }

    private float[] values(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private float[] positive(int count) {
        float[] values = values(count);
        for (int i = 0; i < count; i++) {
            values[i] = values[i] * values[i] + 0.1f;
        }
        return values;
    }
}
