package org.decnn.model.onnx;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.decnn.model.network.AcrossChannels.LogSoftmax;
import org.decnn.model.network.AcrossChannels.ReduceChannels;
import org.decnn.model.network.AcrossChannels.Softmax;
import org.decnn.model.network.AcrossChannels.UnitLength;
import org.decnn.model.network.Curve;
import org.decnn.model.network.Joining.Arithmetic;
import org.decnn.model.network.Joining.Arithmetic.Operator;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel.GlobalAveragePool;
import org.decnn.model.network.PerChannel.GlobalMaxPool;
import org.decnn.model.network.PerChannel.Pointwise;
import org.decnn.model.network.PerChannel.Reduce;
import org.decnn.model.network.Reduction;
import org.decnn.model.onnx.Axes.Atom;
import org.decnn.model.onnx.Axes.Source;
import org.decnn.model.onnx.Value.Activation;

/** Readers of operators over whole axes: over all channels, all rows or all columns. */
final class ReductionOperators {

    /** From this opset on, Softmax is over one axis; before, over all from one on. */
    private static final int SOFTMAX_OF_ONE_AXIS = 13;

    private static final Map<String, Reduction> REDUCTIONS =
            Map.of(
                    "ReduceMean", Reduction.MEAN,
                    "ReduceSum", Reduction.SUM,
                    "ReduceMax", Reduction.MAX,
                    "ReduceMin", Reduction.MIN,
                    "ReduceL2", Reduction.L2,
                    "ReduceL1", Reduction.SUM,
                    "ReduceSumSquare", Reduction.SUM);

    private ReductionOperators() {}

    static Value reduce(Node node, LayerList layers) {
        Activation input = node.activation(0);
        List<Integer> axes = Reshapes.reducedAxes(node, input.axes().rank());
        boolean keep = node.attribute("keepdims", 1) != 0;
        if (axes.isEmpty()) {
            return input;
        }
        if (node.operator().equals("ReduceL1")) {
            input = layers.addWithin(node, Pointwise.of(Curve.ABS), input);
        } else if (node.operator().equals("ReduceSumSquare")) {
            input = layers.addWithin(node, new Pointwise(Curve.POWER, 2, 0), input);
        }
        Activation reduced = reduced(node, input, REDUCTIONS.get(node.operator()), axes, layers);
        return keep ? reduced : reduced.seenAs(reduced.axes().without(axes));
    }

    /** Over all axes behind that of the channels. */
    static Value globalPool(Node node, LayerList layers) {
        Activation input = node.activation(0);
        List<Integer> axes = IntStream.range(2, input.axes().rank()).boxed().toList();
        Reduction reduction =
                node.operator().equals("GlobalMaxPool") ? Reduction.MAX : Reduction.MEAN;
        if (axes.isEmpty()) {
            throw node.error("its input has axes %s; it takes images [N, C, H, W]", input.dims());
        }
        // Of one pixel it is still a pooling, as in the file.
        boolean plain = input.shape().isMap() && input.axes().equals(Axes.of(input.shape()));
        return plain
                ? layers.add(node, overPixels(reduction), input)
                : reduced(node, input, reduction, axes, layers);
    }

    private static Operation overPixels(Reduction reduction) {
        return switch (reduction) {
            case MEAN -> new GlobalAveragePool();
            case MAX -> new GlobalMaxPool();
            default -> new Reduce(reduction, true, true);
        };
    }

    /** The axes become 1; height and width are each reduced as a whole or not at all. */
    static Activation reduced(
            Node node,
            Activation given,
            Reduction reduction,
            List<Integer> axes,
            LayerList layers) {
        Activation input =
                Stream.of(Source.HEIGHT, Source.WIDTH)
                                .allMatch(source -> areWholeOrNone(given, axes, source))
                        ? given
                        : Views.laidOut(node, given, layers).orElse(given);
        boolean height = covers(node, input, axes, Source.HEIGHT);
        boolean width = covers(node, input, axes, Source.WIDTH);
        boolean channels = along(input, axes, Source.CHANNEL) > 1;
        Activation result = input;
        Axes left = input.axes();
        if (height || width) {
            boolean all =
                    (height || input.shape().height() == 1)
                            && (width || input.shape().width() == 1);
            result =
                    layers.add(
                            node,
                            all ? overPixels(reduction) : new Reduce(reduction, height, width),
                            result.whole());
        }
        if (channels && along(input, axes, Source.CHANNEL) < input.shape().channels()) {
            Axes between = input.axes();
            between = height ? between.resized(Source.HEIGHT, 1) : between;
            between = width ? between.resized(Source.WIDTH, 1) : between;
            return ChannelParts.reduced(node, result.seenAs(between), reduction, axes, layers);
        }
        if (channels) {
            result = layers.add(node, new ReduceChannels(reduction), result.whole());
        } else if (!height && !width && reduction == Reduction.L2) {
            result = layers.add(node, Pointwise.of(Curve.ABS), result.whole());
        }
        for (int axis : axes) {
            left = left.with(axis, List.of());
        }
        return result.seenAs(left);
    }

