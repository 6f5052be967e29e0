package org.decnn.model.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongBinaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import org.decnn.model.onnx.Value.Constant;
import org.decnn.model.onnx.Value.Integers;
import org.decnn.model.onnx.Value.Reals;

/**
 * Computes the nodes whose value does not depend on the network's input: the arithmetic on shapes
 * that exporters leave in a graph, and weights that are renamed, reshaped or transposed.
 */
final class ConstantFolder {

    /** More than any shape has axes. */
    private static final int MAX_FILL = 1024;

    private ConstantFolder() {}

    /** The node's value; empty if it depends on the network's input, or cannot be computed here. */
    static Optional<Constant> fold(Node node) {
        switch (node.operator()) {
            case "Constant":
                return Optional.of(constant(node));
            case "Shape":
                return Optional.of(shape(node));
            default:
        }
        if (!inputsAre(Constant.class, node)) {
            return Optional.empty();
        }
        switch (node.operator()) {
            case "Identity":
                return Optional.of((Constant) node.input(0));
            case "Cast":
                return Optional.of(cast(node));
            case "Unsqueeze", "Squeeze", "Reshape":
                Constant input = (Constant) node.input(0);
                return Optional.of(input.withDims(Reshapes.dims(node, input.dims())));
            case "Transpose":
                return Optional.of(transpose(node));
            default:
        }
        return inputsAre(Integers.class, node) ? shapeArithmetic(node) : Optional.empty();
    }

    private static Optional<Constant> shapeArithmetic(Node node) {
        return switch (node.operator()) {
            case "ConstantOfShape" -> Optional.of(constantOfShape(node));
            case "Gather" -> Optional.of(gather(node));
            case "Slice" -> Optional.of(slice(node));
            case "Concat" -> Optional.of(concat(node));
            case "Add" -> Optional.of(arithmetic(node, Math::addExact));
            case "Sub" -> Optional.of(arithmetic(node, Math::subtractExact));
            case "Mul" -> Optional.of(arithmetic(node, Math::multiplyExact));
            case "Div" -> Optional.of(arithmetic(node, (a, b) -> a / b));
            default -> Optional.empty();
        };
    }

    private static boolean inputsAre(Class<? extends Constant> kind, Node node) {
        return IntStream.range(0, node.inputs())
                .filter(node::hasInput)
                .allMatch(i -> kind.isInstance(node.input(i)));
    }

    private static Constant constant(Node node) {
        if (node.hasAttribute("value_float")) {
            return new Reals(List.of(), new float[] {node.attribute("value_float", 0f)});
        }
        if (node.hasAttribute("value_int")) {
            return new Integers(List.of(), new long[] {node.attribute("value_int", 0)});
        }
        if (node.hasAttribute("value_ints")) {
            int[] values = node.attribute("value_ints", new int[0]);
            return Integers.vector(Arrays.stream(values).asLongStream().toArray());
        }
        TensorProto value =
                node.tensorAttribute("value")
                        .orElseThrow(() -> node.error("it has no value; export the network again"));
        return TensorDecoder.decode(node.file(), value);
    }

    private static Integers shape(Node node) {
        List<Integer> dims = node.input(0).dims();
        int rank = dims.size();
        int start = (int) clamp(node.attribute("start", 0), rank, 0, rank);
        int end = (int) clamp(node.attribute("end", rank), rank, 0, rank);
        return Integers.vector(
                dims.subList(start, Math.max(start, end)).stream()
                        .mapToLong(Integer::longValue)
                        .toArray());
    }

    private static Constant cast(Node node) {
        DataType to = DataType.forNumber(node.attribute("to", DataType.FLOAT_VALUE));
        node.ignore("saturate");
        boolean toReal = to == DataType.FLOAT || to == DataType.FLOAT16 || to == DataType.DOUBLE;
        if (node.input(0) instanceof Integers integers && toReal) {
            float[] values = new float[integers.values().length];
            for (int i = 0; i < values.length; i++) {
                values[i] = integers.values()[i];
            }
            return new Reals(integers.dims(), values);
        }
        if (node.input(0) instanceof Reals reals && !toReal) {
            return new Integers(
                    reals.dims(),
                    IntStream.range(0, reals.values().length)
                            .mapToLong(i -> (long) reals.values()[i])
                            .toArray());
        }
        return (Constant) node.input(0);
    }

    private static Constant constantOfShape(Node node) {
        List<Integer> dims =
                Arrays.stream(node.integers(0).values()).mapToObj(node::toInt).toList();
        long elements = Reshapes.elements(dims);
        if (elements < 0 || elements > MAX_FILL) {
            throw node.error("it fills %s, which is no shape; export with fixed shapes", dims);
        }
        Constant value =
                node.tensorAttribute("value")
                        .<Constant>map(tensor -> TensorDecoder.decode(node.file(), tensor))
                        .orElse(new Reals(List.of(), new float[1]));
        if (Reshapes.elements(value.dims()) != 1) {
            throw node.error("it fills with a value of axes %s; export again", value.dims());
        }
        if (value instanceof Integers integers) {
            long[] filled = new long[(int) elements];
            Arrays.fill(filled, integers.values()[0]);
            return new Integers(dims, filled);
        }
        float[] filled = new float[(int) elements];
        Arrays.fill(filled, ((Reals) value).values()[0]);
        return new Reals(dims, filled);
    }

