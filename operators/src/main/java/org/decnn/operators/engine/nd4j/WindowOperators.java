package org.decnn.operators.engine.nd4j;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Convolutions and poolings of one image, [1, channels, height, width]. */
final class WindowOperators {

    static final Map<String, Operator.OfOne> BY_NAME =
            Map.of(
                    "Conv", WindowOperators::conv,
                    "MaxPool", WindowOperators::maxPool,
                    "AveragePool", WindowOperators::averagePool);

    private static final long NCHW = 0;
    private static final long WEIGHTS_AS_TENSORFLOW = 0; // [height, width, in, out]
    private static final long WEIGHTS_AS_ONNX = 1; // [out, in, height, width]

    private WindowOperators() {}

    private static INDArray conv(GraphNode node, Program program) {
        SlidingWindow window = SlidingWindow.of(node);
        int groups = Math.toIntExact(node.integer("group", 1));
        INDArray x = window.isPlain() ? node.input(0) : padded(program, node.input(0), window, 0);
        INDArray weight = node.input(1);
        INDArray[] bias = node.inputCount() > 2 ? new INDArray[] {node.input(2)} : new INDArray[0];
        boolean padded = !window.isPlain();
        if (groups > 1 && weight.size(1) == 1 && groups == x.size(1)) {
            Arguments arguments = window.arguments(padded, NCHW, WEIGHTS_AS_TENSORFLOW);
            return program.add(
                    "depthwise_conv2d",
                    arguments,
                    with(x, depthwise(program, weight, groups), bias));
        }
        Arguments arguments = window.arguments(padded, NCHW, WEIGHTS_AS_ONNX);
        if (groups == 1) {
            return program.add("conv2d", arguments, with(x, weight, bias));
        }
        INDArray y = grouped(program, node.input(0), window, weight);
        long in = x.size(1) / groups;
        long out = y.size(1) / groups;
        for (int g = 0; g < groups; g++) {
            INDArray[] biasOfGroup =
                    bias.length == 0
                            ? bias
                            : new INDArray[] {bias[0].get(interval(g * out, (g + 1) * out))};
            INDArray weightOfGroup =
                    weight.get(interval(g * out, (g + 1) * out), all(), all(), all());
            program.addInto(
                    channels(y, g * out, out),
                    "conv2d",
                    arguments,
                    with(channels(x, g * in, in), weightOfGroup, biasOfGroup));
        }
        return y;
    }

    private static INDArray[] with(INDArray x, INDArray weight, INDArray[] bias) {
        return bias.length == 0 ? new INDArray[] {x, weight} : new INDArray[] {x, weight, bias[0]};
    }

    private static INDArray grouped(
            Program program, INDArray x, SlidingWindow window, INDArray weight) {
        return program.allocate(
                x.dataType(),
                1,
                weight.size(0),
                window.windows(0, x.size(2)),
                window.windows(1, x.size(3)));
    }

    private static INDArray channels(INDArray x, long first, long count) {
        return x.get(all(), interval(first, first + count), all(), all());
    }

    /** [in · multiplier, 1, height, width] as [height, width, in, multiplier]. */
    private static INDArray depthwise(Program program, INDArray weight, long inputs) {
        INDArray ordered =
                weight.reshape('c', inputs, weight.size(0) / inputs, weight.size(2), weight.size(3))
                        .permute(2, 3, 0, 1);
        return program.constant(ordered.dup('c').data().asFloat(), ordered.shape());
    }

    private static INDArray maxPool(GraphNode node, Program program) {
        SlidingWindow window = SlidingWindow.of(node);
        if (window.isDilated()) {
            throw node.refused("dilation");
        }
        INDArray x = node.input(0);
        return window.isPlain()
                ? program.add("maxpool2d", window.arguments(false, 0, NCHW), x)
                : program.add(
                        "maxpool2d",
                        window.arguments(true, 0, NCHW),
                        padded(program, x, window, -Float.MAX_VALUE));
    }

    /**
     * Where ND4J cannot pad as ONNX does, the padding is put there as zeros, and the averages of
     * windows that count fewer values than they cover are raised.
     */
    private static INDArray averagePool(GraphNode node, Program program) {
        SlidingWindow window = SlidingWindow.of(node);
        boolean countPadding = node.integer("count_include_pad", 0) != 0;
        INDArray x = node.input(0);
        if (window.isPlain()) {
            long divisor = countPadding ? 1 : 0;
            return program.add("avgpool2d", window.arguments(false, divisor, NCHW), x);
        }
        INDArray y =
                program.add(
                        "avgpool2d",
                        window.arguments(true, 1, NCHW),
                        padded(program, x, window, 0));
        INDArray share = covered(program, x, y, window, countPadding);
        program.addInto(y, "multiply", Arguments.NONE, y, share);
        return y;
    }

    /** For each window, the kernel's values over those that it counts. */
    private static INDArray covered(
            Program program, INDArray x, INDArray y, SlidingWindow window, boolean countPadding) {
        int height = Math.toIntExact(y.size(2));
        int width = Math.toIntExact(y.size(3));
        long bottom = x.size(2) + (countPadding ? window.end()[0] : 0);
        long right = x.size(3) + (countPadding ? window.end()[1] : 0);
        float kernel = window.kernel()[0] * window.kernel()[1];
        float[] share = new float[height * width];
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                long seen =
                        window.seen(0, row, bottom, countPadding)
                                * window.seen(1, column, right, countPadding);
                share[row * width + column] = kernel / seen;
            }
        }
        return program.constant(share, 1, 1, height, width);
    }

    private static INDArray padded(
            Program program, INDArray x, SlidingWindow window, double value) {
        long bottom = window.endPadding(0, x.size(2));
        long right = window.endPadding(1, x.size(3));
        long top = window.begin()[0];
        long left = window.begin()[1];
        INDArray y =
                program.allocate(
                        x.dataType(),
                        1,
                        x.size(1),
                        x.size(2) + top + bottom,
                        x.size(3) + left + right);
        INDArray pads =
                Nd4j.createFromArray(new long[][] {{0, 0}, {0, 0}, {top, bottom}, {left, right}});
        program.addInto(
                y, "pad", new Arguments(new long[] {0}, new double[] {value}, true), x, pads);
        return y;
    }
}
