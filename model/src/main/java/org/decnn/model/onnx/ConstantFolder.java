package org.decnn.model.onnx;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import org.decnn.model.onnx.Value.Constant;
import org.decnn.model.onnx.Value.Integers;
import org.decnn.model.onnx.Value.Reals;
import org.decnn.model.onnx.Value.Spread;

/**
 * Computes the nodes whose value does not depend on the network's input: the arithmetic on shapes
 * that exporters leave in a graph, and weights that are made of others.
 */
final class ConstantFolder {

    private static final Map<String, Function<Node, Constant>> OF_CONSTANTS =
            Map.ofEntries(
                    entry("Identity", node -> node.constant(0)),
                    entry("Cast", ConstantFolder::cast),
                    entry("ConstantOfShape", ConstantFolder::constantOfShape),
                    entry("Clip", ConstantFolder::clip),
                    entry("Range", ConstantFolder::range),
                    entry("NonZero", ConstantFolder::nonZero),
                    entry("DequantizeLinear", ConstantFolder::dequantize),
                    entry("Unsqueeze", ConstantFolder::reshape),
                    entry("Squeeze", ConstantFolder::reshape),
                    entry("Reshape", ConstantFolder::reshape),
                    entry("Flatten", ConstantFolder::reshape),
                    entry("Transpose", ConstantAxes::transpose),
                    entry("Gather", ConstantAxes::gather),
                    entry("Slice", ConstantAxes::slice),
                    entry("Concat", ConstantAxes::concat),
                    entry("Expand", ConstantAxes::expand),
                    entry("Tile", ConstantAxes::tile),
                    entry("MatMul", ConstantAxes::matMul),
                    entry("ReduceSum", ConstantAxes::reduce),
                    entry("ReduceMean", ConstantAxes::reduce),
                    entry("ReduceMax", ConstantAxes::reduce),
                    entry("ReduceMin", ConstantAxes::reduce),
                    entry("ReduceProd", ConstantAxes::reduce),
                    entry("ReduceL2", ConstantAxes::reduce));

    private ConstantFolder() {}

    /** The node's value; empty if it depends on the network's input, or cannot be computed here. */
    static Optional<Constant> fold(Node node) {
        switch (node.operator()) {
            case "Constant":
                return Optional.of(constant(node));
            case "Shape":
                return Optional.of(shape(node));
            case "Size":
                return Optional.of(
                        new Integers(List.of(), new long[] {Dims.elements(node.input(0).dims())}));
            case "CastLike":
                return node.isConstant(0) ? Optional.of(castLike(node)) : Optional.empty();
            default:
        }
        boolean known =
                IntStream.range(0, node.inputs()).filter(node::hasInput).allMatch(node::isConstant);
        if (!known || !node.hasInput(0)) {
            return Optional.empty();
        }
        if (ConstantArithmetic.knows(node.operator())) {
            return Optional.of(ConstantArithmetic.compute(node));
        }
        return Optional.ofNullable(OF_CONSTANTS.get(node.operator())).map(of -> of.apply(node));
    }

    private static Constant reshape(Node node) {
        Constant input = node.constant(0);
        return input.withDims(Reshapes.dims(node, input.dims()));
    }

    private static Constant constant(Node node) {
        if (node.hasAttribute("value_float")) {
            return Reals.scalar(node.attribute("value_float", 0f));
        }
        if (node.hasAttribute("value_floats")) {
            float[] values = node.attribute("value_floats", new float[0]);
            return new Reals(List.of(values.length), values);
        }
        if (node.hasAttribute("value_int")) {
            return new Integers(List.of(), new long[] {node.longs("value_int", new long[1])[0]});
        }
        if (node.hasAttribute("value_ints")) {
            return Integers.vector(node.longs("value_ints", new long[0]));
        }
        TensorProto value =
                node.tensorAttribute("value")
                        .orElseThrow(
                                () ->
                                        node.error(
                                                "its value is none of numbers; export with the"
                                                        + " attribute value, value_float(s) or"
                                                        + " value_int(s)"));
        return TensorDecoder.decode(node.file(), value);
    }

    private static Integers shape(Node node) {
        List<Integer> dims =
                node.input(0) instanceof Spread spread ? spread.dims() : node.input(0).dims();
        int rank = dims.size();
        int start = ConstantAxes.clamp(node.attribute("start", 0), rank, 0, rank);
        int end = ConstantAxes.clamp(node.attribute("end", rank), rank, 0, rank);
        return Integers.vector(
                dims.subList(start, Math.max(start, end)).stream()
                        .mapToLong(Integer::longValue)
                        .toArray());
    }

