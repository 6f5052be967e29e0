package org.decnn.model.network;

import java.util.Arrays;

/**
 * A constant of a network: values in row-major order. The array is shared, not copied: whoever
 * makes a tensor hands its array over and changes it no more.
 */
public record Tensor(int[] shape, float[] values) {

    public Tensor {
        if (Arrays.stream(shape).reduce(1, Math::multiplyExact) != values.length) {
            throw new IllegalArgumentException(
                    "shape "
                            + Arrays.toString(shape)
                            + " does not hold "
                            + values.length
                            + " values");
        }
    }

    public static Tensor of(float[] values, int... shape) {
        return new Tensor(shape, values);
    }

    public int dim(int axis) {
        return shape[axis];
    }

    /** Values below one index of the first axis. */
    public int rowLength() {
        return values.length / shape[0];
    }

    /** The given rows (indices of the first axis), in the given order. */
    public Tensor rows(int[] rows) {
        int length = rowLength();
        float[] picked = new float[rows.length * length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(values, rows[i] * length, picked, i * length, length);
        }
        int[] pickedShape = shape.clone();
        pickedShape[0] = rows.length;
        return new Tensor(pickedShape, picked);
    }

    /** The given columns (indices of the second axis), in the given order. */
    public Tensor columns(int[] columns) {
        int inner = rowLength() / shape[1];
        float[] picked = new float[shape[0] * columns.length * inner];
        int to = 0;
        for (int row = 0; row < shape[0]; row++) {
            for (int column : columns) {
                System.arraycopy(values, (row * shape[1] + column) * inner, picked, to, inner);
                to += inner;
            }
        }
        int[] pickedShape = shape.clone();
        pickedShape[1] = columns.length;
        return new Tensor(pickedShape, picked);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor that
                && Arrays.equals(shape, that.shape)
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Tensor" + Arrays.toString(shape);
    }
}
