package org.decnn.model.network;

import java.util.List;

/** What operations ask of the shapes of their inputs. */
final class Inputs {

    private Inputs() {}

    static TensorShape single(List<TensorShape> inputs) {
        require(inputs.size() == 1, "it has one input, not %d", inputs.size());
        return inputs.get(0);
    }

    /** One input {@code [C, H, W]}. */
    static TensorShape featureMap(List<TensorShape> inputs) {
        TensorShape in = single(inputs);
        require(in.isMap(), "its input %s has no height and width", in);
        return in;
    }

    /** One input of as many channels as the operation has values for. */
    static TensorShape ofChannels(int channels, List<TensorShape> inputs) {
        TensorShape in = single(inputs);
        require(
                in.channels() == channels,
                "it has values for %d channels, its input has %d",
                channels,
                in.channels());
        return in;
    }

    static TensorShape pooled(Window window, List<TensorShape> inputs) {
        TensorShape in = featureMap(inputs);
        return TensorShape.image(
                in.channels(), window.outputHeight(in.height()), window.outputWidth(in.width()));
    }

    static void require(boolean holds, String message, Object... args) {
        if (!holds) {
            throw new IllegalArgumentException(String.format(message, args));
        }
    }

    /** The values of some channels. */
    static float[] pick(float[] values, int[] channels) {
        float[] picked = new float[channels.length];
        for (int i = 0; i < picked.length; i++) {
            picked[i] = values[channels[i]];
        }
        return picked;
    }
}
