package org.decnn.model.directory;

import java.util.Collections;
import java.util.List;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.TensorShape;

/**
 * How a photograph becomes a network's input: the shorter side is resized to {@code resize} pixels
 * (0: the picture is stretched to {@code width}×{@code height}), the centre {@code width}×{@code
 * height} is cut out, and each channel becomes {@code (value · scale - mean) / std}, value being
 * 0..255.
 *
 * <p>Of a network that no picture fits it says the input's size, and that values are as they come.
 *
 * @param mean one value a channel, in the network's channel order
 * @param std one value a channel, in the network's channel order
 */
public record Preprocessing(
        int width,
        int height,
        int resize,
        ChannelOrder channelOrder,
        double scale,
        List<Double> mean,
        List<Double> std) {

    /** The order of colour channels that a network was trained with. */
    public enum ChannelOrder {
        RGB,
        BGR,
        GREY,
        /** As many channels as the network takes, which no picture has. */
        TENSOR
    }

    public Preprocessing {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        int channels =
                switch (channelOrder) {
                    case RGB, BGR -> 3;
                    case GREY -> 1;
                    case TENSOR -> mean.size();
                };
        if (mean.size() != channels || std.size() != channels) {
            throw new IllegalArgumentException(
                    "mean and std have "
                            + channels
                            + " value(s) for "
                            + channelOrder
                            + " input, not "
                            + mean.size()
                            + " and "
                            + std.size());
        }
        if (std.contains(0.0)) {
            throw new IllegalArgumentException("a std of 0 divides by zero");
        }
        if (resize != 0 && resize < Math.max(width, height)) {
            throw new IllegalArgumentException(
                    "resize "
                            + resize
                            + " is smaller than the crop "
                            + width
                            + "×"
                            + height
                            + ": ask for a larger resize, or 0 to stretch");
        }
    }

    /** Of a network that takes other channels than pictures have: nothing is done to its input. */
    public static Preprocessing ofTensors(TensorShape input) {
        return new Preprocessing(
                input.width(),
                input.height(),
                0,
                ChannelOrder.TENSOR,
                1,
                Collections.nCopies(input.channels(), 0.),
                Collections.nCopies(input.channels(), 1.));
    }

    /** How many channels the network takes. */
    public int channels() {
        return mean.size();
    }

    /** Whether pictures can be made the network's input. */
    public boolean takesPictures() {
        return channelOrder != ChannelOrder.TENSOR;
    }

    /**
     * To be asked before pictures are shown to the network.
     *
     * @throws NetworkException naming the remedy, if there are none that it takes
     */
    public void requirePictures() {
        if (!takesPictures()) {
            throw new NetworkException(
                    "the network takes "
                            + channels()
                            + " channels, and pictures have 1 or 3: give 'decnn classify' NumPy .npy"
                            + " arrays of float32 [N, "
                            + channels()
                            + ", "
                            + height
                            + ", "
                            + width
                            + "] in their place");
        }
    }

    /** Bytes of a decoded picture: one byte a value, channel planes one after the other. */
    public int pixelBytes() {
        return channels() * width * height;
    }
}
