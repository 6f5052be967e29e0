package org.decnn.model.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.decnn.model.network.Joining.Arithmetic;
import org.decnn.model.network.Joining.Arithmetic.Operator;
import org.decnn.model.network.PerChannel.Pad;
import org.decnn.model.network.PerChannel.Pad.Border;
import org.decnn.model.network.Reduction;
import org.decnn.model.network.Renumbering.Flatten;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Weighted.Linear;
import org.decnn.model.network.Window;
import org.decnn.model.onnx.Axes.Source;
import org.decnn.model.onnx.Value.Activation;
import org.decnn.model.onnx.Value.Reals;

/** Readers of convolutions and matrix products. */
final class WeightedOperators {

    private WeightedOperators() {}

    static Value conv(Node node, LayerList layers) {
        Reals weight = node.weight(1);
        if (weight.dims().size() == 3) {
            return ofLines(node, weight, layers);
        }
        if (weight.dims().size() != 4) {
            throw node.error(
                    "its weight has axes %s; only convolutions of images are supported",
                    weight.dims());
        }
        return conv(node, Views.featureMap(node, 0, layers), weight, 2, layers);
    }

    /** Along one axis, {@code [N, C, L]}: over pictures of one row. */
    private static Value ofLines(Node node, Reals weight, LayerList layers) {
        Activation input = node.activation(0);
        if (input.axes().rank() != 3 || !input.axes().axis(0).isEmpty()) {
            throw node.error(
                    "its weight has axes %s and its input %s; only convolutions of images [N, C, H,"
                            + " W] and of lines [N, C, L] are supported",
                    weight.dims(), input.dims());
        }
        Activation row =
                input.seenAs(
                        new Axes(
                                List.of(
                                        List.of(),
                                        input.axes().axis(1),
                                        List.of(),
                                        input.axes().axis(2))));
        Activation map =
                Views.featureMap(node, row, layers)
                        .or(() -> Views.laidOut(node, row, layers))
                        .orElseThrow();
        List<Integer> dims = weight.dims();
        Reals kernels = weight.withDims(List.of(dims.get(0), dims.get(1), 1, dims.get(2)));
        Activation made = conv(node, map, kernels, 1, layers);
        return made.seenAs(made.axes().without(List.of(2)));
    }

    private static Activation conv(
            Node node, Activation input, Reals weight, int axes, LayerList layers) {
        int groups = node.attribute("group", 1);
        int outputs = weight.dims().get(0);
        int inputs = input.shape().channels();
        if (groups < 1 || inputs % groups != 0 || outputs % groups != 0) {
            throw node.error(
                    "its %d groups do not divide %d input and %d output channels;"
                            + " change the groups or the channels and train it so",
                    groups, inputs, outputs);
        }
        int[] shape = weight.dims().stream().mapToInt(Integer::intValue).toArray();
        Window window = Windows.ofConv(node, new int[] {shape[2], shape[3]}, axes, input.shape());
        float[] bias = node.hasInput(2) ? node.weight(2).values() : new float[0];
        Tensor kernels = new Tensor(shape, weight.values());
        Optional<Pad> border = zeros(input, layers);
        return border.isPresent()
                ? layers.add(
                        node,
                        new Conv(groups, Windows.with(border.get(), window), kernels, bias),
                        layers.layerOf(input).orElseThrow().inputs().get(0))
                : layers.add(node, new Conv(groups, window, kernels, bias), input);
    }

    /** The border of zeros that an activation is, around what its layer reads. */
    static Optional<Pad> zeros(Activation input, LayerList layers) {
        return layers.operationOf(input, Pad.class)
                .filter(pad -> pad.border() == Border.CONSTANT && pad.value() == 0);
    }

    static Value gemm(Node node, LayerList layers) {
        if (node.isConstant(0)) {
            throw node.error("its first input is a constant; give it [N, features]");
        }
        Activation input = node.activation(0);
        if (input.dims().size() != 2) {
            throw node.error("its input has axes %s; give it [N, features]", input.dims());
        }
        if (node.attribute("transA", 0) != 0) {
            input = input.seenAs(input.axes().permuted(new int[] {1, 0}));
            if (input.dims().get(0) != 1) {
                throw node.error(
                        "its attribute transA=1 makes a batch of %d of one sample; give it [N,"
                                + " features]",
                        input.dims().get(0));
            }
        }
        float alpha = node.attribute("alpha", 1f);
        float beta = node.attribute("beta", 1f);
        boolean outputsFirst = node.attribute("transB", 0) != 0;
        Reals given = node.weight(1);
        if (given.dims().size() != 2) {
            throw node.error("its weight has axes %s; a matrix is expected", given.dims());
        }
        Tensor matrix = outputsFirst ? tensor(given) : columnsFirst(given);
        Tensor weight = new Tensor(matrix.shape(), times(alpha, matrix.values()));
        float[] bias = new float[0];
        if (node.hasInput(2)) {
            bias = spread(node, weight.dim(0), times(beta, node.weight(2).values()));
        }
        return input.axes().axis(0).isEmpty()
                ? linear(node, input, weight, bias, layers)
                : ofPixels(node, input, 1, weight, bias, layers);
    }

    /** One bias for each output, or one for all. */
    private static float[] spread(Node node, int outputs, float[] bias) {
        if (bias.length != 1 && bias.length != outputs) {
            throw node.error("its bias has %d values for %d outputs", bias.length, outputs);
        }
        return bias.length == outputs ? bias : Affines.filled(bias[0], outputs);
    }

