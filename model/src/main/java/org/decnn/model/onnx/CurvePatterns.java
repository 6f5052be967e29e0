package org.decnn.model.onnx;

import java.util.Optional;
import org.decnn.model.network.Curve;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.Joining.Arithmetic.Operator;
import org.decnn.model.network.PerChannel.Clip;
import org.decnn.model.network.PerChannel.Pointwise;
import org.decnn.model.onnx.Value.Activation;

/** Recognises curves that exporters write in pieces. */
final class CurvePatterns extends Pieces {

    private static final double SIXTH = 1 / 6.0;

    CurvePatterns(Node node, LayerList layers) {
        super(node, layers);
    }

    Optional<Activation> find(Activation result) {
        return product(result).or(() -> hardSigmoid(result)).or(() -> softplus(result));
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
}
