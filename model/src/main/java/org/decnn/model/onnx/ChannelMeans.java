package org.decnn.model.onnx;

import java.util.Arrays;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Window;

/** Means of neighbouring channels, as 1×1 convolutions: PyTorch's LRN is written with them. */
final class ChannelMeans {

    private ChannelMeans() {}

    /**
     * The mean of {@code size} channels for each channel; those beyond the first and the last are
     * 0.
     *
     * @param before of the size, channels before the first output's own
     */
    static Conv of(int inputs, int outputs, int size, int before) {
        float[] weight = new float[Math.multiplyExact(outputs, inputs)];
        for (int output = 0; output < outputs; output++) {
            int first = Math.max(0, output - before);
            int last = Math.min(inputs, output - before + size);
            for (int input = first; input < last; input++) {
                weight[output * inputs + input] = 1f / size;
            }
        }
        return new Conv(
                1, Window.square(1, 1, 0), Tensor.of(weight, outputs, inputs, 1, 1), new float[0]);
    }

    /** Of how many channels around its own each output is the mean; 0 if it is none. */
    static int size(Conv conv) {
        int channels = conv.outputs();
        if (conv.inputs() != channels
                || conv.bias().length > 0
                || conv.weight().dim(1) != channels) {
            return 0;
        }
        for (int size = 1; size <= 2 * channels; size += 2) {
            Conv mean = of(channels, channels, size, size / 2);
            if (conv.window().equals(mean.window())
                    && Arrays.equals(conv.weight().values(), mean.weight().values())) {
                return size;
            }
            if (conv.weight().values()[0] > 1f / size) {
                return 0;
            }
        }
        return 0;
    }
}
