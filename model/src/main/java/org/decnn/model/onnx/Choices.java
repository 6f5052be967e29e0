package org.decnn.model.onnx;

import java.util.Optional;
import org.decnn.model.network.Curve;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.PerChannel.Pointwise;
import org.decnn.model.network.PerChannel.Relu;
import org.decnn.model.onnx.Value.Activation;
import org.decnn.model.onnx.Value.Comparison;
import org.decnn.model.onnx.Value.Constant;

/**
 * Readers of comparisons with a bound and of Where: curves that are a line on each side of a bound,
 * and the softplus that is one far from zero.
 */
final class Choices extends Pieces {

    /** Above, a softplus is its argument, as far as fp32 goes. */
    private static final double FAR = 15;

    private final Comparison by;

    private Choices(Node node, LayerList layers, Comparison by) {
        super(node, layers);
        this.by = by;
    }

    /** {@code slope · x + offset}, of what is compared. */
    private record Side(double slope, double offset) {

        double at(double x) {
            return slope * x + offset;
        }
    }

    static Value compare(Node node, LayerList layers) {
        boolean second = node.isConstant(1);
        if (!second && !node.isConstant(0)) {
            throw node.error(
                    "it compares two activations, which is not read; compare with a bound");
        }
        boolean greater = node.operator().startsWith("Greater");
        boolean strict = !node.operator().endsWith("OrEqual");
        return new Comparison(
                node.activation(second ? 0 : 1),
                greater == second,
                strict,
                ArithmeticOperators.uniform(node, second ? 1 : 0));
    }

    static Value where(Node node, LayerList layers) {
        if (!(node.input(0) instanceof Comparison by)) {
            throw refused(node);
        }
        Value high = node.input(by.above() ? 1 : 2);
        Value low = node.input(by.above() ? 2 : 1);
        Choices choices = new Choices(node, layers, by);
        return choices.softplus(high, low)
                .or(() -> choices.lines(high, low))
                .orElseThrow(() -> refused(node));
    }

    private static NetworkException refused(Node node) {
        return node.error(
                "it chooses value by value; only curves of x are read that are a line on each side"
                        + " of one bound of x; use Relu, LeakyRelu, PRelu, Clip or Shrink");
    }

    /** Of what reads a comparison and is no Where. */
    static void refuse(Node node) {
        throw refused(node);
    }

    /** A softplus below the bound, and its argument above. */
    private Optional<Activation> softplus(Value high, Value low) {
        Side above = side(high).orElse(null);
        if (above == null || !(low instanceof Activation curve)) {
            return Optional.empty();
        }
        Line line = line(curve);
        if (!isCurve(line.of(), Curve.SOFTPLUS) || !isSeenAlike(curve)) {
            return Optional.empty();
        }
        double ratio = ratio(input(line.of(), 0), by.of());
        boolean same =
                near(line.factor() * ratio, above.slope())
                        && near(line.summand(), above.offset())
                        && ratio * by.bound() >= FAR;
        return same ? Optional.of(curve) : Optional.empty();
    }

    private Optional<Activation> lines(Value high, Value low) {
        Side above = side(high).orElse(null);
        Side below = side(low).orElse(null);
        if (above == null || below == null) {
            return Optional.empty();
        }
        double bound = by.bound();
        if (near(above.at(bound), below.at(bound))) {
            return Optional.of(bent(above, below));
        }
        if (near(above.slope(), 1) && below.slope() == 0) {
            return Optional.of(cut(above.offset(), below.offset()));
        }
        return Optional.empty();
    }

    /** Two lines that meet at the bound. */
    private Activation bent(Side above, Side below) {
        Activation x = by.of();
        boolean throughZero = near(by.bound(), 0) && near(below.offset(), 0);
        if (throughZero && near(above.slope(), 1)) {
            float slope = (float) below.slope();
            return slope == 0
                    ? layers.addWithin(node, new Relu(), x)
                    : layers.addWithin(node, new Pointwise(Curve.LEAKY_RELU, slope, 0), x);
        }
        Activation over = layers.addWithin(node, new Relu(), affine(x, 1, -by.bound()));
        double slope = above.slope() - below.slope();
        if (below.slope() == 0) {
            return affine(over, slope, below.offset());
        }
        Activation rest = affine(x, below.slope(), below.offset());
        return layers.add(node, new Add(), affine(over, slope, 0).whole(), rest.whole())
                .seenAs(x.axes());
    }

    /** {@code x + offset} above the bound, and one value below. */
    private Activation cut(double offset, double value) {
        float bound = (float) (by.bound() + offset - value);
        boolean boundIsAbove = by.above() != by.strict();
        Pointwise threshold =
                new Pointwise(
                        Curve.THRESHOLDED_RELU, boundIsAbove ? Math.nextDown(bound) : bound, 0);
        Activation moved = affine(by.of(), 1, offset - value);
        return affine(layers.addWithin(node, threshold, moved), 1, value);
    }

    /** What a value is of what is compared; empty if it is no line of it. */
    private Optional<Side> side(Value value) {
        if (value instanceof Constant constant) {
            boolean one = constant.size() > 0;
            for (int i = 1; i < constant.size(); i++) {
                one &= constant.at(i) == constant.at(0);
            }
            return one ? Optional.of(new Side(0, constant.at(0))) : Optional.empty();
        }
        if (!(value instanceof Activation activation) || !isSeenAlike(activation)) {
            return Optional.empty();
        }
        Line x = line(by.of());
        Line other = line(activation);
        double slope = other.factor() / x.factor();
        return other.of().equals(x.of()) && Double.isFinite(slope)
                ? Optional.of(new Side(slope, other.summand() - slope * x.summand()))
                : Optional.empty();
    }

    private boolean isSeenAlike(Activation activation) {
        return activation.axes().equals(by.of().axes());
    }

    private Activation affine(Activation x, double factor, double summand) {
        int channels = x.shape().channels();
        return Affines.of(
                node,
                x,
                Affines.filled((float) factor, channels),
                Affines.filled((float) summand, channels),
                layers);
    }
}
