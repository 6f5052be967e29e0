package org.decnn.model.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel.Affine;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Weighted.Linear;
import org.decnn.model.onnx.LayerList.Draft;
import org.decnn.model.onnx.Value.Activation;
import org.decnn.model.onnx.Value.Reals;

/** Multiplications with constants and additions of them. */
final class Affines {

    private Affines() {}

    /** {@code x · factor}, spread as ONNX does it. */
    static Activation times(Node node, Activation x, Reals factor, LayerList layers) {
        Activation input = laidOver(node, x, factor, layers);
        float[] factors = perChannel(node, input, factor, "multiplies by");
        return of(node, input, factors, new float[factors.length], layers);
    }

    /** {@code x · sign + summand}, spread as ONNX does it. */
    static Activation plus(Node node, Activation x, float sign, Reals summand, LayerList layers) {
        Activation input = laidOver(node, x, summand, layers);
        float[] summands = perChannel(node, input, summand, "adds");
        return of(node, input, filled(sign, summands.length), summands, layers);
    }

    /** {@code x · factor + summand}, one of each a channel of the layer's output. */
    static Activation of(
            Node node, Activation input, float[] factor, float[] summand, LayerList layers) {
        for (int i = 0; i < factor.length; i++) {
            if (!Float.isFinite(factor[i]) || !Float.isFinite(summand[i])) {
                throw node.error(
                        "it makes x · %s + %s of channel %d; check its constants",
                        factor[i], summand[i], i);
            }
        }
        Affine affine = new Affine(factor, summand);
        if (!affine.multiplies() && !affine.adds()) {
            return input;
        }
        Draft before = layers.layerOf(input).orElse(null);
        if (before != null && before.operation() instanceof Affine first) {
            return of(
                    node,
                    before.inputs().get(0).seenAs(input.axes()),
                    joined(factor, first.factor(), new float[factor.length]),
                    joined(factor, first.summand(), summand),
                    layers);
        }
        // One summand for all is no bias: it may be part of a curve of what others read, too.
        boolean bias = before != null && !affine.multiplies() && !isUniform(summand);
        Activation sum = bias ? asBias(node, before, summand, layers).orElse(null) : null;
        return (sum != null ? sum : layers.add(node, affine, input.whole())).seenAs(input.axes());
    }

    private static boolean isUniform(float[] values) {
        for (float value : values) {
            if (value != values[0]) {
                return false;
            }
        }
        return true;
    }

    /** A constant that is added to the output of a linear layer or a convolution is its bias. */
    private static Optional<Activation> asBias(
            Node node, Draft before, float[] summand, LayerList layers) {
        Operation biased = null;
        if (before.operation() instanceof Linear linear) {
            biased = new Linear(linear.weight(), sum(linear.bias(), summand));
        } else if (before.operation() instanceof Conv conv) {
            biased =
                    new Conv(
                            conv.groups(), conv.window(), conv.weight(), sum(conv.bias(), summand));
        }
        return Optional.ofNullable(biased)
                .map(it -> layers.add(node, it, before.inputs().toArray(Activation[]::new)));
    }

    /** The input with as many axes as the constant; its channels are spread where it has more. */
    private static Activation laidOver(Node node, Activation x, Reals constant, LayerList layers) {
        List<Integer> dims = Dims.broadcast(x.dims(), constant.dims());
        Activation input = x.seenAs(x.axes().ofRank(dims.size()));
        List<Integer> spread = new ArrayList<>(input.dims());
        for (int axis = 0; axis < dims.size(); axis++) {
            if (!dims.get(axis).equals(spread.get(axis))) {
                input = Spreads.channels(node, input, axis, dims.get(axis), layers);
            }
        }
        return Views.perChannel(input, constant).isPresent()
                ? input
                : Views.flatIfOneAxis(node, input, layers);
    }

    static float[] perChannel(Node node, Activation input, Reals constant) {
        return perChannel(node, input, constant, "takes");
    }

    private static float[] perChannel(Node node, Activation input, Reals constant, String verb) {
        return Views.perChannel(input, constant)
                .orElseThrow(
                        () ->
                                node.error(
                                        "it %s a constant %s, which differs from pixel to pixel of"
                                                + " %s; only one for all or one a channel is read",
                                        verb, constant.dims(), input.dims()));
    }

    private static float[] joined(float[] factor, float[] values, float[] summand) {
        float[] joined = new float[factor.length];
        for (int i = 0; i < joined.length; i++) {
            joined[i] = (float) ((double) factor[i] * values[i] + summand[i]);
        }
        return joined;
    }

    private static float[] sum(float[] bias, float[] summand) {
        float[] sum = Arrays.copyOf(bias, summand.length);
        for (int i = 0; i < sum.length; i++) {
            sum[i] += summand[i];
        }
        return sum;
    }

    static float[] filled(float value, int length) {
        float[] values = new float[length];
        Arrays.fill(values, value);
        return values;
    }
}
