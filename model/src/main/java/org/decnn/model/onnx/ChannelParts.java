package org.decnn.model.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.decnn.model.network.Curve;
import org.decnn.model.network.Joining.Arithmetic;
import org.decnn.model.network.Joining.Arithmetic.Operator;
import org.decnn.model.network.PerChannel.Pointwise;
import org.decnn.model.network.Reduction;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Window;
import org.decnn.model.onnx.Value.Activation;

/**
 * Reductions over a part of the channels, where a reshape or a stack of branches has given them
 * more than one axis: a sum is a 1×1 convolution in groups, an extreme is one of several pictures.
 */
final class ChannelParts {

    private ChannelParts() {}

    /**
     * The channels along some axes become one each.
     *
     * @param input seen with axes of which only the channels are reduced here
     */
    static Activation reduced(
            Node node,
            Activation input,
            Reduction reduction,
            List<Integer> axes,
            LayerList layers) {
        List<Integer> kept = new ArrayList<>(input.axes().all());
        kept.removeAll(axes);
        List<Integer> order = new ArrayList<>(kept);
        order.addAll(axes);
        int[] channels = input.axes().channels(order);
        Axes left = input.axes().renumbered(order);
        for (int axis : axes) {
            left = left.with(axis, List.of());
        }
        left = left.renumbered(kept);
        int groups =
                Axes.elements(
                        left.atoms().stream()
                                .filter(atom -> atom.source() == Axes.Source.CHANNEL)
                                .toList());
        int size = channels.length / groups;
        Activation result =
                switch (reduction) {
                    case MEAN -> sum(node, input, channels, size, 1f / size, layers);
                    case SUM -> sum(node, input, channels, size, 1, layers);
                    case MAX -> extreme(node, input, channels, size, Operator.MAXIMUM, layers);
                    case MIN -> extreme(node, input, channels, size, Operator.MINIMUM, layers);
                    case L2 -> {
                        Pointwise square = new Pointwise(Curve.POWER, 2, 0);
                        Activation squares = layers.add(node, square, input.whole());
                        Activation sum = sum(node, squares, channels, size, 1, layers);
                        yield layers.add(node, Pointwise.of(Curve.SQRT), sum);
                    }
                };
        return result.seenAs(left);
    }

    private static Activation sum(
            Node node, Activation input, int[] channels, int size, float factor, LayerList layers) {
        Activation ordered = Views.select(node, Views.map(node, input, layers), channels, layers);
        int groups = channels.length / size;
        float[] weight = Affines.filled(factor, channels.length);
        Tensor kernels = Tensor.of(weight, groups, size, 1, 1);
        return layers.add(
                node, new Conv(groups, Window.square(1, 1, 0), kernels, new float[0]), ordered);
    }

    private static Activation extreme(
            Node node,
            Activation input,
            int[] channels,
            int size,
            Operator operator,
            LayerList layers) {
        Activation result = null;
        for (int i = 0; i < size; i++) {
            int first = i;
            int[] each =
                    IntStream.range(0, channels.length / size)
                            .map(group -> channels[group * size + first])
                            .toArray();
            Activation part = Views.select(node, input, each, layers);
            result =
                    result == null
                            ? part
                            : layers.add(node, new Arithmetic(operator), result, part);
        }
        return result;
    }
}
