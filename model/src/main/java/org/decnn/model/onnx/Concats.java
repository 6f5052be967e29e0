package org.decnn.model.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.Joining.Concat;
import org.decnn.model.network.PerChannel.Pad;
import org.decnn.model.network.PerChannel.Pad.Border;
import org.decnn.model.network.Renumbering.PadChannels;
import org.decnn.model.onnx.Axes.Atom;
import org.decnn.model.onnx.Axes.Source;
import org.decnn.model.onnx.Value.Activation;
import org.decnn.model.onnx.Value.Reals;

/** Reader of Concat: of channels, and of rows or columns of pixels. */
final class Concats {

    private Concats() {}

    static Value read(Node node, LayerList layers) {
        List<Integer> given =
                IntStream.range(0, node.inputs()).filter(i -> !node.isConstant(i)).boxed().toList();
        Activation one = node.activation(given.get(0));
        int axis = node.axis(node.attribute("axis", 1), one.dims().size());
        List<Activation> inputs = new ArrayList<>();
        given.forEach(index -> inputs.add(node.activation(index)));
        if (inputs.size() > 1
                && axis == 1
                && !inputs.stream().allMatch(in -> isAlike(one, in, axis))) {
            inputs.replaceAll(in -> Views.laidOut(node, in, layers).orElse(in));
        }
        if (inputs.size() > 1 && inputs.stream().allMatch(in -> isFlat(in, axis))) {
            inputs.replaceAll(
                    in -> Views.reshaped(node, Views.vector(node, in, layers), in.dims(), layers));
        }
        for (int i = 0; i < inputs.size(); i++) {
            int first = i == 0 ? 0 : given.get(i);
            int next = i + 1 < inputs.size() ? given.get(i + 1) : node.inputs();
            inputs.set(
                    i, withConstants(node, inputs.get(i), axis, first, given.get(i), next, layers));
        }
        if (inputs.size() == 1) {
            return inputs.get(0);
        }
        Activation first = inputs.get(0);
        if (inputs.stream().allMatch(in -> isAlike(first, in, axis))) {
            return ofChannels(node, inputs, axis, layers);
        }
        return ofPixels(node, inputs, axis, layers)
                .orElseThrow(() -> different(node, inputs, axis));
    }

    private static RuntimeException different(Node node, List<Activation> inputs, int axis) {
        Activation first = inputs.get(0);
        Activation other =
                inputs.stream().filter(in -> !isAlike(first, in, axis)).findFirst().orElse(first);
        return node.error(
                "it joins axis %d of %s, %s, and %s, %s; only channels, axis 1 of [N, C, H, W], of"
                        + " pictures of one size can be joined, or rows or columns of them",
                axis, first.dims(), first.axes(), other.dims(), other.axes());
    }

    private static Activation ofChannels(
            Node node, List<Activation> inputs, int axis, LayerList layers) {
        List<Integer> order = behind(axis, inputs.get(0));
        int size = 0;
        for (Activation input : inputs) {
            size = Math.addExact(size, input.axes().size(axis));
        }
        boolean maps = inputs.stream().anyMatch(in -> in.shape().isMap());
        Activation[] parts =
                inputs.stream()
                        .map(in -> maps ? Views.map(node, in, layers) : in)
                        .map(in -> ordered(node, in, order, layers))
                        .toArray(Activation[]::new);
        return layers.add(node, new Concat(), parts)
                .seenAs(
                        inputs.get(0)
                                .axes()
                                .with(axis, List.of(new Atom(Source.CHANNEL, size, 1)))
                                .renumbered(order));
    }

    private static Activation ordered(
            Node node, Activation input, List<Integer> order, LayerList layers) {
        return Views.select(node, input, input.axes().channels(order), layers);
    }

