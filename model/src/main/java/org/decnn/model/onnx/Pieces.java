package org.decnn.model.onnx;

import java.util.Optional;
import org.decnn.model.network.Curve;
import org.decnn.model.network.Joining.Arithmetic;
import org.decnn.model.network.Joining.Arithmetic.Operator;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel.Affine;
import org.decnn.model.network.PerChannel.Pointwise;
import org.decnn.model.onnx.LayerList.Draft;
import org.decnn.model.onnx.Value.Activation;

/** What the layers read so far are made of, for those who look for operations in pieces. */
class Pieces {

    final Node node;
    final LayerList layers;

    Pieces(Node node, LayerList layers) {
        this.node = node;
        this.layers = layers;
    }

    /** {@code factor · of + summand}, the same for all channels. */
    record Line(double factor, double summand, Activation of) {

        boolean is(double factor, double summand) {
            return near(this.factor, factor) && near(this.summand, summand);
        }
    }

    Line line(Activation activation) {
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
    double ratio(Activation first, Activation second) {
        Line a = line(first);
        Line b = line(second);
        double ratio = a.factor() / b.factor();
        return a.of().equals(b.of()) && near(a.summand(), ratio * b.summand()) ? ratio : Double.NaN;
    }

    boolean isJoin(Activation activation, Operator operator) {
        return operation(activation, Arithmetic.class)
                .filter(join -> join.operator() == operator)
                .isPresent();
    }

    boolean isCurve(Activation activation, Curve curve) {
        return operation(activation, Pointwise.class).filter(p -> p.curve() == curve).isPresent();
    }

    boolean isPower(Activation activation, double exponent) {
        return operation(activation, Pointwise.class)
                .filter(p -> p.curve() == Curve.POWER && p.alpha() == exponent)
                .isPresent();
    }

    Optional<Operation> operation(Activation activation) {
        return layers.layerOf(activation).map(Draft::operation);
    }

    <T extends Operation> Optional<T> operation(Activation activation, Class<T> kind) {
        return layers.operationOf(activation, kind);
    }

    Activation input(Activation activation, int index) {
        return layers.layerOf(activation).orElseThrow().inputs().get(index).whole();
    }

    static boolean near(double value, double other) {
        return Math.abs(value - other) <= 1e-5 * Math.max(1e-3, Math.abs(other));
    }
}
