package org.decnn.model.testing.fuzz;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.Operation;
import org.decnn.model.network.TensorShape;
import org.decnn.model.testing.NetworkSketch;
import org.decnn.model.testing.ReferenceForward;

/**
 * A random network as it grows. Every layer is computed at once, for one picture, and again with
 * noise of float's rounding: a move is not made if its outcome is not finite, vanishes, is large,
 * or shows the noise. So what differs in the end differs by a fault.
 */
final class Growth {

    private static final int MOST_LAYERS = 24;
    private static final int MOST_CHANNELS = 40;
    private static final int MOST_FEATURES = 3000;
    private static final int LONGEST_SIDE = 16;
    private static final float LEAST = 1e-2f;
    private static final float MOST = 60;

    /** Of the largest value: of one layer, and what it may come to. */
    private static final float NOISE = 1e-6f;

    private static final float MOST_NOISE = 2e-5f;

    private final NetworkSketch net;
    private final List<String> tensors = new ArrayList<>(List.of(Network.INPUT));
    private final Map<String, float[]> values = new HashMap<>();
    private final Map<String, float[]> noisy = new HashMap<>();
    private final Random noise = new Random(1);
    private int names;

    Growth(NetworkSketch net, float[] input) {
        this.net = net;
        values.put(Network.INPUT, input);
        noisy.put(Network.INPUT, input);
    }

    /** One convolution sees the picture, and nothing else does. */
    void growFromStem(Choices choices) {
        if (make(WeightedStep.CONV, choices)) {
            tensors.remove(Network.INPUT);
        }
    }

    /** Makes a move, or does nothing; says which. */
    boolean make(Step step, Choices choices) {
        int before = net.layers().size();
        try {
            step.grow(this, choices);
            List<Layer> made = net.layers().subList(before, net.layers().size());
            if ((step instanceof EndingStep || net.layers().size() <= MOST_LAYERS)
                    && made.stream().allMatch(this::isTame)) {
                made.forEach(layer -> tensors.add(layer.name()));
                return true;
            }
        } catch (IllegalArgumentException e) {
            // It does not fit.
        }
        net.keep(before);
        return false;
    }

    private boolean isTame(Layer layer) {
        TensorShape shape = shape(layer.name());
        if (shape.channels() > (shape.isMap() ? MOST_CHANNELS : MOST_FEATURES)
                || shape.height() > LONGEST_SIDE
                || shape.width() > LONGEST_SIDE) {
            return false;
        }
        float[] exact = computed(layer, values);
        float[] shaken = computed(layer, noisy);
        float largest = 0;
        float off = 0;
        for (int i = 0; i < exact.length; i++) {
            if (!Float.isFinite(exact[i])) {
                return false;
            }
            largest = Math.max(largest, Math.abs(exact[i]));
            off = Math.max(off, Math.abs(exact[i] - shaken[i]));
        }
        // Not "larger than", which NaN is not.
        if (!(largest >= LEAST && largest <= MOST && off <= MOST_NOISE * largest)) {
            return false;
        }
        for (int i = 0; i < shaken.length; i++) {
            shaken[i] += (2 * noise.nextFloat() - 1) * NOISE * largest;
        }
        values.put(layer.name(), exact);
        noisy.put(layer.name(), shaken);
        return true;
    }

    private float[] computed(Layer layer, Map<String, float[]> given) {
        Map<String, TensorShape> shapes = new LinkedHashMap<>();
        layer.inputs().forEach(input -> shapes.put(input, shape(input)));
        return ReferenceForward.run(List.of(layer), shapes, given).get(layer.name());
    }

    NetworkSketch net() {
        return net;
    }

    TensorShape shape(String tensor) {
        return net.shapeOf(tensor);
    }

    /** A tensor: the last, as a rule, or any, the picture among them. */
    String any(Choices choices) {
        return chosen(tensors, choices);
    }

    String map(Choices choices) {
        return chosen(tensors.stream().filter(name -> shape(name).isMap()).toList(), choices);
    }

    private static String chosen(List<String> among, Choices choices) {
        return switch (choices.below(10)) {
            case 0 -> among.get(0); // The picture.
            case 1, 2, 3 -> choices.of(among);
            default -> among.get(among.size() - 1);
        };
    }

    /** The one that all others led to. */
    String last() {
        return tensors.get(tensors.size() - 1);
    }

    /** Adds a layer; gives its name. */
    String add(Operation operation, String... inputs) {
        return net.layer(name(operation.getClass().getSimpleName()), operation, inputs);
    }

    /** A name that no layer has. */
    String name(String like) {
        return like.toLowerCase(Locale.ROOT) + names++;
    }

    /** The layers that the last one needs. */
    Network network(String name) {
        Set<String> needed = new HashSet<>(Set.of(last()));
        List<Layer> kept = new ArrayList<>();
        List<Layer> layers = net.layers();
        for (int i = layers.size() - 1; i >= 0; i--) {
            if (needed.contains(layers.get(i).name())) {
                needed.addAll(layers.get(i).inputs());
                kept.add(0, layers.get(i));
            }
        }
        return new Network(name, shape(Network.INPUT), kept, last());
    }
}
