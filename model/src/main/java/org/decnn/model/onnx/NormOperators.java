package org.decnn.model.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.decnn.model.network.AcrossChannels.LayerNorm;
import org.decnn.model.network.AcrossChannels.Lrn;
import org.decnn.model.network.Curve;
import org.decnn.model.network.Joining.Arithmetic;
import org.decnn.model.network.Joining.Arithmetic.Operator;
import org.decnn.model.network.PerChannel.BatchNorm;
import org.decnn.model.network.PerChannel.Pointwise;
import org.decnn.model.network.Reduction;
import org.decnn.model.network.WithinGroups.GroupNorm;
import org.decnn.model.onnx.Axes.Source;
import org.decnn.model.onnx.Value.Activation;
import org.decnn.model.onnx.Value.Reals;

/** Readers of normalisations. */
final class NormOperators {

    /** Below, batch norm with more than one output is one in training. */
    private static final int TRAINING_BY_ATTRIBUTE = 14;

    /** From this opset on, group norm has a scale for each channel; before, for each group. */
    private static final int SCALES_OF_CHANNELS = 21;

    /** Of ONNX {@code MeanVarianceNormalization}: the square of what it adds to the root. */
    private static final float LEAST_VARIANCE = 1e-18f;

    private NormOperators() {}

    static Value batchNormalization(Node node, LayerList layers) {
        node.ignore("momentum", "is_test");
        boolean moreOutputs =
                node.proto().getOutputList().stream().filter(name -> !name.isEmpty()).count() > 1;
        if (node.attribute("training_mode", 0) != 0
                || moreOutputs && node.file().opset() < TRAINING_BY_ATTRIBUTE) {
            throw node.error("it is in training mode; export the network in evaluation mode");
        }
        if (node.attribute("spatial", 1) != 1) {
            throw node.error("its attribute spatial=0 is not supported; normalise whole channels");
        }
        Activation input = ofChannels(node, layers);
        float epsilon = node.attribute("epsilon", 1e-5f);
        float[] variance = perChannel(node, input, 4);
        for (int channel = 0; channel < variance.length; channel++) {
            if (!(variance[channel] + epsilon > 0)) {
                throw node.error(
                        "its variance of channel %d is %s, which has no root; check its training",
                        channel, variance[channel]);
            }
        }
        return layers.addWithin(
                node,
                new BatchNorm(
                        perChannel(node, input, 1),
                        perChannel(node, input, 2),
                        perChannel(node, input, 3),
                        variance,
                        epsilon),
                input);
    }

    /** An input whose second axis is of channels, or made so. */
    private static Activation ofChannels(Node node, LayerList layers) {
        Activation input = node.activation(0);
        if (input.axes().rank() < 2) {
            throw node.error("its input has axes %s; it takes [N, C, …]", input.dims());
        }
        return Views.flatIfAllAlong(1, node, input, layers);
    }

    /** A weight with one value for each place of the second axis. */
    private static float[] perChannel(Node node, Activation input, int index) {
        return perChannel(node, input, node.weight(index));
    }

    private static float[] perChannel(Node node, Activation input, Reals given) {
        int size = input.dims().get(1);
        if (given.size() != size) {
            throw node.error("it has values for %d channels, its input has %d", given.size(), size);
        }
        List<Integer> dims = new ArrayList<>();
        input.dims().forEach(dim -> dims.add(1));
        dims.set(1, size);
        return Affines.perChannel(node, input, given.withDims(dims));
    }

    static Value lrn(Node node, LayerList layers) {
        Lrn lrn =
                new Lrn(
                        node.attribute("size", 0),
                        node.attribute("alpha", 1e-4f),
                        node.attribute("beta", 0.75f),
                        node.attribute("bias", 1f));
        if (lrn.size() < 1) {
            throw node.error("its size is missing; export the network again");
        }
        if (lrn.size() % 2 == 0) {
            throw node.error(
                    "its size %d is even, which ONNX Runtime refuses; train with an odd one",
                    lrn.size());
        }
        return layers.add(node, lrn, Views.featureMap(node, 0, layers));
    }

    /** Over all axes from one on: over channels, over pixels, or over both. */
    static Value layerNormalization(Node node, LayerList layers) {
        node.ignore("stash_type");
        Activation input = node.activation(0);
        int rank = input.axes().rank();
        int axis = node.axis(node.attribute("axis", -1), rank);
        float epsilon = node.attribute("epsilon", 1e-5f);
        Axes axes = input.axes();
        List<Integer> over = IntStream.range(axis, rank).boxed().toList();
        int channels = input.shape().channels();
        int along = over.stream().mapToInt(axes::size).reduce(1, Math::multiplyExact);
        boolean noPixels = over.stream().allMatch(a -> axes.isOf(Source.CHANNEL, a));
        boolean noChannels = over.stream().noneMatch(a -> axes.has(Source.CHANNEL, a));
        Reals scale = node.hasInput(1) ? node.weight(1) : Reals.scalar(1);
        Reals shift = node.hasInput(2) ? node.weight(2) : Reals.scalar(0);
        for (Reals each : List.of(scale, shift)) {
            if (!Dims.broadcast(input.dims(), each.dims()).equals(input.dims())) {
                throw node.error(
                        "its weights %s do not fit its input %s", each.dims(), input.dims());
            }
        }
        float[] gamma = Affines.perChannel(node, input, scale);
        float[] beta = Affines.perChannel(node, input, shift);
        if (noPixels && along == channels) {
            return layers.addWithin(node, new LayerNorm(gamma, beta, epsilon), input);
        }
        boolean allPixels = along == input.shape().area() && noChannels;
        if (along == input.shape().elements() || allPixels) {
            GroupNorm norm = new GroupNorm(allPixels ? channels : 1, gamma, beta, epsilon);
            return layers.addWithin(node, norm, Views.map(node, input, layers));
        }
        throw node.error(
                "it is over axes %s of %s, %s; only one over all channels of a pixel, or over all"
                        + " pixels, is supported",
                over, input.dims(), axes);
    }