    private static Constant cast(Node node) {
        DataType to = DataType.forNumber(node.attribute("to", DataType.FLOAT_VALUE));
        node.ignore("saturate", "round_mode");
        boolean toReal = to == DataType.FLOAT || to == DataType.FLOAT16 || to == DataType.DOUBLE;
        return as(node.constant(0), toReal, to == DataType.BOOL);
    }

    private static Constant castLike(Node node) {
        node.ignore("saturate", "round_mode");
        return as(node.constant(0), !(node.input(1) instanceof Integers), false);
    }

    private static Constant as(Constant input, boolean real, boolean bool) {
        if (input instanceof Integers && !real && !bool || input instanceof Reals && real) {
            return input;
        }
        double[] values =
                IntStream.range(0, input.size())
                        .mapToDouble(input::at)
                        .map(value -> !bool ? value : value != 0 ? 1 : 0)
                        .toArray();
        return ConstantArithmetic.constant(!real, input.dims(), values);
    }

    private static Constant constantOfShape(Node node) {
        List<Integer> dims =
                Arrays.stream(node.integers(0).values()).mapToObj(node::toInt).toList();
        Constant value =
                node.tensorAttribute("value")
                        .<Constant>map(tensor -> TensorDecoder.decode(node.file(), tensor))
                        .orElse(new Reals(List.of(), new float[1]));
        if (value.size() != 1) {
            throw node.error("it fills with a value of axes %s; export again", value.dims());
        }
        return value.picked(dims, new int[node.made(dims)]);
    }

    private static Constant clip(Node node) {
        double least = node.attribute("min", -Float.MAX_VALUE);
        double most = node.attribute("max", Float.MAX_VALUE);
        double min = node.hasInput(1) ? node.single(1) : least;
        double max = node.hasInput(2) ? node.single(2) : most;
        return ConstantArithmetic.each(
                node.constant(0), value -> Math.min(max, Math.max(min, value)));
    }

    private static Constant range(Node node) {
        double start = node.single(0);
        double step = node.single(2);
        double length = Math.max(0, Math.ceil((node.single(1) - start) / step));
        if (!(length < Integer.MAX_VALUE)) {
            throw node.error("its range does not end; export with fixed shapes");
        }
        int size = node.made(List.of((int) length));
        return ConstantArithmetic.constant(
                node.constant(0) instanceof Integers,
                List.of(size),
                IntStream.range(0, size).mapToDouble(i -> start + i * step).toArray());
    }

    private static Constant nonZero(Node node) {
        Constant input = node.constant(0);
        if (input.dims().size() != 1) {
            throw node.error("it looks through %s; export with fixed shapes", input.dims());
        }
        long[] found =
                IntStream.range(0, input.size())
                        .filter(i -> input.at(i) != 0)
                        .asLongStream()
                        .toArray();
        return new Integers(List.of(1, found.length), found);
    }

    /** {@code (value - zero) · scale}, one of each for all or for each place of an axis. */
    private static Constant dequantize(Node node) {
        node.ignore("saturate", "output_dtype");
        Constant input = node.constant(0);
        Constant scale = node.constant(1);
        int axis = node.attribute("axis", 1);
        if (node.attribute("block_size", 0) != 0) {
            throw node.error("its weight has scales by blocks; export with one a channel");
        }
        int size = 1;
        int inner = 1;
        if (scale.size() != 1) {
            axis = node.axis(axis, input.dims().size());
            size = input.dims().get(axis);
            inner = Dims.elements(input.dims().subList(axis + 1, input.dims().size()));
        }
        Constant zero = node.hasInput(2) ? node.constant(2) : Integers.vector(new long[size]);
        if (scale.size() != size || zero.size() != size) {
            throw node.error(
                    "its %d scales and %d zeros do not go with %s; export again",
                    scale.size(), zero.size(), input.dims());
        }
        double[] values = new double[input.size()];
        for (int i = 0; i < values.length; i++) {
            int place = i / inner % size;
            values[i] = (input.at(i) - zero.at(place)) * scale.at(place);
        }
        return ConstantArithmetic.constant(false, input.dims(), values);
    }
}
