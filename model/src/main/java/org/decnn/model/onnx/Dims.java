package org.decnn.model.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The sizes of a tensor's axes, and where its values lie, in row-major order. */
final class Dims {

    /** Of what is computed from constants, more values than any network has. */
    private static final int MOST = 1 << 28;

    private Dims() {}

    /**
     * The number of values.
     *
     * @throws IllegalArgumentException if it is negative, or more than memory holds
     */
    static int elements(List<Integer> dims) {
        long elements = 1;
        for (int dim : dims) {
            elements *= dim;
            if (dim < 0 || elements > MOST) {
                throw new IllegalArgumentException("axes " + dims + " are too large");
            }
        }
        return (int) elements;
    }

    /** How far apart neighbours along each axis lie. */
    static int[] strides(List<Integer> dims) {
        int[] strides = new int[dims.size()];
        int stride = 1;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= dims.get(axis);
        }
        return strides;
    }

    /** With axes of size 1 put in front. */
    static List<Integer> ofRank(int rank, List<Integer> dims) {
        List<Integer> more =
                new ArrayList<>(Collections.nCopies(Math.max(0, rank - dims.size()), 1));
        more.addAll(dims);
        return more;
    }

    /**
     * The axes of what is made of two tensors value by value: sizes of 1 are spread.
     *
     * @throws IllegalArgumentException if other sizes differ
     */
    static List<Integer> broadcast(List<Integer> a, List<Integer> b) {
        int rank = Math.max(a.size(), b.size());
        List<Integer> left = ofRank(rank, a);
        List<Integer> right = ofRank(rank, b);
        List<Integer> dims = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            int x = left.get(axis);
            int y = right.get(axis);
            if (x != y && x != 1 && y != 1) {
                throw new IllegalArgumentException("it joins " + a + " and " + b);
            }
            dims.add(x == 1 ? y : x);
        }
        return List.copyOf(dims);
    }

    /** For each value of the larger axes, the place of the value that is spread to it. */
    static int[] spread(List<Integer> from, List<Integer> to) {
        List<Integer> source = ofRank(to.size(), from);
        int[] strides = strides(source);
        for (int axis = 0; axis < strides.length; axis++) {
            strides[axis] = source.get(axis) == 1 ? 0 : strides[axis];
        }
        return places(to, strides, 0);
    }

    /** The places of a tensor's values whose axes advance by the given strides. */
    static int[] places(List<Integer> dims, int[] strides, int first) {
        int[] places = new int[elements(dims)];
        int inner = places.length;
        Arrays.fill(places, first);
        for (int axis = 0; axis < strides.length && inner > 0; axis++) {
            int size = dims.get(axis);
            inner /= size;
            for (int i = 0; i < places.length; i++) {
                places[i] += i / inner % size * strides[axis];
            }
        }
        return places;
    }
}