    private static Integers gather(Node node) {
        long[] data = shapeVector(node, 0);
        Integers indices = node.integers(1);
        node.ignore("axis");
        long[] picked =
                Arrays.stream(indices.values())
                        .map(i -> data[node.axis(node.toInt(i), data.length)])
                        .toArray();
        return new Integers(indices.dims(), picked);
    }

    /** Part of the first axis. */
    private static Integers slice(Node node) {
        Integers data = node.integers(0);
        int step = bound(node, 4, "steps", 1);
        int axis = bound(node, 3, "axes", 0);
        if (data.dims().isEmpty() || node.axis(axis, data.dims().size()) != 0 || step == 0) {
            throw node.error(
                    "it slices axis %d of %s by %d; export with constant folding",
                    axis, data.dims(), step);
        }
        int length = data.dims().get(0);
        // Backwards, positions run from length - 1 to 0, and one before 0 ends them.
        int last = step > 0 ? length : length - 1;
        long from = clamp(bound(node, 1, "starts", 0), length, 0, last);
        long to = clamp(bound(node, 2, "ends", length), length, last - length, last);
        List<Integer> rest = data.dims().subList(1, data.dims().size());
        int rowLength = (int) Reshapes.elements(rest);
        LongStream.Builder values = LongStream.builder();
        int rows = 0;
        for (long row = from; step > 0 ? row < to : row > to; row += step, rows++) {
            for (int i = 0; i < rowLength; i++) {
                values.add(data.values()[(int) row * rowLength + i]);
            }
        }
        List<Integer> dims = new ArrayList<>(List.of(rows));
        dims.addAll(rest);
        return new Integers(dims, values.build().toArray());
    }

    /** One bound of a slice: an input, or an attribute before opset 10. */
    private static int bound(Node node, int input, String attribute, int otherwise) {
        long[] values =
                node.hasInput(input)
                        ? node.integers(input).values()
                        : Arrays.stream(node.attribute(attribute, new int[] {otherwise}))
                                .asLongStream()
                                .toArray();
        if (values.length != 1) {
            throw node.error("it slices %d axes of a shape; export again", values.length);
        }
        return node.toInt(values[0]);
    }

    private static Integers concat(Node node) {
        node.ignore("axis");
        return Integers.vector(
                IntStream.range(0, node.inputs())
                        .mapToObj(i -> shapeVector(node, i))
                        .flatMapToLong(LongStream::of)
                        .toArray());
    }

    private static Constant transpose(Node node) {
        Constant input = (Constant) node.input(0);
        int[] perm = node.attribute("perm", new int[] {1, 0});
        if (input.dims().size() != 2 || !Arrays.equals(perm, new int[] {1, 0})) {
            throw node.error(
                    "it transposes a constant %s by %s; export with constant folding",
                    input.dims(), Arrays.toString(perm));
        }
        int rows = input.dims().get(0);
        int columns = input.dims().get(1);
        List<Integer> dims = List.of(columns, rows);
        if (input instanceof Reals reals) {
            return new Reals(dims, transposed(reals.values(), rows, columns));
        }
        long[] values = ((Integers) input).values();
        return new Integers(
                dims,
                IntStream.range(0, values.length)
                        .mapToLong(i -> values[i % rows * columns + i / rows])
                        .toArray());
    }

    /** A matrix {@code [rows, columns]} as {@code [columns, rows]}. */
    static float[] transposed(float[] matrix, int rows, int columns) {
        float[] transposed = new float[matrix.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                transposed[column * rows + row] = matrix[row * columns + column];
            }
        }
        return transposed;
    }

    private static Integers arithmetic(Node node, LongBinaryOperator operator) {
        Integers a = node.integers(0);
        Integers b = node.integers(1);
        Integers longer = a.values().length >= b.values().length ? a : b;
        int size = longer.values().length;
        if (size != a.values().length && a.values().length != 1
                || size != b.values().length && b.values().length != 1) {
            throw node.error("it joins constants %s and %s; export again", a.dims(), b.dims());
        }
        List<Integer> dims = a.dims().size() >= b.dims().size() ? a.dims() : b.dims();
        try {
            long[] values = new long[size];
            for (int i = 0; i < size; i++) {
                values[i] =
                        operator.applyAsLong(
                                a.values()[a.values().length == 1 ? 0 : i],
                                b.values()[b.values().length == 1 ? 0 : i]);
            }
            return new Integers(dims, values);
        } catch (ArithmeticException e) {
            throw node.error("its shape arithmetic fails (%s); export again", e.getMessage());
        }
    }

    private static long[] shapeVector(Node node, int index) {
        Integers integers = node.integers(index);
        if (integers.dims().size() > 1) {
            throw node.error(
                    "its constant input has axes %s; export with constant folding",
                    integers.dims());
        }
        return integers.values();
    }

    /** A position, counted from the end if it is negative, between two others. */
    private static long clamp(long position, int length, int first, int last) {
        long counted = position < 0 ? position + length : position;
        return Math.max(first, Math.min(last, counted));
    }
}
