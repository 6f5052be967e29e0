package org.decnn.rewrite.read;

import org.decnn.model.network.TensorShape;

/**
 * A DL4J activation as a tensor of ours.
 *
 * @param tensor its name in our network
 * @param zeros padding that the next window is to take in
 * @param order for each place of DL4J's vector, the place in ours: DL4J flattens feature maps of
 *     format NHWC pixel by pixel, we channel by channel; null where the places are the same
 */
record Activation(String tensor, ZeroPadding zeros, int[] order) {

    static Activation of(String tensor) {
        return new Activation(tensor, ZeroPadding.NONE, null);
    }

    Activation as(String other) {
        return new Activation(other, zeros, order);
    }

    Activation padded(ZeroPadding more) {
        return new Activation(tensor, zeros.plus(more), order);
    }

    /**
     * The same, where no window takes padding in.
     *
     * @throws IllegalArgumentException if it is padded
     */
    Activation unpadded() {
        if (!zeros.equals(ZeroPadding.NONE)) {
            throw ZeroPadding.notTakenIn();
        }
        return this;
    }

    /** Values in DL4J's order, in ours. */
    float[] inOurOrder(float[] values) {
        if (order == null || values.length == 0) {
            return values;
        }
        float[] ours = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            ours[order[i]] = values[i];
        }
        return ours;
    }

    /** The order of a flattened feature map whose channels are DL4J's last axis. */
    static int[] pixelByPixel(TensorShape map) {
        if (map.area() == 1 || map.channels() == 1) {
            return null;
        }
        int[] order = new int[map.elements()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i % map.channels() * map.area() + i / map.channels();
        }
        return order;
    }
}
