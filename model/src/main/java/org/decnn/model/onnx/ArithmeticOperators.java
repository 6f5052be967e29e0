package org.decnn.model.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.decnn.model.network.Curve;
import org.decnn.model.network.Joining.Arithmetic;
import org.decnn.model.network.Joining.Arithmetic.Operator;
import org.decnn.model.network.PerChannel.Clip;
import org.decnn.model.network.PerChannel.Pointwise;
import org.decnn.model.onnx.Value.Activation;
import org.decnn.model.onnx.Value.Constant;
import org.decnn.model.onnx.Value.Reals;

/** Readers of operators that make one value of two: of activations, or of one and a constant. */
final class ArithmeticOperators {

    private ArithmeticOperators() {}

    /** Add and Sum. */
    static Value add(Node node, LayerList layers) {
        List<Value> activations = new ArrayList<>();
        List<Integer> constants = new ArrayList<>();
        for (int i = 0; i < node.inputs(); i++) {
            if (node.isConstant(i)) {
                constants.add(i);
            } else {
                activations.add(node.input(i));
            }
        }
        Activation sum =
                activations.size() == 1
                        ? Spreads.asActivation(node, activations.get(0), layers)
                        : Joins.sum(node, activations, layers);
        for (int constant : constants) {
            sum = Affines.plus(node, sum, 1, node.weight(constant), layers);
        }
        return Patterns.in(node, layers).recognised(sum);
    }

    static Value mean(Node node, LayerList layers) {
        Activation sum = (Activation) add(node, layers);
        return Affines.times(node, sum, Reals.scalar(1f / node.inputs()), layers);
    }

    static Value sub(Node node, LayerList layers) {
        Value difference;
        if (node.isConstant(1)) {
            Reals taken = (Reals) ConstantArithmetic.each(node.weight(1), value -> -value);
            difference = Affines.plus(node, node.activation(0), 1, taken, layers);
        } else if (node.isConstant(0)) {
            difference = Affines.plus(node, node.activation(1), -1, node.weight(0), layers);
        } else {
            difference = join(node, Operator.SUBTRACT, layers);
        }
        return difference;
    }

    static Value mul(Node node, LayerList layers) {
        Activation product;
        if (node.isConstant(0) || node.isConstant(1)) {
            int constant = node.isConstant(0) ? 0 : 1;
            product =
                    Affines.times(
                            node, node.activation(1 - constant), node.weight(constant), layers);
        } else if (node.input(0).equals(node.input(1))) {
            product = layers.addWithin(node, new Pointwise(Curve.POWER, 2, 0), node.activation(0));
        } else {
            product = join(node, Operator.MULTIPLY, layers);
        }
        return Patterns.in(node, layers).recognised(product);
    }

    static Value div(Node node, LayerList layers) {
        Activation quotient;
        if (node.isConstant(1)) {
            Reals inverse = (Reals) ConstantArithmetic.each(node.weight(1), value -> 1 / value);
            quotient = Affines.times(node, node.activation(0), inverse, layers);
        } else if (node.isConstant(0)) {
            Activation inverse =
                    layers.addWithin(node, Pointwise.of(Curve.RECIPROCAL), node.activation(1));
            quotient = Affines.times(node, inverse, node.weight(0), layers);
        } else {
            quotient = join(node, Operator.DIVIDE, layers);
        }
        return Patterns.in(node, layers).recognised(quotient);
    }

    static Value max(Node node, LayerList layers) {
        return extreme(node, Operator.MAXIMUM, layers);
    }

    static Value min(Node node, LayerList layers) {
        return extreme(node, Operator.MINIMUM, layers);
    }

    /** With constants of one value it is a Clip. */
    private static Value extreme(Node node, Operator operator, LayerList layers) {
        Value result = null;
        float bound = operator == Operator.MAXIMUM ? -Float.MAX_VALUE : Float.MAX_VALUE;
        boolean bounded = false;
        for (int i = 0; i < node.inputs(); i++) {
            if (node.isConstant(i)) {
                float value = (float) uniform(node, i);
                bound =
                        operator == Operator.MAXIMUM
                                ? Math.max(bound, value)
                                : Math.min(bound, value);
                bounded = true;
            } else {
                result =
                        result == null
                                ? node.input(i)
                                : Joins.join(
                                        node,
                                        new Arithmetic(operator),
                                        result,
                                        node.input(i),
                                        layers);
            }
        }
        Activation activation = Spreads.asActivation(node, result, layers);
        Clip clip =
                operator == Operator.MAXIMUM
                        ? new Clip(bound, Float.MAX_VALUE)
                        : new Clip(-Float.MAX_VALUE, bound);
        return !bounded
                ? activation
                : Patterns.in(node, layers).recognised(layers.addWithin(node, clip, activation));
    }

    static double uniform(Node node, int index) {
        Constant constant = node.constant(index);
        boolean one =
                IntStream.range(0, constant.size()).allMatch(i -> constant.at(i) == constant.at(0));
        if (!one || constant.size() == 0) {
            throw node.error(
                    "its constant '%s' has different values %s; only one for all is read",
                    node.proto().getInput(index), constant.dims());
        }
        return constant.at(0);
    }

    static Value pow(Node node, LayerList layers) {
        if (node.isConstant(0)) {
            double base = uniform(node, 0);
            if (!(base > 0)) {
                throw node.error(
                        "it takes powers of %s; only those of positive ones are read", base);
            }
            Activation exponent =
                    Affines.times(
                            node, node.activation(1), Reals.scalar((float) Math.log(base)), layers);
            return layers.addWithin(node, Pointwise.of(Curve.EXP), exponent);
        }
        if (!node.isConstant(1)) {
            throw node.error("its exponent depends on the input; only a constant one is read");
        }
        double exponent = uniform(node, 1);
        Activation base = node.activation(0);
        Dims.broadcast(base.dims(), node.constant(1).dims());
        return exponent == 1
                ? base
                : layers.addWithin(node, new Pointwise(Curve.POWER, (float) exponent, 0), base);
    }

    private static Activation join(Node node, Operator operator, LayerList layers) {
        return Joins.join(node, new Arithmetic(operator), node.input(0), node.input(1), layers);
    }
}
