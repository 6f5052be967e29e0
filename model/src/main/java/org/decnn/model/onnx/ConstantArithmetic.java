package org.decnn.model.onnx;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.stream.IntStream;
import org.decnn.model.onnx.Value.Constant;
import org.decnn.model.onnx.Value.Integers;
import org.decnn.model.onnx.Value.Reals;

/** Arithmetic on constants, value by value: sizes of 1 are spread, as NumPy does it. */
final class ConstantArithmetic {

    private static final Map<String, LongBinaryOperator> OF_INTEGERS =
            Map.ofEntries(
                    entry("Add", Math::addExact),
                    entry("Sub", Math::subtractExact),
                    entry("Mul", Math::multiplyExact),
                    entry("Div", (a, b) -> a / b),
                    entry("Min", Math::min),
                    entry("Max", Math::max),
                    entry("And", (a, b) -> a & b),
                    entry("Or", (a, b) -> a | b));

    private static final Map<String, DoubleBinaryOperator> OF_REALS =
            Map.ofEntries(
                    entry("Add", (a, b) -> a + b),
                    entry("Sum", (a, b) -> a + b),
                    entry("Sub", (a, b) -> a - b),
                    entry("Mul", (a, b) -> a * b),
                    entry("Div", (a, b) -> a / b),
                    entry("Min", Math::min),
                    entry("Max", Math::max),
                    entry("Pow", Math::pow));

    private static final Map<String, DoubleBinaryOperator> COMPARISONS =
            Map.of(
                    "Equal", (a, b) -> a == b ? 1 : 0,
                    "Greater", (a, b) -> a > b ? 1 : 0,
                    "GreaterOrEqual", (a, b) -> a >= b ? 1 : 0,
                    "Less", (a, b) -> a < b ? 1 : 0,
                    "LessOrEqual", (a, b) -> a <= b ? 1 : 0);

    private static final Map<String, DoubleUnaryOperator> OF_ONE =
            Map.ofEntries(
                    entry("Neg", a -> -a),
                    entry("Abs", Math::abs),
                    entry("Not", a -> a == 0 ? 1 : 0),
                    entry("Sqrt", Math::sqrt),
                    entry("Reciprocal", a -> 1 / a),
                    entry("Exp", Math::exp),
                    entry("Log", Math::log),
                    entry("Floor", Math::floor),
                    entry("Ceil", Math::ceil),
                    entry("Tanh", Math::tanh),
                    entry("Sigmoid", a -> 1 / (1 + Math.exp(-a))),
                    entry("Softplus", a -> Math.log1p(Math.exp(a))),
                    entry("Relu", a -> Math.max(0, a)));

    private ConstantArithmetic() {}

    static boolean knows(String operator) {
        return OF_INTEGERS.containsKey(operator)
                || OF_REALS.containsKey(operator)
                || COMPARISONS.containsKey(operator)
                || OF_ONE.containsKey(operator)
                || operator.equals("Where");
    }

    static Constant compute(Node node) {
        String operator = node.operator();
        Constant first = node.constant(0);
        if (operator.equals("Where")) {
            return where(node, first, node.constant(1), node.constant(2));
        }
        if (OF_ONE.containsKey(operator)) {
            return each(first, OF_ONE.get(operator));
        }
        Constant result = first;
        for (int i = 1; i < node.inputs(); i++) {
            result = joined(node, result, node.constant(i));
        }
        return result;
    }

    private static Constant joined(Node node, Constant a, Constant b) {
        String operator = node.operator();
        List<Integer> dims = Dims.broadcast(a.dims(), b.dims());
        node.made(dims);
        int[] left = Dims.spread(a.dims(), dims);
        int[] right = Dims.spread(b.dims(), dims);
        boolean integers = a instanceof Integers && b instanceof Integers;
        if (integers && OF_INTEGERS.containsKey(operator)) {
            LongBinaryOperator of = OF_INTEGERS.get(operator);
            long[] x = ((Integers) a).values();
            long[] y = ((Integers) b).values();
            return new Integers(
                    dims,
                    IntStream.range(0, left.length)
                            .mapToLong(i -> of.applyAsLong(x[left[i]], y[right[i]]))
                            .toArray());
        }
        DoubleBinaryOperator of =
                COMPARISONS.getOrDefault(
                        operator, OF_REALS.getOrDefault(operator, (x, y) -> Double.NaN));
        boolean toIntegers = COMPARISONS.containsKey(operator) || a instanceof Integers;
        double[] values = new double[left.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = of.applyAsDouble(a.at(left[i]), b.at(right[i]));
        }
        return constant(toIntegers, dims, values);
    }

    private static Constant where(
            Node node, Constant condition, Constant then, Constant otherwise) {
        List<Integer> dims =
                Dims.broadcast(condition.dims(), Dims.broadcast(then.dims(), otherwise.dims()));
        node.made(dims);
        int[] asked = Dims.spread(condition.dims(), dims);
        Constant yes = then.picked(dims, Dims.spread(then.dims(), dims));
        Constant no = otherwise.picked(dims, Dims.spread(otherwise.dims(), dims));
        if (yes instanceof Integers a && no instanceof Integers b) {
            return new Integers(
                    dims,
                    IntStream.range(0, asked.length)
                            .mapToLong(
                                    i ->
                                            condition.at(asked[i]) != 0
                                                    ? a.values()[i]
                                                    : b.values()[i])
                            .toArray());
        }
        return constant(
                false,
                dims,
                IntStream.range(0, asked.length)
                        .mapToDouble(i -> condition.at(asked[i]) != 0 ? yes.at(i) : no.at(i))
                        .toArray());
    }

    static Constant each(Constant input, DoubleUnaryOperator of) {
        return constant(
                input instanceof Integers,
                input.dims(),
                IntStream.range(0, input.size())
                        .mapToDouble(i -> of.applyAsDouble(input.at(i)))
                        .toArray());
    }

    static Constant constant(boolean integers, List<Integer> dims, double[] values) {
        if (integers) {
            return new Integers(dims, Arrays.stream(values).mapToLong(v -> (long) v).toArray());
        }
        float[] reals = new float[values.length];
        for (int i = 0; i < reals.length; i++) {
            reals[i] = (float) values[i];
        }
        return new Reals(dims, reals);
    }
}