    /** The product of a weight {@code [out, in]} and all values there are. */
    private static Activation linear(
            Node node, Activation input, Tensor weight, float[] bias, LayerList layers) {
        int[] order = Views.flattened(input);
        Activation flat =
                input.shape().isVector()
                        ? input.whole()
                        : layers.add(node, new Flatten(), input.whole());
        if (weight.dim(1) != order.length) {
            throw node.error(
                    "its weight wants %d features, its input %s has %d",
                    weight.dim(1), input.dims(), order.length);
        }
        int[] columns = new int[order.length];
        boolean ordered = true;
        for (int i = 0; i < order.length; i++) {
            columns[order[i]] = i;
            ordered &= order[i] == i;
        }
        return layers.add(node, new Linear(ordered ? weight : weight.columns(columns), bias), flat);
    }

    /** Over the last axis of the first input and the one before the last of the second. */
    static Value matMul(Node node, LayerList layers) {
        if (!node.isConstant(0) && !node.isConstant(1)) {
            return ofTwo(node, layers);
        }
        boolean second = node.isConstant(1);
        Activation input = node.activation(second ? 0 : 1);
        Reals given = matrix(node, second ? 1 : 0);
        int rank = input.dims().size();
        int axis = second ? rank - 1 : rank - 2;
        if (axis < 0) {
            throw node.error("it multiplies %s with a matrix; give it [N, features]", input.dims());
        }
        Tensor weight = second ? columnsFirst(given) : tensor(given);
        Axes axes = input.axes();
        if (axes.size(axis) == input.shape().elements()) {
            Axes flat = axes.with(axis, List.of(new Axes.Atom(Source.CHANNEL, weight.dim(0), 1)));
            return linear(node, input, weight, new float[0], layers).seenAs(flat);
        }
        return ofPixels(node, input, axis, weight, new float[0], layers);
    }

    /** A matrix and a vector that the picture gives, both: a sum weighed by the vector. */
    private static Activation ofTwo(Node node, LayerList layers) {
        Activation a = node.activation(0);
        Activation b = node.activation(1);
        int rank = a.axes().rank();
        boolean column = rank > 1 && b.axes().rank() == rank && b.dims().get(rank - 1) == 1;
        boolean row = rank > 1 && b.axes().rank() == rank && a.dims().get(rank - 2) == 1;
        if (!column && !row || !a.dims().get(rank - 1).equals(b.dims().get(rank - 2))) {
            throw node.error(
                    "it multiplies two activations, as attention does; " + Refusals.SPLITS);
        }
        int[] turned = IntStream.range(0, rank).toArray();
        turned[rank - 1] = rank - 2;
        turned[rank - 2] = rank - 1;
        Activation product =
                Joins.join(
                        node,
                        new Arithmetic(Operator.MULTIPLY),
                        column ? a : a.seenAs(a.axes().permuted(turned)),
                        column ? b.seenAs(b.axes().permuted(turned)) : b,
                        layers);
        List<Integer> over = List.of(column ? rank - 1 : rank - 2);
        return ReductionOperators.reduced(node, product, Reduction.SUM, over, layers);
    }

    /** The product of a weight {@code [out, in]} and the channels of each pixel, along one axis. */
    private static Activation ofPixels(
            Node node, Activation input, int axis, Tensor weight, float[] bias, LayerList layers) {
        Axes axes = input.axes();
        boolean ofChannels =
                axes.isOf(Source.CHANNEL, axis) && axes.size(axis) == input.shape().channels();
        if (!ofChannels || weight.dim(1) != axes.size(axis)) {
            throw node.error(
                    "it multiplies axis %d of %s, %s, with a matrix of %d×%d: its input is not"
                            + " flat, and that axis is not of all channels of a pixel",
                    axis, input.dims(), axes, weight.dim(1), weight.dim(0));
        }
        int outputs = weight.dim(0);
        int[] order = axes.channels(List.of(axis));
        int[] columns = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            columns[order[i]] = i;
        }
        Tensor kernels = Tensor.of(weight.columns(columns).values(), outputs, order.length, 1, 1);
        Conv conv = new Conv(1, Window.square(1, 1, 0), kernels, bias);
        return layers.add(node, conv, input.whole())
                .seenAs(axes.with(axis, List.of(new Axes.Atom(Source.CHANNEL, outputs, 1))));
    }

    /** A constant of two axes, or of more that are 1. */
    private static Reals matrix(Node node, int index) {
        Reals weight = node.weight(index);
        List<Integer> dims = weight.dims();
        int more = Math.max(0, dims.size() - 2);
        if (dims.size() < 2 || dims.subList(0, more).stream().anyMatch(dim -> dim != 1)) {
            throw node.error("its weight has axes %s; a matrix is expected", dims);
        }
        return weight.withDims(dims.subList(more, dims.size()));
    }

    private static Tensor tensor(Reals matrix) {
        return Tensor.of(matrix.values(), matrix.dims().get(0), matrix.dims().get(1));
    }

    private static Tensor columnsFirst(Reals matrix) {
        int rows = matrix.dims().get(0);
        int columns = matrix.dims().get(1);
        return Tensor.of(ConstantAxes.transposed(matrix.values(), rows, columns), columns, rows);
    }

    private static float[] times(float factor, float[] values) {
        if (factor == 1) {
            return values;
        }
        float[] scaled = Arrays.copyOf(values, values.length);
        for (int i = 0; i < values.length; i++) {
            scaled[i] *= factor;
        }
        return scaled;
    }
}
