package org.decnn.model.onnx;

import java.util.List;
import org.decnn.model.network.TensorShape;

/** What a name in an ONNX graph stands for while the graph is read. */
sealed interface Value {

    /** The sizes of all axes, with the batch as 1. */
    List<Integer> dims();

    /** A value that does not depend on the network's input. */
    sealed interface Constant extends Value {

        int size();

        /** A value as a real number. */
        double at(int index);

        Constant withDims(List<Integer> dims);

        /** The values at the given places, in the given order, as a constant of the given axes. */
        Constant picked(List<Integer> dims, int[] places);
    }

    /** Weights; fp16 and double are held in fp32. */
    record Reals(List<Integer> dims, float[] values) implements Constant {

        static Reals scalar(float value) {
            return new Reals(List.of(), new float[] {value});
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public double at(int index) {
            return values[index];
        }

        @Override
        public Reals withDims(List<Integer> dims) {
            return new Reals(dims, values);
        }

        @Override
        public Reals picked(List<Integer> dims, int[] places) {
            float[] picked = new float[places.length];
            for (int i = 0; i < picked.length; i++) {
                picked[i] = values[places[i]];
            }
            return new Reals(dims, picked);
        }
    }

    /** Shapes, indices and truth values. */
    record Integers(List<Integer> dims, long[] values) implements Constant {

        static Integers vector(long... values) {
            return new Integers(List.of(values.length), values);
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public double at(int index) {
            return values[index];
        }

        @Override
        public Integers withDims(List<Integer> dims) {
            return new Integers(dims, values);
        }

        @Override
        public Integers picked(List<Integer> dims, int[] places) {
            long[] picked = new long[places.length];
            for (int i = 0; i < picked.length; i++) {
                picked[i] = values[places[i]];
            }
            return new Integers(dims, picked);
        }
    }

    /**
     * What a layer gives, or the network's input.
     *
     * @param layer as {@link LayerList} numbers it
     * @param shape of the layer's output
     * @param axes it is seen with
     */
    record Activation(int layer, TensorShape shape, Axes axes) implements Value {

        public Activation {
            if (axes.atoms().stream().mapToLong(Axes.Atom::size).reduce(1, (a, b) -> a * b)
                    != shape.elements()) {
                throw new IllegalArgumentException(axes + " are not all of " + shape);
            }
        }

        /** What a layer gives, seen with the axes that it gives it. */
        static Activation of(int layer, TensorShape shape) {
            return new Activation(layer, shape, Axes.of(shape));
        }

        @Override
        public List<Integer> dims() {
            return axes.dims();
        }

        Activation seenAs(Axes axes) {
            return new Activation(layer, shape, axes);
        }

        /** The same, seen with the axes of the layer's output. */
        Activation whole() {
            return of(layer, shape);
        }
    }

    /** An activation whose axes of size 1 are spread, by what joins it with another. */
    record Spread(Activation source, List<Integer> dims) implements Value {}

    /**
     * Whether the values of an activation are above a bound, or below it.
     *
     * @param strict whether the bound itself is not
     */
    record Comparison(Activation of, boolean above, boolean strict, double bound) implements Value {

        @Override
        public List<Integer> dims() {
            return of.dims();
        }
    }
}
