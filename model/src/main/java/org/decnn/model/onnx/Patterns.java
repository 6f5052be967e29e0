package org.decnn.model.onnx;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.decnn.model.network.AcrossChannels.LayerNorm;
import org.decnn.model.network.AcrossChannels.Lrn;
import org.decnn.model.network.AcrossChannels.ReduceChannels;
import org.decnn.model.network.AcrossChannels.UnitLength;
import org.decnn.model.network.Curve;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.Joining.Arithmetic;
import org.decnn.model.network.Joining.Arithmetic.Operator;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel.Affine;
import org.decnn.model.network.PerChannel.Clip;
import org.decnn.model.network.PerChannel.GlobalAveragePool;
import org.decnn.model.network.PerChannel.Pointwise;
import org.decnn.model.network.PerChannel.Reduce;
import org.decnn.model.network.Reduction;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.WithinGroups.GroupNorm;
import org.decnn.model.onnx.LayerList.Draft;
import org.decnn.model.onnx.Value.Activation;

/**
 * Recognises operations that exporters write in pieces. One that is not recognised is computed in
 * its pieces, with the same result; recognised, it is one layer, that can be split better.
 */
final class Patterns {

    private static final double SIXTH = 1 / 6.0;

    private final Node node;
    private final LayerList layers;
    private final List<Function<Activation, Optional<Activation>>> all =
            List.of(
                    this::product,
                    this::hardSigmoid,
                    this::softplus,
                    this::normalised,
                    this::unitLength,
                    this::lrn);

    private Patterns(Node node, LayerList layers) {
        this.node = node;
        this.layers = layers;
    }

    static Patterns in(Node node, LayerList layers) {
        return new Patterns(node, layers);
    }

    /** What is computed, by one layer if its pieces are known; seen with the same axes. */
    Activation recognised(Activation result) {
        for (Function<Activation, Optional<Activation>> pattern : all) {
            Optional<Activation> found = pattern.apply(result);
            if (found.isPresent() && found.get().shape().equals(result.shape())) {
                return found.get().seenAs(result.axes());
            }
        }
        return result;
    }

    /** {@code factor · of + summand}, the same for all channels. */
    private record Line(double factor, double summand, Activation of) {

        boolean is(double factor, double summand) {
            return near(this.factor, factor) && near(this.summand, summand);
        }
    }

    private Line line(Activation activation) {
        Activation of = activation.whole();
        Affine affine = operation(of, Affine.class).orElse(null);
        if (affine != null) {
            float factor = affine.factor()[0];
            float summand = affine.summand()[0];
            boolean uniform = true;
            for (int i = 0; i < affine.factor().length; i++) {
                uniform &= affine.factor()[i] == factor && affine.summand()[i] == summand;
            }
            if (uniform) {
                return new Line(factor, summand, input(of, 0));
            }
        }
        return new Line(1, 0, of);
    }

    /** How many times the second the first is; NaN if it is no multiple. */
    private double ratio(Activation first, Activation second) {
        Line a = line(first);
        Line b = line(second);
        double ratio = a.factor() / b.factor();
        return a.of().equals(b.of()) && near(a.summand(), ratio * b.summand()) ? ratio : Double.NaN;
    }

    /** Curves that are the product of their input and a curve of it. */
    private Optional<Activation> product(Activation result) {
        Line line = line(result);
        if (line.summand() != 0 || !isJoin(line.of(), Operator.MULTIPLY)) {
            return Optional.empty();
        }
        Activation a = input(line.of(), 0);
        Activation b = input(line.of(), 1);
        return gated(line.factor(), a, b).or(() -> gated(line.factor(), b, a));
    }

    /** {@code factor · x · gate}. */
    private Optional<Activation> gated(double factor, Activation x, Activation gate) {
        Line line = line(gate);
        Activation curve = line.of();
        double all = factor * line.factor();
        Optional<Pointwise> of = operation(curve, Pointwise.class);
        if (of.isPresent()) {
            Activation argument = input(curve, 0);
            double ratio = ratio(argument, x);
            switch (of.get().curve()) {
                case SIGMOID:
                    return line.summand() == 0 && near(all, 1) && Double.isFinite(ratio)
                            ? add(Curve.SWISH, near(ratio, 1) ? 1 : ratio, x)
                            : Optional.empty();
                case HARD_SIGMOID:
                    boolean sixth = near(of.get().alpha(), SIXTH) && near(of.get().beta(), 0.5);
                    return line.summand() == 0 && near(all, 1) && sixth && near(ratio, 1)
                            ? add(Curve.HARD_SWISH, 0, x)
                            : Optional.empty();
                case ERF:
                    return line.is(line.summand(), line.summand())
                            ? half(Curve.GELU, all, x, argument, Math.sqrt(2))
                            : Optional.empty();
                case TANH:
                    return line.summand() == 0
                            ? mish(all, x, argument)
                            : line.is(line.summand(), line.summand())
                                    ? tanhGelu(all, x, argument)
                                    : Optional.empty();
                default:
                    return Optional.empty();
            }
        }
        boolean sixths =
                operation(curve, Clip.class).filter(c -> c.min() == 0 && c.max() == 6).isPresent()
                        && line.summand() == 0
                        && near(all, SIXTH);
        if (sixths) {
            Line clipped = line(input(curve, 0));
            Line plain = line(x);
            return clipped.of().equals(plain.of())
                            && near(clipped.factor(), plain.factor())
                            && near(clipped.summand(), plain.summand() + 3)
                    ? add(Curve.HARD_SWISH, 0, x)
                    : Optional.empty();
        }
        return Optional.empty();
    }

