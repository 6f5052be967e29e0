package org.decnn.model.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.decnn.model.network.Renumbering.ChannelShuffle;
import org.decnn.model.network.Renumbering.Flatten;
import org.decnn.model.network.Renumbering.Select;
import org.decnn.model.network.Renumbering.Unflatten;
import org.decnn.model.network.TensorShape;
import org.decnn.model.onnx.Axes.Atom;
import org.decnn.model.onnx.Axes.Source;
import org.decnn.model.onnx.Value.Activation;
import org.decnn.model.onnx.Value.Reals;

/** Gives operators their inputs as they take them, by layers that renumber where needed. */
final class Views {

    private Views() {}

    /**
     * An input seen as {@code [1, C, H, W]}. Where these are no axes of the layer below, its values
     * are laid out anew.
     */
    static Activation featureMap(Node node, int index, LayerList layers) {
        Activation input = node.activation(index);
        return featureMap(node, input, layers)
                .or(() -> laidOut(node, input, layers))
                .orElseThrow(
                        () ->
                                node.error(
                                        "its input '%s' is seen as %s, %s; it takes images [N, C,"
                                                + " H, W]",
                                        node.proto().getInput(index), input.dims(), input.axes()));
    }

    /** Empty if height, width and channels are not in axes of their own, in that order. */
    static Optional<Activation> featureMap(Node node, Activation input, LayerList layers) {
        Axes axes = input.axes();
        if (axes.rank() != 4 || !axes.axis(0).isEmpty()) {
            return Optional.empty();
        }
        TensorShape shape = input.shape();
        if (shape.area() == 1) {
            Activation vector = shape.isMap() ? input : vector(node, input, layers);
            return shape.isMap() && axes.size(1) == shape.channels()
                    ? Optional.of(select(node, input, axes.channels(axes.all()), layers))
                    : Optional.of(
                            layers.add(
                                    node,
                                    new Unflatten(axes.size(2), axes.size(3)),
                                    vector(node, vector, layers)));
        }
        return axes.isOf(Source.CHANNEL, 1)
                        && axes.isWhole(Source.HEIGHT, 2, shape.height())
                        && axes.isWhole(Source.WIDTH, 3, shape.width())
                ? Optional.of(select(node, input, axes.channels(axes.all()), layers))
                : Optional.empty();
    }

    /**
     * The values as they are seen, as a map of their own; empty if they are not seen along four
     * axes, the batch first.
     */
    static Optional<Activation> laidOut(Node node, Activation input, LayerList layers) {
        Axes axes = input.axes();
        if (axes.rank() != 4 || !axes.axis(0).isEmpty()) {
            return Optional.empty();
        }
        Activation flat = vector(node, input, layers);
        return Optional.of(
                layers.add(node, new Unflatten(axes.size(2), axes.size(3)), flat.whole()));
    }

    /** All values of an activation, in the order in which they are seen, as {@code [1, F]}. */
    static Activation vector(Node node, Activation input, LayerList layers) {
        List<Atom> atoms = input.axes().atoms();
        TensorShape shape = input.shape();
        if (shape.isVector()) {
            return select(node, input, Axes.places(atoms), layers);
        }
        if (isInOrder(input)) {
            Axes axes = input.axes();
            return layers.add(
                    node, new Flatten(), select(node, input, axes.channels(axes.all()), layers));
        }
        Activation flat = layers.add(node, new Flatten(), input.whole());
        return select(node, flat, flattened(input), layers);
    }

    /** Whether channels, in some order, are seen first, then height, then width. */
    private static boolean isInOrder(Activation input) {
        List<Atom> atoms = input.axes().atoms();
        TensorShape shape = input.shape();
        List<Atom> pixels =
                new Axes(List.of(atoms.stream().filter(Views::isOfPixels).toList())).axis(0);
        boolean channelsFirst =
                IntStream.range(0, atoms.size() - 1)
                        .noneMatch(i -> isOfPixels(atoms.get(i)) && !isOfPixels(atoms.get(i + 1)));
        return channelsFirst
                && pixels.equals(
                        Axes.of(TensorShape.image(1, shape.height(), shape.width())).atoms());
    }

    /**
     * By the layers that a reshape is, where all it asks for is one: a flatten, its reverse, or a
     * channel shuffle. So they have the reshape's name, and not their reader's.
     */
    static Activation settled(Node node, Activation input, LayerList layers) {
        Axes axes = input.axes();
        boolean map = axes.rank() == 4 && axes.axis(0).isEmpty();
        boolean vector = axes.rank() == 2 && axes.axis(0).isEmpty();
        if (axes.equals(Axes.of(input.shape()))) {
            return input;
        }
        if (vector && isInOrder(input)) {
            return vector(node, input, layers);
        }
        // What has one pixel alone is a vector too, whatever it is called.
        return map && (input.shape().area() == 1 || axes.size(1) == input.shape().channels())
                ? featureMap(node, input, layers).orElse(input)
                : input;
    }

    private static boolean isOfPixels(Atom atom) {
        return atom.source() != Source.CHANNEL;
    }