    /** Rows or columns, as the sum of pictures that zeros make as large as the whole. */
    private static Optional<Activation> ofPixels(
            Node node, List<Activation> given, int axis, LayerList layers) {
        List<Activation> inputs = given;
        if (!areOfPixels(inputs, axis)) {
            inputs = given.stream().map(in -> Views.laidOut(node, in, layers).orElse(in)).toList();
        }
        if (!areOfPixels(inputs, axis)) {
            return Optional.empty();
        }
        Source source = Views.source(inputs.get(0), axis).orElseThrow();
        boolean height = source == Source.HEIGHT;
        List<Integer> order = behind(axis, inputs.get(0));
        int all = 0;
        for (Activation input : inputs) {
            all = Math.addExact(all, input.dims().get(axis));
        }
        List<Activation> parts = new ArrayList<>();
        int before = 0;
        for (Activation input : inputs) {
            int after = all - before - input.dims().get(axis);
            Pad pad =
                    height
                            ? new Pad(before, 0, after, 0, Border.CONSTANT, 0)
                            : new Pad(0, before, 0, after, Border.CONSTANT, 0);
            parts.add(layers.add(node, pad, ordered(node, input, order, layers)));
            before += input.dims().get(axis);
        }
        Axes axes = inputs.get(0).axes().with(axis, List.of(new Atom(source, all, 1)));
        return Optional.of(
                layers.add(node, new Add(), parts.toArray(Activation[]::new))
                        .seenAs(axes.renumbered(order)));
    }

    /** Whether along one axis there are rows, or columns, and all others are alike. */
    private static boolean areOfPixels(List<Activation> inputs, int axis) {
        Activation first = inputs.get(0);
        Optional<Source> source =
                first.shape().isMap() ? Views.source(first, axis) : Optional.empty();
        return source.isPresent()
                && source.get() != Source.CHANNEL
                && inputs.stream()
                        .allMatch(
                                in ->
                                        in.shape().isMap()
                                                && Views.source(in, axis).equals(source)
                                                && differAlong(axis, first, in));
    }

    /** Whether two differ along one axis alone, and there in channels. */
    private static boolean isAlike(Activation one, Activation other, int axis) {
        return other.axes().rank() == one.axes().rank()
                && other.axes().isOf(Source.CHANNEL, axis)
                && differAlong(axis, one, other);
    }

    private static boolean differAlong(int axis, Activation one, Activation other) {
        List<Integer> order = behind(axis, one);
        return other.axes().rank() == one.axes().rank()
                && other.axes()
                        .renumbered(order)
                        .with(axis, List.of())
                        .equals(one.axes().renumbered(order).with(axis, List.of()));
    }

    /** All axes, one of them put first. */
    private static List<Integer> behind(int axis, Activation input) {
        List<Integer> order = new ArrayList<>(input.axes().all());
        order.remove(Integer.valueOf(axis));
        order.add(0, axis);
        return order;
    }

    /** Whether all values are along one axis. */
    private static boolean isFlat(Activation input, int axis) {
        return axis < input.axes().rank()
                && input.axes().size(axis) == input.shape().elements()
                && input.shape().isMap();
    }

    /**
     * An input with the constants around it: channels of one value.
     *
     * @param first of the inputs, from which on there are constants, up to {@code index}
     * @param next of the inputs that is no constant any more
     */
    private static Activation withConstants(
            Node node,
            Activation input,
            int axis,
            int first,
            int index,
            int next,
            LayerList layers) {
        Activation result = input;
        for (int i = index - 1; i >= first; i--) {
            result = withConstant(node, result, i, axis, true, layers);
        }
        for (int i = index + 1; i < next; i++) {
            result = withConstant(node, result, i, axis, false, layers);
        }
        return result;
    }

    private static Activation withConstant(
            Node node, Activation input, int constant, int axis, boolean before, LayerList layers) {
        Reals values = node.weight(constant);
        Axes axes = input.axes();
        int more = axis < values.dims().size() ? values.dims().get(axis) : 0;
        List<Integer> dims = new ArrayList<>(input.dims());
        dims.set(axis, more);
        boolean channels =
                axes.isOf(Source.CHANNEL, axis) && axes.size(axis) == input.shape().channels();
        boolean uniform =
                IntStream.range(0, values.size()).allMatch(i -> values.at(i) == values.at(0));
        if (!channels || !uniform || !dims.equals(values.dims())) {
            throw node.error(
                    "it joins the constant '%s' %s with axis %d of %s, %s; only channels that are"
                            + " one value everywhere can be joined with channels",
                    node.proto().getInput(constant), values.dims(), axis, input.dims(), axes);
        }
        if (more == 0) {
            return input;
        }
        float value = values.values()[0];
        PadChannels pad = new PadChannels(before ? more : 0, before ? 0 : more, value);
        Activation ordered = ordered(node, input, List.of(axis), layers);
        Activation padded = layers.add(node, pad, ordered);
        return padded.seenAs(
                axes.with(axis, List.of(new Atom(Source.CHANNEL, padded.shape().channels(), 1))));
    }
}
