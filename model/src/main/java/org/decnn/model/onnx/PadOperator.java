package org.decnn.model.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.decnn.model.network.PerChannel.Pad;
import org.decnn.model.network.PerChannel.Pad.Border;
import org.decnn.model.network.Renumbering.PadChannels;
import org.decnn.model.onnx.Axes.Source;
import org.decnn.model.onnx.Value.Activation;

/** Reader of Pad: a border around height and width, more channels, or, where negative, less. */
final class PadOperator {

    private PadOperator() {}

    /** A border of zeros becomes part of the convolution or average pool that reads it. */
    static Value read(Node node, LayerList layers) {
        Activation input = node.activation(0);
        int rank = input.dims().size();
        int[] pads = pads(node, rank);
        Border border = border(node);
        float given = node.hasInput(2) ? (float) node.single(2) : node.attribute("value", 0f);
        // What is written in place of zero, so that a runtime keeps the border apart.
        float value = Math.abs(given) < Float.MIN_NORMAL ? 0 : given;
        if (!Float.isFinite(value)) {
            throw node.error("it pads with %s; only finite values are read", value);
        }
        Map<Integer, Source> sources = sources(node, input, pads);
        int[] pixels = new int[4];
        for (Map.Entry<Integer, Source> padded : sources.entrySet()) {
            int axis = padded.getKey();
            int before = pads[axis];
            int after = pads[axis + rank];
            input = cropped(node, input, axis, padded.getValue(), before, after, layers);
            if (padded.getValue() == Source.CHANNEL) {
                input = channels(node, input, axis, before, after, border, value, layers);
            } else {
                int side = padded.getValue() == Source.HEIGHT ? 0 : 1;
                pixels[side] = Math.max(0, before);
                pixels[side + 2] = Math.max(0, after);
            }
        }
        if (Arrays.stream(pixels).allMatch(pad -> pad == 0)) {
            return input;
        }
        Pad pad = new Pad(pixels[0], pixels[1], pixels[2], pixels[3], border, value);
        Axes axes = input.axes();
        Activation bordered = bordered(node, Views.map(node, input, layers), pad, layers);
        for (Map.Entry<Integer, Source> padded : sources.entrySet()) {
            Source source = padded.getValue();
            axes = axes.with(padded.getKey(), whole(source, Views.size(bordered.shape(), source)));
        }
        return bordered.seenAs(axes);
    }

    /** What the axes that are padded are. */
    private static Map<Integer, Source> sources(Node node, Activation input, int[] pads) {
        Map<Integer, Source> sources = new TreeMap<>();
        int rank = pads.length / 2;
        for (int axis = 0; axis < rank; axis++) {
            if (pads[axis] != 0 || pads[axis + rank] != 0) {
                sources.put(
                        axis,
                        Views.source(input, axis)
                                .orElseThrow(
                                        () ->
                                                node.error(
                                                        "it pads %s by %s; only channels, height"
                                                                + " and width can be padded",
                                                        input.dims(), Arrays.toString(pads))));
            }
        }
        return sources;
    }

    /** A border around one of the same kind makes one of the two. */
    private static Activation bordered(Node node, Activation input, Pad pad, LayerList layers) {
        Pad inner = layers.operationOf(input, Pad.class).orElse(null);
        if (inner == null
                || pad.border() != Border.CONSTANT
                || inner.border() != Border.CONSTANT
                || inner.value() != pad.value()) {
            return layers.add(node, pad, input.whole());
        }
        return layers.add(
                node,
                new Pad(
                        Math.addExact(inner.top(), pad.top()),
                        Math.addExact(inner.left(), pad.left()),
                        Math.addExact(inner.bottom(), pad.bottom()),
                        Math.addExact(inner.right(), pad.right()),
                        Border.CONSTANT,
                        pad.value()),
                layers.layerOf(input).orElseThrow().inputs().get(0));
    }

    private static List<Axes.Atom> whole(Source source, int size) {
        return List.of(new Axes.Atom(source, size, 1));
    }

    private static Activation channels(
            Node node,
            Activation input,
            int axis,
            int before,
            int after,
            Border border,
            float value,
            LayerList layers) {
        if (before <= 0 && after <= 0) {
            return input;
        }
        if (border != Border.CONSTANT) {
            throw node.error("it mirrors or repeats channels; only a constant can be padded");
        }
        PadChannels pad = new PadChannels(Math.max(0, before), Math.max(0, after), value);
        Activation padded = layers.add(node, pad, input.whole());
        return padded.seenAs(
                input.axes().with(axis, whole(Source.CHANNEL, padded.shape().channels())));
    }

    private static Activation cropped(
            Node node,
            Activation input,
            int axis,
            Source source,
            int before,
            int after,
            LayerList layers) {
        int first = Math.max(0, -before);
        int size = input.dims().get(axis);
        int count = size - first - Math.max(0, -after);
        if (count == size) {
            return input;
        }
        if (count < 1) {
            throw node.error("it leaves nothing of axis %d of %s", axis, input.dims());
        }
        if (source == Source.CHANNEL) {
            int[] kept = IntStream.range(first, first + count).toArray();
            return Views.select(node, input, kept, layers)
                    .seenAs(input.axes().with(axis, whole(Source.CHANNEL, count)));
        }
        return AxisOperators.crop(node, input, source, first, count, 1, layers);
    }

    private static Border border(Node node) {
        String mode = node.attribute("mode", "constant");
        return switch (mode) {
            case "constant" -> Border.CONSTANT;
            case "reflect" -> Border.REFLECT;
            case "edge" -> Border.EDGE;
            default ->
                    throw node.error(
                            "its mode '%s' is not supported; use constant, reflect or edge", mode);
        };
    }

    /** The pads of all axes, first all before, then all after. */
    private static int[] pads(Node node, int rank) {
        int[] given = node.hasInput(1) ? node.ints(1) : node.attribute("pads", new int[2 * rank]);
        int[] axes = node.hasInput(3) ? node.ints(3) : IntStream.range(0, rank).toArray();
        if (given.length != 2 * axes.length) {
            throw node.error(
                    "it has %d pads for %d axes; export it again", given.length, axes.length);
        }
        int[] pads = new int[2 * rank];
        for (int i = 0; i < axes.length; i++) {
            int axis = node.axis(axes[i], rank);
            pads[axis] = given[i];
            pads[axis + rank] = given[i + axes.length];
        }
        return pads;
    }
}
