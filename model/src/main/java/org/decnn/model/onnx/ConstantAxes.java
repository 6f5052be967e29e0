package org.decnn.model.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import org.decnn.model.onnx.Value.Constant;
import org.decnn.model.onnx.Value.Integers;
import org.decnn.model.onnx.Value.Reals;

/** Operators that pick, move or sum up the values of constants along their axes. */
final class ConstantAxes {

    private static final Map<String, DoubleBinaryOperator> REDUCTIONS =
            Map.of(
                    "ReduceSum", (a, b) -> a + b,
                    "ReduceMean", (a, b) -> a + b,
                    "ReduceL2", (a, b) -> a + b * b,
                    "ReduceProd", (a, b) -> a * b,
                    "ReduceMax", Math::max,
                    "ReduceMin", Math::min);

    private static final Map<String, Double> STARTS =
            Map.of(
                    "ReduceProd", 1.0,
                    "ReduceMax", Double.NEGATIVE_INFINITY,
                    "ReduceMin", Double.POSITIVE_INFINITY);

    /** Of two matrices; a second's work. */
    private static final long MOST_PRODUCTS = 1L << 30;

    private ConstantAxes() {}

    static Constant transpose(Node node) {
        Constant input = node.constant(0);
        int[] perm = permutation(node, input.dims());
        int[] strides = Dims.strides(input.dims());
        List<Integer> dims = Arrays.stream(perm).mapToObj(input.dims()::get).toList();
        int[] moved = Arrays.stream(perm).map(axis -> strides[axis]).toArray();
        return input.picked(dims, Dims.places(dims, moved, 0));
    }

    /** A Transpose's order of axes, by default the reverse. */
    static int[] permutation(Node node, List<Integer> dims) {
        int rank = dims.size();
        int[] reversed = IntStream.range(0, rank).map(axis -> rank - 1 - axis).toArray();
        int[] perm = node.attribute("perm", reversed);
        if (!Arrays.equals(
                Arrays.stream(perm).sorted().toArray(), IntStream.range(0, rank).toArray())) {
            throw node.error(
                    "its perm %s does not fit %s; export again", Arrays.toString(perm), dims);
        }
        return perm;
    }

    static Constant gather(Node node) {
        Constant data = node.constant(0);
        Integers indices = node.integers(1);
        int axis = node.axis(node.attribute("axis", 0), data.dims().size());
        int size = data.dims().get(axis);
        int[] picks =
                Arrays.stream(indices.values())
                        .mapToInt(index -> node.axis(node.toInt(index), size))
                        .toArray();
        List<Integer> dims = new ArrayList<>(data.dims().subList(0, axis));
        dims.addAll(indices.dims());
        dims.addAll(data.dims().subList(axis + 1, data.dims().size()));
        node.made(dims);
        return data.picked(dims, along(data, axis, picks));
    }

    static Constant slice(Node node) {
        Constant data = node.constant(0);
        for (Slices.Slice slice : Slices.of(node, data.dims())) {
            List<Integer> dims = new ArrayList<>(data.dims());
            dims.set(slice.axis(), slice.count());
            data = data.picked(dims, along(data, slice.axis(), slice.places()));
        }
        return data;
    }

    /** The places of the values at some positions of an axis. */
    private static int[] along(Constant data, int axis, int[] positions) {
        int inner = Dims.elements(data.dims().subList(axis + 1, data.dims().size()));
        int size = data.dims().get(axis);
        int outer = Dims.elements(data.dims().subList(0, axis));
        int[] places = new int[Dims.elements(List.of(outer, positions.length, inner))];
        int next = 0;
        for (int row = 0; row < outer; row++) {
            for (int position : positions) {
                for (int i = 0; i < inner; i++) {
                    places[next++] = (row * size + position) * inner + i;
                }
            }
        }
        return places;
    }

    static Constant concat(Node node) {
        Constant first = node.constant(0);
        int axis = node.axis(node.attribute("axis", 0), first.dims().size());
        List<Integer> dims = new ArrayList<>(first.dims());
        int size = 0;
        for (int i = 0; i < node.inputs(); i++) {
            List<Integer> other = new ArrayList<>(node.constant(i).dims());
            if (other.size() == dims.size()) {
                size += other.set(axis, dims.get(axis));
            }
            if (!other.equals(dims)) {
                throw node.error(
                        "it joins constants %s and %s; export again",
                        first.dims(), node.constant(i).dims());
            }
        }
        dims.set(axis, size);
        int outer = Dims.elements(dims.subList(0, axis));
        double[] values = new double[node.made(dims)];
        long[] exact = new long[values.length];
        boolean integers = first instanceof Integers;
        int next = 0;
        for (int row = 0; row < outer; row++) {
            for (int i = 0; i < node.inputs(); i++) {
                Constant part = node.constant(i);
                int length = part.size() / outer;
                for (int j = row * length; j < (row + 1) * length; j++, next++) {
                    values[next] = part.at(j);
                    exact[next] = part instanceof Integers of ? of.values()[j] : 0;
                }
            }
        }
        return integers
                ? new Integers(dims, exact)
                : ConstantArithmetic.constant(false, dims, values);
    }

