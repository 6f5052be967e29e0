package org.decnn.rewrite.decouple.refit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.PerChannel.BatchNorm;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Weighted.Linear;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Refits a decoupled network to the original's activations, layer after layer. A layer's inputs are
 * those of the network rewritten so far, so that it mends what the layers before it have lost.
 */
public final class Refit {

    /** Places that a regression looks at; more where it has many features. */
    private static final int ROWS = 32_768;

    private static final int ROWS_PER_FEATURE = 16;

    private final Network original;
    private final Map<String, int[]> channels;
    private final double strength;
    private final long seed;
    private final Activations originals;
    private final Activations rewritten;
    private final Map<String, Layer> layers = new LinkedHashMap<>();
    private final List<Layer> order;
    private final List<Unit> units;
    private final Set<String> exact = new HashSet<>(Set.of(Network.INPUT));
    private final Map<String, Errors> errors = new LinkedHashMap<>();
    private int nextOriginal;

    private Refit(
            Network original,
            Network kept,
            Map<String, int[]> channels,
            Set<String> whole,
            float[][] pictures,
            double strength,
            long seed) {
        this.original = original;
        this.channels = channels;
        this.strength = strength;
        this.seed = seed;
        originals = new Activations(kept.input(), pictures);
        rewritten = new Activations(kept.input(), pictures);
        order = kept.layers();
        order.forEach(layer -> layers.put(layer.name(), layer));
        for (Layer layer : order) {
            boolean split = layer.operation() instanceof Conv conv && conv.groups() > 1;
            if (exact.containsAll(layer.inputs()) && (!split || whole.contains(layer.name()))) {
                exact.add(layer.name());
            }
        }
        units =
                Unit.of(kept, this::isRefitted).stream()
                        .filter(unit -> !exact.contains(unit.target()))
                        .toList();
    }

    /**
     * @param original the dense network
     * @param kept the decoupled network with the weights that were kept; layers have the original's
     *     names
     * @param channels the original channel in each slot of each tensor that is split
     * @param whole the split convolutions that kept every connection; what depends on no other is
     *     left as it is
     * @param pictures inputs of the network, one array a picture
     * @param strength of the ridge as a share of the mean input energy, 0 to choose it by held-out
     *     error
     * @param eachLayer called after each of the decoupled network's layers
     */
    public static Refit run(
            Network original,
            Network kept,
            Map<String, int[]> channels,
            Set<String> whole,
            float[][] pictures,
            double strength,
            long seed,
            Runnable eachLayer) {
        // Groups are refitted side by side; threads within each would only wait for one another.
        Nd4j.getEnvironment().setMaxThreads(1);
        Nd4j.factory().blas().setMaxThreads(1);
        Refit refit = new Refit(original, kept, channels, whole, pictures, strength, seed);
        refit.walk(eachLayer);
        return refit;
    }

    /** The refitted network. */
    public Network network() {
        return new Network(
                original.name(), original.input(), List.copyOf(layers.values()), original.output());
    }

    /** By the name of each refitted convolution or linear layer. */
    public Map<String, Errors> errors() {
        return errors;
    }

    private boolean isRefitted(Layer layer) {
        return (layer.operation() instanceof Conv conv && conv.groups() > 1)
                || (layer.operation() instanceof Linear
                        && channels.containsKey(layer.inputs().get(0)));
    }

    private void walk(Runnable eachLayer) {
        Map<String, Integer> lastUse = lastUses();
        for (int i = 0; i < order.size(); i++) {
            String name = order.get(i).name();
            Unit unit = units.stream().filter(it -> it.holds(name)).findFirst().orElse(null);
            if (unit == null) {
                rewritten.compute(layers.get(name));
            } else if (unit.target().equals(name)) {
                refit(unit);
            }
            int now = i;
            lastUse.forEach(
                    (tensor, last) -> {
                        if (last <= now) {
                            rewritten.forget(tensor);
                        }
                    });
            eachLayer.run();
        }
    }

