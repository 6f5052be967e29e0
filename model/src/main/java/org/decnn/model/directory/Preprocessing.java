package org.decnn.model.directory;

import java.util.List;

/**
 * How a photograph becomes a network's input: the shorter side is resized to {@code resize} pixels
 * (0: the picture is stretched to {@code width}×{@code height}), the centre {@code width}×{@code
 * height} is cut out, and each channel becomes {@code (value · scale - mean) / std}, value being
 * 0..255.
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
        GREY;

        public int channels() {
            return this == GREY ? 1 : 3;
        }
    }

    public Preprocessing {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        int channels = channelOrder.channels();
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

    /** Bytes of a decoded picture: one byte a value, channel planes one after the other. */
    public int pixelBytes() {
        return channelOrder.channels() * width * height;
    }
}