    /** Over the pixels of each channel, or over all values. */
    static Value meanVariance(Node node, LayerList layers) {
        Activation input = Views.featureMap(node, 0, layers);
        List<Integer> axes = new ArrayList<>();
        for (int axis : node.attribute("axes", new int[] {0, 2, 3})) {
            axes.add(node.axis(axis, 4));
        }
        if (!axes.containsAll(List.of(2, 3))) {
            throw node.error("it is over axes %s; only one over all pixels is supported", axes);
        }
        int channels = input.shape().channels();
        float[] ones = Affines.filled(1, channels);
        int groups = axes.contains(1) ? 1 : channels;
        return layers.add(
                node, new GroupNorm(groups, ones, new float[channels], LEAST_VARIANCE), input);
    }

    /** ONNX {@code RMSNormalization}, over all axes from one on. */
    static Value rootMeanSquare(Node node, LayerList layers) {
        node.ignore("stash_type");
        Activation input = node.activation(0);
        int rank = input.axes().rank();
        int axis = node.axis(node.attribute("axis", -1), rank);
        float epsilon = node.attribute("epsilon", 1e-5f);
        List<Integer> over = IntStream.range(axis, rank).boxed().toList();
        Activation squares = layers.addWithin(node, new Pointwise(Curve.POWER, 2, 0), input);
        Activation mean = ReductionOperators.reduced(node, squares, Reduction.MEAN, over, layers);
        Activation more = Affines.plus(node, mean, 1, Reals.scalar(epsilon), layers);
        Activation root = layers.addWithin(node, Pointwise.of(Curve.SQRT), more);
        Activation quotient =
                Joins.join(node, new Arithmetic(Operator.DIVIDE), input, root, layers);
        return Affines.times(node, quotient, node.weight(1), layers);
    }

    static Value instanceNormalization(Node node, LayerList layers) {
        Activation input = node.activation(0);
        float epsilon = node.attribute("epsilon", 1e-5f);
        int groups = input.axes().rank() < 3 ? 0 : input.dims().get(0) * input.dims().get(1);
        return grouped(node, input, groups, epsilon, layers);
    }

    static Value groupNormalization(Node node, LayerList layers) {
        node.ignore("stash_type");
        Activation input = Views.featureMap(node, 0, layers);
        int groups = node.attribute("num_groups", 0);
        float epsilon = node.attribute("epsilon", 1e-5f);
        int channels = input.shape().channels();
        if (groups < 1 || channels % groups != 0) {
            throw node.error("its %d groups do not divide %d channels", groups, channels);
        }
        boolean each = node.file().opset() >= SCALES_OF_CHANNELS;
        int times = each ? 1 : channels / groups;
        int size = each ? channels : groups;
        float[] gamma = node.weight(1).values();
        float[] beta = node.weight(2).values();
        if (gamma.length != size || beta.length != size) {
            throw node.error(
                    "it has %d scales and %d biases, not %d; export the network again",
                    gamma.length, beta.length, size);
        }
        return layers.add(
                node,
                new GroupNorm(groups, repeated(gamma, times), repeated(beta, times), epsilon),
                input);
    }

    private static float[] repeated(float[] values, int times) {
        float[] repeated = new float[values.length * times];
        for (int i = 0; i < repeated.length; i++) {
            repeated[i] = values[i / times];
        }
        return repeated;
    }

    /** Each place of the first two axes is a group of consecutive channels. */
    private static Value grouped(
            Node node, Activation input, int groups, float epsilon, LayerList layers) {
        Axes axes = input.axes();
        int channels = input.shape().channels();
        int size = groups < 1 ? 0 : channels / groups;
        boolean consecutive =
                size > 0
                        && axes.isOf(Source.CHANNEL, 0)
                        && axes.isOf(Source.CHANNEL, 1)
                        && IntStream.range(0, channels)
                                .allMatch(
                                        c ->
                                                axes.position(0, c) * axes.size(1)
                                                                + axes.position(1, c)
                                                        == c / size);
        if (groups < 1) {
            throw node.error("its input has axes %s, %s; it takes [N, C, …]", input.dims(), axes);
        }
        if (!consecutive) {
            // Each place of the first axes is a group of the values as they are seen.
            Activation flat = Views.vector(node, input, layers);
            return grouped(
                    node,
                    Views.reshaped(node, flat, input.dims(), layers),
                    groups,
                    epsilon,
                    layers);
        }
        float[] gamma = perChannel(node, input, 1);
        float[] beta = perChannel(node, input, 2);
        GroupNorm norm = new GroupNorm(groups, gamma, beta, epsilon);
        return layers.addWithin(node, norm, Views.map(node, input, layers));
    }
}