    /** Whether all pixels of one direction are along the axes; they may not be in part. */
    private static boolean covers(Node node, Activation input, List<Integer> axes, Source source) {
        if (!areWholeOrNone(input, axes, source)) {
            throw node.error(
                    "it is over axes %s of %s, %s, a part of the pixels; only whole rows, columns"
                            + " or pictures can be reduced",
                    axes, input.dims(), input.axes());
        }
        return along(input, axes, source) > 1;
    }

    private static boolean areWholeOrNone(Activation input, List<Integer> axes, Source source) {
        long along = along(input, axes, source);
        return along == 1 || along == Views.size(input.shape(), source);
    }

    /** How many of a source's places are along some axes. */
    private static long along(Activation input, List<Integer> axes, Source source) {
        return axes.stream()
                .flatMap(axis -> input.axes().axis(axis).stream())
                .filter(atom -> atom.source() == source)
                .mapToLong(Atom::size)
                .reduce(1, (a, b) -> a * b);
    }

    /** Softmax and LogSoftmax. */
    static Value softmax(Node node, LayerList layers) {
        Activation input = node.activation(0);
        boolean ofOneAxis = node.file().opset() >= SOFTMAX_OF_ONE_AXIS;
        int rank = input.dims().size();
        int axis = node.axis(node.attribute("axis", ofOneAxis ? -1 : 1), rank);
        List<Integer> axes = IntStream.range(axis, ofOneAxis ? axis + 1 : rank).boxed().toList();
        boolean log = node.operator().equals("LogSoftmax");
        return overChannels(node, log ? new LogSoftmax() : new Softmax(), input, axes, layers)
                .orElseGet(() -> softmaxInPieces(node, input, axes, log, layers));
    }

    /** ONNX {@code LpNormalization}; of length 0 nothing is divided. */
    static Value lpNormalization(Node node, LayerList layers) {
        Activation input = node.activation(0);
        int axis = node.axis(node.attribute("axis", -1), input.dims().size());
        if (node.attribute("p", 2) != 2) {
            throw node.error("only its p = 2 is supported; normalise by the Euclidean length");
        }
        UnitLength unit = new UnitLength(Float.MIN_NORMAL);
        return overChannels(node, unit, input, List.of(axis), layers)
                .or(
                        () ->
                                Optional.of(input)
                                        .filter(given -> axis == 1)
                                        .flatMap(given -> Views.laidOut(node, given, layers))
                                        .map(map -> layers.add(node, unit, map)))
                .orElseThrow(
                        () ->
                                node.error(
                                        "it is over axis %d of %s, %s; only a normalisation over"
                                                + " all channels is supported",
                                        axis, input.dims(), input.axes()));
    }

    /** Over pixels, or over a part of the channels, as between branches. */
    private static Activation softmaxInPieces(
            Node node, Activation input, List<Integer> axes, boolean log, LayerList layers) {
        Activation most = reduced(node, input, Reduction.MAX, axes, layers);
        Activation below = join(node, Operator.SUBTRACT, input, most, layers);
        Activation powers = layers.addWithin(node, Pointwise.of(Curve.EXP), below);
        Activation sum = reduced(node, powers, Reduction.SUM, axes, layers);
        return log
                ? join(
                        node,
                        Operator.SUBTRACT,
                        below,
                        layers.addWithin(node, Pointwise.of(Curve.LOG), sum),
                        layers)
                : join(node, Operator.DIVIDE, powers, sum, layers);
    }

    private static Activation join(
            Node node, Operator operator, Activation a, Activation b, LayerList layers) {
        return Joins.join(node, new Arithmetic(operator), a, b, layers);
    }

    /** An operation over axes that hold all channels and nothing else; empty if these do not. */
    private static Optional<Activation> overChannels(
            Node node,
            Operation operation,
            Activation given,
            List<Integer> axes,
            LayerList layers) {
        int along = axes.stream().mapToInt(given.axes()::size).reduce(1, Math::multiplyExact);
        boolean channels =
                axes.stream().allMatch(axis -> given.axes().isOf(Source.CHANNEL, axis))
                        && along == given.shape().channels();
        if (channels) {
            return Optional.of(layers.addWithin(node, operation, given));
        }
        if (along == given.shape().elements()) {
            Activation flat = layers.add(node, operation, Views.vector(node, given, layers));
            return Optional.of(Views.reshaped(node, flat, given.dims(), layers));
        }
        return Optional.empty();
    }
}
