package org.decnn.rewrite.structure;

import java.util.Locale;
import org.decnn.model.network.NetworkException;

/**
 * How far a network's channels are kept apart (DeCNN, scheme 1).
 *
 * @param groups of every convolution after the stem; 1 leaves the network dense and unshuffled
 * @param width what the usual channel counts, the stem's too, are multiplied by
 */
public record Decoupling(int groups, double width, Shuffles shuffles) {

    /** The usual network. */
    public static final Decoupling DENSE = new Decoupling(1, 1, Shuffles.NONE);

    /**
     * @throws NetworkException if the groups or the width are none
     */
    public Decoupling {
        if (groups < 1) {
            throw new NetworkException(
                    "a convolution has 1 group or more, not " + groups + ": use 1 for the dense");
        }
        if (!(width > 0) || Double.isInfinite(width)) {
            throw new NetworkException(
                    "the width is a factor above 0, not " + width + ": use 1 for the usual width");
        }
    }

    /**
     * A layer's channels.
     *
     * @param base at width 1
     * @throws NetworkException naming the layer and the nearest widths that do, if the groups do
     *     not divide the channels
     */
    int channels(String layer, int base) {
        double channels = base * width;
        if (channels % groups != 0) {
            throw new NetworkException(
                    String.format(
                            Locale.ROOT,
                            "layer '%s': width %s makes its %d channels %s, which %s: use %s",
                            layer,
                            text(width),
                            base,
                            text(channels),
                            groups == 1
                                    ? "is no number of channels"
                                    : "is no multiple of " + groups,
                            nearestWidths(base, channels)));
        }
        if (channels > Integer.MAX_VALUE) {
            throw new NetworkException(
                    "layer '" + layer + "': width " + text(width) + " is too large: use less");
        }
        return (int) channels;
    }

    private String nearestWidths(int base, double channels) {
        double below = Math.floor(channels / groups) * groups;
        String above = width(below + groups, base);
        return below == 0 ? above : width(below, base) + " or " + above;
    }

    private static String width(double channels, int base) {
        return "width " + text(channels / base) + " (" + text(channels) + " channels)";
    }

    private static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** What the decoupling adds to a network's name: {@code -g4-w1.75}. */
    String suffix() {
        return (groups == 1 ? "" : "-g" + groups) + (width == 1 ? "" : "-w" + text(width));
    }

    boolean shufflesStages() {
        return groups > 1 && (shuffles == Shuffles.STAGES || shuffles == Shuffles.BLOCKS);
    }

    boolean shufflesBlocks() {
        return groups > 1 && shuffles == Shuffles.BLOCKS;
    }

    boolean shufflesStrides() {
        return groups > 1 && shuffles == Shuffles.STRIDES;
    }
}