    /** For each value as it is seen, its place in the layer's flattened output. */
    static int[] flattened(Activation input) {
        TensorShape shape = input.shape();
        return Axes.places(
                input.axes().atoms().stream()
                        .map(
                                atom ->
                                        new Atom(
                                                Source.CHANNEL,
                                                atom.size(),
                                                atom.stride() * distance(shape, atom.source())))
                        .toList());
    }

    private static int distance(TensorShape shape, Source source) {
        return switch (source) {
            case CHANNEL -> shape.area();
            case HEIGHT -> shape.width();
            case WIDTH -> 1;
        };
    }

    /** The layer's output with its channels in another order, as the layer gives it. */
    static Activation select(Node node, Activation input, int[] channels, LayerList layers) {
        int all = input.shape().channels();
        if (Arrays.equals(channels, IntStream.range(0, all).toArray())) {
            return input.whole();
        }
        if (input.shape().isMap() && channels.length == all && channels[1] > 1) {
            ChannelShuffle shuffle = new ChannelShuffle(all / channels[1], channels[1]);
            if (all % channels[1] == 0 && Arrays.equals(shuffle.sources(), channels)) {
                return layers.add(node, shuffle, input.whole());
            }
        }
        return layers.add(node, new Select(channels), input.whole());
    }

    /** With other axes; values whose axes cannot be told apart any more are flattened before. */
    static Activation reshaped(Node node, Activation input, List<Integer> dims, LayerList layers) {
        Optional<Axes> axes = input.axes().reshaped(dims);
        if (axes.isPresent()) {
            return input.seenAs(axes.get());
        }
        Activation flat = vector(node, input, layers);
        return flat.seenAs(
                flat.axes()
                        .reshaped(dims)
                        .orElseThrow(
                                () ->
                                        node.error(
                                                "it reshapes %s to %s; export with fixed shapes",
                                                input.dims(), dims)));
    }

    /** A vector where the values are seen along one axis: then each of them is a channel. */
    static Activation flatIfOneAxis(Node node, Activation input, LayerList layers) {
        List<Integer> axes =
                input.axes().all().stream().filter(a -> !input.axes().axis(a).isEmpty()).toList();
        return axes.size() == 1 ? flatIfAllAlong(axes.get(0), node, input, layers) : input;
    }

    /** The same where all values are seen along that axis. */
    static Activation flatIfAllAlong(int axis, Node node, Activation input, LayerList layers) {
        if (input.axes().size(axis) != input.shape().elements()
                || input.axes().isOf(Source.CHANNEL, axis)) {
            return input;
        }
        return reshaped(node, vector(node, input, layers), input.dims(), layers);
    }

    /** As a map, so that it can be joined with one: of a vector each value is a channel. */
    static Activation map(Node node, Activation input, LayerList layers) {
        return input.shape().isMap()
                ? input
                : layers.add(node, new Unflatten(1, 1), input.whole()).seenAs(input.axes());
    }

    /**
     * One value for each channel of a layer's output, from a constant that is joined with it; empty
     * if the constant differs along other axes than those of channels.
     */
    static Optional<float[]> perChannel(Activation input, Reals constant) {
        Axes axes = input.axes();
        List<Integer> dims = Dims.ofRank(axes.rank(), constant.dims());
        int[] strides = Dims.strides(dims);
        List<Integer> varying = new ArrayList<>();
        for (int axis = 0; axis < axes.rank(); axis++) {
            if (dims.get(axis) > 1 && varies(constant, dims, axis)) {
                varying.add(axis);
            }
        }
        if (!varying.stream().allMatch(axis -> axes.isOf(Source.CHANNEL, axis))) {
            return Optional.empty();
        }
        float[] values = new float[input.shape().channels()];
        for (int channel = 0; channel < values.length; channel++) {
            int place = 0;
            for (int axis : varying) {
                place += axes.position(axis, channel) * strides[axis];
            }
            values[channel] = constant.values()[place];
        }
        return Optional.of(values);
    }

    private static boolean varies(Reals constant, List<Integer> dims, int axis) {
        List<Integer> once = new ArrayList<>(dims);
        once.set(axis, 1);
        int[] first = Dims.places(once, Dims.strides(dims), 0);
        float[] values = constant.values();
        int stride = Dims.strides(dims)[axis];
        for (int place : first) {
            for (int i = 1; i < dims.get(axis); i++) {
                if (values[place] != values[place + i * stride]) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Which source an axis that holds all of one holds; of those of size 1, any that is left. */
    static Optional<Source> source(Activation input, int axis) {
        Axes axes = input.axes();
        TensorShape shape = input.shape();
        List<Source> left = new ArrayList<>();
        for (Source source : Source.values()) {
            int size = size(shape, source);
            if (axes.isWhole(source, axis, size) && size > 1) {
                return Optional.of(source);
            }
            if (size == 1) {
                left.add(source);
            }
        }
        List<Integer> empty =
                axes.all().stream().filter(a -> a > 0 && axes.axis(a).isEmpty()).toList();
        int place = Collections.binarySearch(empty, axis);
        return place >= 0 && place < left.size() ? Optional.of(left.get(place)) : Optional.empty();
    }

    static int size(TensorShape shape, Source source) {
        return switch (source) {
            case CHANNEL -> shape.channels();
            case HEIGHT -> shape.height();
            case WIDTH -> shape.width();
        };
    }
}