    /**
     * {@code all · x · (1 + f(argument))}, of which the argument is the curve's input over root.
     */
    private Optional<Activation> half(
            Curve curve, double all, Activation x, Activation argument, double root) {
        double ratio = ratio(x, argument);
        // x = ratio · argument, and the curve's input is root · argument.
        if (!near(all * ratio, root / 2)) {
            return Optional.empty();
        }
        return near(ratio, root) ? add(curve, 0, x) : add(curve, 0, scaled(argument, root));
    }

    private Optional<Activation> tanhGelu(double all, Activation x, Activation argument) {
        Line outer = line(argument);
        if (!outer.is(Math.sqrt(2 / Math.PI), 0) || operation(outer.of(), Add.class).isEmpty()) {
            return Optional.empty();
        }
        for (int i = 0; i < 2; i++) {
            Activation plain = input(outer.of(), i);
            Line cubic = line(input(outer.of(), 1 - i));
            if (cubic.is(0.044715, 0)
                    && isCube(cubic.of(), plain)
                    && near(all * ratio(x, plain), 0.5)) {
                return add(Curve.GELU_TANH, 0, plain);
            }
        }
        return Optional.empty();
    }

    private boolean isCube(Activation cube, Activation of) {
        if (isPower(cube, 3)) {
            return input(cube, 0).equals(of.whole());
        }
        if (!isJoin(cube, Operator.MULTIPLY)) {
            return false;
        }
        Activation a = input(cube, 0);
        Activation b = input(cube, 1);
        return isPower(a, 2) && input(a, 0).equals(of.whole()) && b.equals(of.whole())
                || isPower(b, 2) && input(b, 0).equals(of.whole()) && a.equals(of.whole());
    }

    private Optional<Activation> mish(double all, Activation x, Activation argument) {
        return near(all, 1)
                        && isCurve(argument, Curve.SOFTPLUS)
                        && near(ratio(input(argument, 0), x), 1)
                ? add(Curve.MISH, 0, x)
                : Optional.empty();
    }

    /** {@code factor · clip(a · x + b, 0, 1 / factor)}. */
    private Optional<Activation> hardSigmoid(Activation result) {
        Line line = line(result);
        Clip clip = operation(line.of(), Clip.class).orElse(null);
        if (clip == null
                || line.summand() != 0
                || clip.min() != 0
                || !near(line.factor() * clip.max(), 1)) {
            return Optional.empty();
        }
        Line inner = line(input(line.of(), 0));
        if (inner.is(1, 0)) {
            return Optional.empty();
        }
        return Optional.of(
                layers.add(
                        node,
                        new Pointwise(
                                Curve.HARD_SIGMOID,
                                (float) (line.factor() * inner.factor()),
                                (float) (line.factor() * inner.summand())),
                        inner.of()));
    }

    /** {@code log(1 + exp(x))}. */
    private Optional<Activation> softplus(Activation result) {
        if (!isCurve(result, Curve.LOG)) {
            return Optional.empty();
        }
        Line line = line(input(result, 0));
        return line.is(1, 1) && isCurve(line.of(), Curve.EXP)
                ? add(Curve.SOFTPLUS, 0, input(line.of(), 0))
                : Optional.empty();
    }

    /** {@code (x - mean) / sqrt(mean((x - mean)²) + epsilon)}. */
    private Optional<Activation> normalised(Activation result) {
        if (!isJoin(result, Operator.DIVIDE) && !isJoin(result, Operator.MULTIPLY)) {
            return Optional.empty();
        }
        boolean divides = isJoin(result, Operator.DIVIDE);
        for (int i = 0; i < (divides ? 1 : 2); i++) {
            Activation centred = input(result, i);
            Activation other = input(result, 1 - i);
            Optional<Activation> variance = divides ? rooted(other) : inverseRooted(other);
            if (variance.isEmpty() || !isJoin(centred, Operator.SUBTRACT)) {
                continue;
            }
            Line line = line(variance.get());
            Activation x = input(centred, 0);
            Activation mean = input(centred, 1);
            boolean whole =
                    near(line.factor(), 1)
                            && line.summand() >= 0
                            && isMean(line.of())
                            && isMean(mean)
                            && isPower(input(line.of(), 0), 2)
                            && input(input(line.of(), 0), 0).equals(centred)
                            && input(mean, 0).equals(x)
                            && operation(mean).equals(operation(line.of()));
            if (whole) {
                int channels = x.shape().channels();
                float[] ones = Affines.filled(1, channels);
                float epsilon = (float) line.summand();
                Operation norm =
                        operation(mean, ReduceChannels.class).isPresent()
                                ? new LayerNorm(ones, new float[channels], epsilon)
                                : new GroupNorm(channels, ones, new float[channels], epsilon);
                return Optional.of(layers.add(node, norm, x));
            }
        }
        return Optional.empty();
    }

