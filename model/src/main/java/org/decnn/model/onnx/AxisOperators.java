package org.decnn.model.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.decnn.model.network.Joining.Concat;
import org.decnn.model.network.PerChannel.Crop;
import org.decnn.model.network.TensorShape;
import org.decnn.model.onnx.Axes.Source;
import org.decnn.model.onnx.Value.Activation;
import org.decnn.model.onnx.Value.Integers;
import org.decnn.model.onnx.Value.Spread;

/** Readers of operators that change the axes of an activation, or keep a part of it. */
final class AxisOperators {

    private AxisOperators() {}

    /** Reshape, Flatten, Squeeze and Unsqueeze. */
    static Value reshape(Node node, LayerList layers) {
        Activation input = node.activation(0);
        Activation seen = Views.reshaped(node, input, Reshapes.dims(node, input.dims()), layers);
        return Views.settled(node, seen, layers);
    }

    static Value transpose(Node node, LayerList layers) {
        Activation input = node.activation(0);
        int[] perm = ConstantAxes.permutation(node, input.dims());
        return input.seenAs(input.axes().permuted(perm));
    }

    /** Axes of size 1 are spread by what follows. */
    static Value expand(Node node, LayerList layers) {
        Activation input = node.activation(0);
        List<Integer> asked = Arrays.stream(node.ints(1)).boxed().toList();
        return spread(input, Dims.broadcast(input.dims(), asked));
    }

    static Value tile(Node node, LayerList layers) {
        Activation input = node.activation(0);
        int[] repeats = node.ints(1);
        List<Integer> dims = new ArrayList<>(input.dims());
        for (int axis = 0; axis < repeats.length; axis++) {
            if (axis >= dims.size() || repeats[axis] != 1 && dims.get(axis) != 1) {
                throw node.error(
                        "it repeats %s %s times; only axes of size 1 can be repeated",
                        input.dims(), Arrays.toString(repeats));
            }
            dims.set(axis, dims.get(axis) * repeats[axis]);
        }
        return spread(input, dims);
    }

    private static Value spread(Activation input, List<Integer> dims) {
        Dims.elements(dims);
        return dims.equals(input.dims()) ? input : new Spread(input, List.copyOf(dims));
    }

    static Value gather(Node node, LayerList layers) {
        Activation input = node.activation(0);
        Integers indices = node.integers(1);
        int axis = node.axis(node.attribute("axis", 0), input.dims().size());
        int size = input.dims().get(axis);
        int[] picks =
                Arrays.stream(indices.values())
                        .mapToInt(index -> node.axis(node.toInt(index), size))
                        .toArray();
        Activation picked = picked(node, input, axis, picks, layers);
        List<Integer> dims = new ArrayList<>(picked.dims().subList(0, axis));
        dims.addAll(indices.dims());
        dims.addAll(picked.dims().subList(axis + 1, picked.dims().size()));
        return Views.reshaped(node, picked, dims, layers);
    }

    static Value slice(Node node, LayerList layers) {
        Activation input = node.activation(0);
        for (Slices.Slice slice : Slices.of(node, input.dims())) {
            input = picked(node, input, slice.axis(), slice.places(), layers);
        }
        return input;
    }

    /**
     * By sizes, an input or an attribute; else in equal parts, of which the last may be smaller.
     */
    static List<Value> split(Node node, LayerList layers) {
        Activation input = node.activation(0);
        int axis = node.axis(node.attribute("axis", 0), input.dims().size());
        int size = input.dims().get(axis);
        int outputs = node.proto().getOutputCount();
        node.attribute("num_outputs", outputs);
        int part = (size + outputs - 1) / outputs;
        int[] equal =
                IntStream.range(0, outputs)
                        .map(i -> Math.max(0, Math.min(part, size - i * part)))
                        .toArray();
        int[] sizes = node.hasInput(1) ? node.ints(1) : node.attribute("split", equal);
        boolean fits = sizes.length == outputs && Arrays.stream(sizes).allMatch(s -> s > 0);
        if (!fits || Arrays.stream(sizes).asLongStream().sum() != size) {
            throw node.error(
                    "it splits axis %d of %s into %s; export the network again",
                    axis, input.dims(), Arrays.toString(sizes));
        }
        List<Value> parts = new ArrayList<>();
        int first = 0;
        for (int each : sizes) {
            int[] picks = IntStream.range(first, first + each).toArray();
            parts.add(picked(node, input, axis, picks, layers));
            first += each;
        }
        return parts;
    }