    /** Index of the layer after which a tensor is needed no more. */
    private Map<String, Integer> lastUses() {
        Map<String, Integer> lastUse = new HashMap<>();
        for (int i = 0; i < order.size(); i++) {
            String name = order.get(i).name();
            int computed = i;
            for (Unit unit : units) {
                if (unit.holds(name)) {
                    computed =
                            IntStream.range(0, order.size())
                                    .filter(it -> order.get(it).name().equals(unit.target()))
                                    .findFirst()
                                    .orElseThrow();
                }
            }
            lastUse.merge(name, computed, Math::max);
            for (String input : order.get(i).inputs()) {
                lastUse.merge(input, computed, Math::max);
            }
        }
        return lastUse;
    }

    private void refit(Unit unit) {
        float[][] target = original(unit.target());
        int[] slots = channels.get(unit.target());
        if (slots == null) {
            slots = IntStream.range(0, originals.shapeOf(unit.target()).channels()).toArray();
        }
        UnitFit unitFit = new UnitFit(unit, layers, rewritten);
        Sample sample =
                Sample.of(
                        originals.shapeOf(unit.target()),
                        rewritten.pictures(),
                        Math.max(ROWS, ROWS_PER_FEATURE * unitFit.features()),
                        seed);
        Errors fit = unitFit.fit(target, slots, sample, strength);
        for (Unit.Branch branch : unit.branches()) {
            errors.put(branch.weighted(), fit);
            rewritten.compute(layers.get(branch.weighted()));
            branch.norm().ifPresent(norm -> restate(norm, branch.weighted()));
        }
        if (rewritten.of(unit.target()) == null) {
            rewritten.compute(layers.get(unit.target()));
        }
    }

    /**
     * Gives a batch norm the mean and variance of what it now reads. Its gamma and beta make up for
     * it, so it computes the same; but training that goes on from here starts where it stands.
     */
    private void restate(String norm, String input) {
        BatchNorm old = (BatchNorm) layers.get(norm).operation();
        int area = rewritten.shapeOf(input).area();
        int channels = old.gamma().length;
        BatchNorm now =
                new BatchNorm(
                        new float[channels],
                        new float[channels],
                        new float[channels],
                        new float[channels],
                        old.epsilon());
        for (int channel = 0; channel < channels; channel++) {
            double sum = 0;
            double squares = 0;
            for (float[] picture : rewritten.of(input)) {
                for (int i = channel * area; i < (channel + 1) * area; i++) {
                    sum += picture[i];
                    squares += (double) picture[i] * picture[i];
                }
            }
            double count = (double) area * rewritten.pictures();
            double mean = sum / count;
            now.mean()[channel] = (float) mean;
            now.variance()[channel] = (float) Math.max(0, squares / count - mean * mean);
            UnitFit.rescale(now, channel, old.scale(channel), old.shift(channel));
        }
        layers.put(norm, new Layer(norm, now, layers.get(norm).inputs()));
        rewritten.compute(layers.get(norm));
    }

    /** The original's tensor; what it needs is computed on the way, and let go. */
    private float[][] original(String tensor) {
        List<Layer> dense = original.layers();
        while (originals.of(tensor) == null) {
            originals.compute(dense.get(nextOriginal++));
            List<Layer> ahead = dense.subList(nextOriginal, dense.size());
            Set<String> needed = new HashSet<>(Set.of(tensor));
            ahead.forEach(layer -> needed.addAll(layer.inputs()));
            units.stream()
                    .filter(unit -> !errors.containsKey(unit.branches().get(0).weighted()))
                    .forEach(unit -> needed.add(unit.target()));
            for (Layer layer : dense.subList(0, nextOriginal)) {
                if (!needed.contains(layer.name())) {
                    originals.forget(layer.name());
                }
            }
        }
        return originals.of(tensor);
    }
}
