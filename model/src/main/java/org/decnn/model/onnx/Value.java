package org.decnn.model.onnx;

import java.util.ArrayList;
import java.util.List;
import org.decnn.model.network.TensorShape;

/** What a name in an ONNX graph stands for while the graph is read. */
sealed interface Value {

    /** The sizes of all axes, with the batch as 1. */
    List<Integer> dims();

    /** A value that does not depend on the network's input. */
    sealed interface Constant extends Value {

        Constant withDims(List<Integer> dims);
    }

    /** Weights; fp16 and double are held in fp32. */
    record Reals(List<Integer> dims, float[] values) implements Constant {
        @Override
        public Reals withDims(List<Integer> dims) {
            return new Reals(dims, values);
        }
    }

    /** Shapes and indices. */
    record Integers(List<Integer> dims, long[] values) implements Constant {

        static Integers vector(long... values) {
            return new Integers(List.of(values.length), values);
        }

        @Override
        public Integers withDims(List<Integer> dims) {
            return new Integers(dims, values);
        }
    }

    /**
     * What a layer gives, or the network's input.
     *
     * @param layer as {@link LayerList} numbers it
     * @param shape of the layer's output
     * @param dims the axes it is seen with: those of the shape after the batch, or others that hold
     *     the same values in the same order, after a reshape
     */
    record Activation(int layer, TensorShape shape, List<Integer> dims) implements Value {

        Activation withDims(List<Integer> dims) {
            return new Activation(layer, shape, dims);
        }

        /** The same, seen with the axes of the layer's output. */
        Activation whole() {
            List<Integer> dims = new ArrayList<>(List.of(1));
            dims.addAll(shape.dims());
            return withDims(List.copyOf(dims));
        }

        /** Whether it is seen with the axes of the layer's output. */
        boolean isWhole() {
            return dims.equals(whole().dims());
        }
    }

    /**
     * Channels seen as rows and columns that are swapped: a channel shuffle, once they are joined.
     */
    record Swapped(Activation source, int rows, int columns, List<Integer> dims) implements Value {}

    /** A feature map with a border of zeros that belongs to the layer that reads it. */
    record Padded(Activation source, int top, int left, int bottom, int right) implements Value {

        /** Whether there is no border. */
        boolean isBare() {
            return top + left + bottom + right == 0;
        }

        @Override
        public List<Integer> dims() {
            return List.of(
                    1,
                    source.shape().channels(),
                    source.shape().height() + top + bottom,
                    source.shape().width() + left + right);
        }
    }
}