    /** Some positions of an axis: channels in any order, of pixels every so many. */
    private static Activation picked(
            Node node, Activation given, int axis, int[] picks, LayerList layers) {
        List<Integer> dims = given.dims();
        if (picks.length == 0) {
            throw node.error("it keeps nothing of axis %d of %s", axis, dims);
        }
        if (Arrays.equals(picks, IntStream.range(0, dims.get(axis)).toArray())) {
            return given;
        }
        // What stays a picture is cut as one; what is flattened is none any more.
        boolean asItIs = dims.get(axis) == 1 || areEven(picks) && isOfPixels(given, axis);
        Activation input = asItIs ? given : Views.flatIfOneAxis(node, given, layers);
        Axes axes = input.axes();
        if (axes.axis(axis).isEmpty()) {
            return Spreads.channels(node, input, axis, picks.length, layers);
        }
        if (axes.isOf(Source.CHANNEL, axis)) {
            return pickedChannels(node, input, axis, picks, layers);
        }
        for (Source source : List.of(Source.HEIGHT, Source.WIDTH)) {
            if (axes.isWhole(source, axis, Views.size(input.shape(), source))) {
                return cropped(node, input, source, picks, layers);
            }
        }
        throw node.error(
                "it keeps a part of axis %d of %s, %s; only channels, height or width can be cut",
                axis, dims, axes);
    }

    /** Channels as the picks meet them, numbered as they are seen. */
    private static Activation pickedChannels(
            Node node, Activation input, int axis, int[] picks, LayerList layers) {
        Axes axes = input.axes();
        int[] seen = axes.channels(axes.all());
        int inner = 1;
        for (int a = axis + 1; a < axes.rank(); a++) {
            inner *= channelsAlong(axes, a);
        }
        int size = axes.size(axis);
        int outer = seen.length / inner / size;
        int[] channels = new int[outer * picks.length * inner];
        int next = 0;
        for (int row = 0; row < outer; row++) {
            for (int pick : picks) {
                for (int i = 0; i < inner; i++) {
                    channels[next++] = seen[(row * size + pick) * inner + i];
                }
            }
        }
        Axes kept =
                axes.with(axis, List.of(new Axes.Atom(Source.CHANNEL, picks.length, 1)))
                        .renumbered(axes.all());
        return Views.select(node, input, channels, layers).seenAs(kept);
    }

    private static int channelsAlong(Axes axes, int axis) {
        return Axes.elements(
                axes.axis(axis).stream().filter(a -> a.source() == Source.CHANNEL).toList());
    }

    private static Activation cropped(
            Node node, Activation input, Source source, int[] picks, LayerList layers) {
        if (!areEven(picks)) {
            throw node.error(
                    "it puts rows or columns of pixels in another order; only every so many, from"
                            + " the first to the last, can be kept");
        }
        return crop(node, input, source, picks[0], picks.length, stride(picks), layers);
    }

    private static int stride(int[] picks) {
        return picks.length == 1 ? 1 : picks[1] - picks[0];
    }

    /** Whether the picks are every so many, from the first to the last. */
    private static boolean areEven(int[] picks) {
        int stride = stride(picks);
        return stride >= 1
                && IntStream.range(1, picks.length)
                        .allMatch(i -> picks[i] - picks[i - 1] == stride);
    }

    /** Whether an axis is all rows or all columns of a layer's output. */
    private static boolean isOfPixels(Activation input, int axis) {
        return Stream.of(Source.HEIGHT, Source.WIDTH)
                .anyMatch(
                        source ->
                                input.axes()
                                        .isWhole(source, axis, Views.size(input.shape(), source)));
    }

    /** Every so many rows or columns. */
    static Activation crop(
            Node node,
            Activation input,
            Source source,
            int first,
            int count,
            int stride,
            LayerList layers) {
        TensorShape shape = input.shape();
        Crop crop =
                source == Source.HEIGHT
                        ? new Crop(first, 0, count, shape.width(), stride, 1)
                        : new Crop(0, first, shape.height(), count, 1, stride);
        return layers.add(node, crop, input.whole()).seenAs(input.axes().resized(source, count));
    }

    /**
     * ONNX {@code SpaceToDepth}: every so many pixels, from each of the first ones, as channels.
     */
    static Value spaceToDepth(Node node, LayerList layers) {
        int block = node.attribute("blocksize", 0);
        Activation input = Views.featureMap(node, 0, layers);
        TensorShape shape = input.shape();
        if (block < 1 || shape.height() % block != 0 || shape.width() % block != 0) {
            throw node.error("its blocks of %d do not divide %s", block, shape);
        }
        if (block == 1) {
            return input;
        }
        List<Activation> parts = new ArrayList<>();
        for (int top = 0; top < block; top++) {
            for (int left = 0; left < block; left++) {
                Crop crop =
                        new Crop(
                                top,
                                left,
                                shape.height() / block,
                                shape.width() / block,
                                block,
                                block);
                parts.add(layers.add(node, crop, input));
            }
        }
        return layers.add(node, new Concat(), parts.toArray(Activation[]::new));
    }
}