    private boolean isMean(Activation mean) {
        return operation(mean, GlobalAveragePool.class).isPresent()
                || operation(mean, Reduce.class)
                        .filter(r -> r.equals(new Reduce(Reduction.MEAN, true, true)))
                        .isPresent()
                || operation(mean, ReduceChannels.class)
                        .filter(r -> r.reduction() == Reduction.MEAN)
                        .isPresent();
    }

    private Optional<Activation> rooted(Activation root) {
        return isCurve(root, Curve.SQRT) || isPower(root, 0.5)
                ? Optional.of(input(root, 0))
                : Optional.empty();
    }

    private Optional<Activation> inverseRooted(Activation inverse) {
        if (isPower(inverse, -0.5)) {
            return Optional.of(input(inverse, 0));
        }
        return isCurve(inverse, Curve.RECIPROCAL) ? rooted(input(inverse, 0)) : Optional.empty();
    }

    /** {@code x / max(‖x‖, least)}. */
    private Optional<Activation> unitLength(Activation result) {
        if (!isJoin(result, Operator.DIVIDE)) {
            return Optional.empty();
        }
        Activation x = input(result, 0);
        Activation length = input(result, 1);
        Optional<Clip> least =
                operation(length, Clip.class)
                        .filter(c -> c.max() == Float.MAX_VALUE && c.min() > 0);
        Activation norm = least.isPresent() ? input(length, 0) : length;
        boolean euclidean =
                reduces(norm, Reduction.L2) && input(norm, 0).equals(x)
                        || rooted(norm)
                                .filter(
                                        sum ->
                                                reduces(sum, Reduction.SUM)
                                                        && isPower(input(sum, 0), 2)
                                                        && input(input(sum, 0), 0).equals(x))
                                .isPresent();
        return euclidean && least.isPresent()
                ? Optional.of(layers.add(node, new UnitLength(least.get().min()), x))
                : Optional.empty();
    }

    private boolean reduces(Activation activation, Reduction reduction) {
        return operation(activation, ReduceChannels.class)
                .filter(r -> r.reduction() == reduction)
                .isPresent();
    }

    /** {@code x / (bias + alpha · mean of neighbouring channels' x²)^beta}. */
    private Optional<Activation> lrn(Activation result) {
        if (!isJoin(result, Operator.DIVIDE)) {
            return Optional.empty();
        }
        Activation x = input(result, 0);
        Pointwise power = operation(input(result, 1), Pointwise.class).orElse(null);
        if (power == null || power.curve() != Curve.POWER) {
            return Optional.empty();
        }
        Line line = line(input(input(result, 1), 0));
        Conv mean = operation(line.of(), Conv.class).orElse(null);
        if (mean == null || !isPower(input(line.of(), 0), 2)) {
            return Optional.empty();
        }
        int size = ChannelMeans.size(mean);
        return size % 2 == 1 && input(input(line.of(), 0), 0).equals(x)
                ? Optional.of(
                        layers.add(
                                node,
                                new Lrn(
                                        size,
                                        (float) line.factor(),
                                        power.alpha(),
                                        (float) line.summand()),
                                x))
                : Optional.empty();
    }

    private Optional<Activation> add(Curve curve, double alpha, Activation x) {
        return Optional.of(layers.add(node, new Pointwise(curve, (float) alpha, 0), x.whole()));
    }

    private Activation scaled(Activation activation, double factor) {
        int channels = activation.shape().channels();
        Line line = line(activation);
        if (near(line.factor() * factor, 1) && near(line.summand(), 0)) {
            return line.of();
        }
        return Affines.of(
                node,
                activation.whole(),
                Affines.filled((float) factor, channels),
                new float[channels],
                layers);
    }

    private boolean isJoin(Activation activation, Operator operator) {
        return operation(activation, Arithmetic.class)
                .filter(join -> join.operator() == operator)
                .isPresent();
    }

    private boolean isCurve(Activation activation, Curve curve) {
        return operation(activation, Pointwise.class).filter(p -> p.curve() == curve).isPresent();
    }

    private boolean isPower(Activation activation, double exponent) {
        return operation(activation, Pointwise.class)
                .filter(p -> p.curve() == Curve.POWER && p.alpha() == exponent)
                .isPresent();
    }

    private Optional<Operation> operation(Activation activation) {
        return layers.layerOf(activation).map(Draft::operation);
    }

    private <T extends Operation> Optional<T> operation(Activation activation, Class<T> kind) {
        return layers.operationOf(activation, kind);
    }

    private Activation input(Activation activation, int index) {
        return layers.layerOf(activation).orElseThrow().inputs().get(index).whole();
    }

    private static boolean near(double value, double other) {
        return Math.abs(value - other) <= 1e-5 * Math.max(1e-3, Math.abs(other));
    }
}
