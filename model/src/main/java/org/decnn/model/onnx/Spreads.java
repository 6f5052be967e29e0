package org.decnn.model.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.decnn.model.network.PerChannel.Pad;
import org.decnn.model.network.PerChannel.Pad.Border;
import org.decnn.model.network.Renumbering.Select;
import org.decnn.model.onnx.Axes.Atom;
import org.decnn.model.onnx.Axes.Source;
import org.decnn.model.onnx.Value.Activation;
import org.decnn.model.onnx.Value.Spread;

/** Gives axes of size 1 their size, where what follows does not do it by itself. */
final class Spreads {

    private Spreads() {}

    /** A node whose inputs have their sizes. */
    static Node spreadOut(Node node, LayerList layers) {
        return node.with(value -> value instanceof Spread it ? out(node, it, layers) : value);
    }

    static Activation asActivation(Node node, Value value, LayerList layers) {
        return value instanceof Spread spread ? out(node, spread, layers) : (Activation) value;
    }

    /** What an Expand gives, as layers give it: one pixel by a border of its like. */
    static Activation out(Node node, Spread spread, LayerList layers) {
        List<Integer> dims = spread.dims();
        Activation input = spread.source().seenAs(spread.source().axes().ofRank(dims.size()));
        for (int axis = 0; axis < dims.size(); axis++) {
            if (!dims.get(axis).equals(input.dims().get(axis))) {
                input = along(node, Views.map(node, input, layers), axis, dims.get(axis), layers);
            }
        }
        return input;
    }

    private static Activation along(
            Node node, Activation input, int axis, int size, LayerList layers) {
        Optional<Source> source = Views.source(input, axis);
        if (source.isEmpty() || source.get() == Source.CHANNEL) {
            return channels(node, input, axis, size, layers);
        }
        boolean height = source.get() == Source.HEIGHT;
        Pad copies = new Pad(0, 0, height ? size - 1 : 0, height ? 0 : size - 1, Border.EDGE, 0);
        return layers.add(node, copies, input.whole())
                .seenAs(input.axes().with(axis, List.of(new Atom(source.get(), size, 1))));
    }

    /** All channels again and again, along an axis of size 1. */
    static Activation channels(Node node, Activation input, int axis, int size, LayerList layers) {
        if (!input.axes().axis(axis).isEmpty()) {
            throw node.error(
                    "it spreads axis %d of %s to %d; only axes of size 1 can be spread",
                    axis, input.dims(), size);
        }
        int all = input.shape().channels();
        int[] copies = new int[Math.multiplyExact(all, size)];
        Arrays.setAll(copies, i -> i % all);
        return layers.add(node, new Select(copies), input.whole())
                .seenAs(input.axes().with(axis, List.of(new Atom(Source.CHANNEL, size, all))));
    }
}