    static Constant expand(Node node) {
        Constant input = node.constant(0);
        List<Integer> asked =
                Arrays.stream(node.integers(1).values()).mapToObj(node::toInt).toList();
        List<Integer> dims = Dims.broadcast(input.dims(), asked);
        node.made(dims);
        return input.picked(dims, Dims.spread(input.dims(), dims));
    }

    static Constant tile(Node node) {
        Constant data = node.constant(0);
        long[] repeats = node.integers(1).values();
        if (repeats.length != data.dims().size()) {
            throw node.error("it repeats %d axes of %s", repeats.length, data.dims());
        }
        for (int axis = 0; axis < repeats.length; axis++) {
            int size = data.dims().get(axis);
            List<Integer> dims = new ArrayList<>(data.dims());
            dims.set(axis, Math.multiplyExact(size, node.toInt(repeats[axis])));
            node.made(dims);
            int[] positions = IntStream.range(0, dims.get(axis)).map(i -> i % size).toArray();
            data = data.picked(dims, along(data, axis, positions));
        }
        return data;
    }

    static Constant reduce(Node node) {
        Constant input = node.constant(0);
        List<Integer> axes = Reshapes.reducedAxes(node, input.dims().size());
        List<Integer> kept = new ArrayList<>(input.dims());
        axes.forEach(axis -> kept.set(axis, 1));
        double[] values = new double[Dims.elements(kept)];
        Arrays.fill(values, STARTS.getOrDefault(node.operator(), 0.0));
        int[] to = Dims.spread(kept, input.dims());
        DoubleBinaryOperator of = REDUCTIONS.get(node.operator());
        for (int i = 0; i < to.length; i++) {
            values[to[i]] = of.applyAsDouble(values[to[i]], input.at(i));
        }
        for (int i = 0; i < values.length; i++) {
            if (node.operator().equals("ReduceMean")) {
                values[i] = values[i] * values.length / to.length;
            } else if (node.operator().equals("ReduceL2")) {
                values[i] = Math.sqrt(values[i]);
            }
        }
        Constant result =
                ConstantArithmetic.constant(input instanceof Integers, List.copyOf(kept), values);
        if (node.attribute("keepdims", 1) != 0) {
            return result;
        }
        return result.withDims(
                IntStream.range(0, kept.size())
                        .filter(axis -> !axes.contains(axis))
                        .mapToObj(kept::get)
                        .toList());
    }

    /** Of matrices; a vector is one row at the left, and one column at the right. */
    static Constant matMul(Node node) {
        Constant a = node.constant(0);
        Constant b = node.constant(1);
        List<Integer> left = a.dims().isEmpty() ? List.of() : Dims.ofRank(2, a.dims());
        List<Integer> right = b.dims().size() == 1 ? List.of(b.size(), 1) : b.dims();
        if (left.size() != 2 || right.size() != 2 || !left.get(1).equals(right.get(0))) {
            throw node.error("it multiplies constants %s and %s; fold them", a.dims(), b.dims());
        }
        int inner = right.get(0);
        int columns = right.get(1);
        double[] values = new double[node.made(List.of(left.get(0), columns))];
        if ((long) values.length * inner > MOST_PRODUCTS) {
            throw node.error("it multiplies constants %s and %s; fold them", a.dims(), b.dims());
        }
        for (int i = 0; i < values.length; i++) {
            for (int k = 0; k < inner; k++) {
                values[i] += a.at(i / columns * inner + k) * b.at(k * columns + i % columns);
            }
        }
        List<Integer> dims = new ArrayList<>(a.dims().subList(0, a.dims().size() - 1));
        if (b.dims().size() == 2) {
            dims.add(columns);
        }
        return ConstantArithmetic.constant(false, dims, values);
    }

    /** A matrix {@code [rows, columns]} as {@code [columns, rows]}. */
    static float[] transposed(float[] matrix, int rows, int columns) {
        return new Reals(List.of(rows, columns), matrix)
                .picked(
                        List.of(columns, rows),
                        Dims.places(List.of(columns, rows), new int[] {1, columns}, 0))
                .values();
    }

    /** A position, counted from the end if it is negative, between two others. */
    static int clamp(long position, int length, int first, int last) {
        long counted = position < 0 ? position + length : position;
        return (int) Math.max(first, Math.min(last, counted));
    }
}
