package org.decnn.rewrite.read;

import org.decnn.model.network.Tensor;

/** DL4J's weights in our layouts. */
final class WeightLayouts {

    private WeightLayouts() {}

    /**
     * @param weight {@code [kernelHeight, kernelWidth, in, multiplier]}, as in TensorFlow
     * @return {@code [in · multiplier, 1, kernelHeight, kernelWidth]}
     */
    static Tensor ofDepthwise(Tensor weight) {
        int height = weight.dim(0);
        int width = weight.dim(1);
        int outputs = weight.dim(2) * weight.dim(3);
        float[] from = weight.values();
        float[] to = new float[from.length];
        for (int tap = 0; tap < height * width; tap++) {
            for (int output = 0; output < outputs; output++) {
                to[output * height * width + tap] = from[tap * outputs + output];
            }
        }
        return Tensor.of(to, outputs, 1, height, width);
    }

    /**
     * @param weight the first half of a separable convolution: {@code [multiplier, in,
     *     kernelHeight, kernelWidth]}
     * @return {@code [in · multiplier, 1, kernelHeight, kernelWidth]}
     */
    static Tensor ofSeparable(Tensor weight) {
        int multiplier = weight.dim(0);
        int inputs = weight.dim(1);
        int area = weight.dim(2) * weight.dim(3);
        float[] to = new float[weight.values().length];
        for (int m = 0; m < multiplier; m++) {
            for (int i = 0; i < inputs; i++) {
                System.arraycopy(
                        weight.values(),
                        (m * inputs + i) * area,
                        to,
                        (i * multiplier + m) * area,
                        area);
            }
        }
        return Tensor.of(to, inputs * multiplier, 1, weight.dim(2), weight.dim(3));
    }

    /**
     * @param weight {@code [in, out]}
     * @param activation whose order the inputs are in
     * @return {@code [out, in]}
     */
    static Tensor ofDense(Tensor weight, Activation activation) {
        int inputs = weight.dim(0);
        int outputs = weight.dim(1);
        float[] to = new float[inputs * outputs];
        for (int i = 0; i < inputs; i++) {
            int ours = activation.order() == null ? i : activation.order()[i];
            for (int o = 0; o < outputs; o++) {
                to[o * inputs + ours] = weight.values()[i * outputs + o];
            }
        }
        return Tensor.of(to, outputs, inputs);
    }
}
