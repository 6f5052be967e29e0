package org.decnn.rewrite.structure;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.decnn.model.network.NetworkException;

/**
 * How far a network's channels are kept apart (DeCNN, scheme 1).
 *
 * @param groups of every convolution after the stem; 1 leaves the network dense and unshuffled
 * @param widths what the usual channel counts are multiplied by: one for all stages, or one for
 *     each; the stem has the first
 * @param shuffles what mixes them
 */
public record Decoupling(int groups, List<Double> widths, Shuffles shuffles) {

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
        for (double width : widths) {
            if (!(width > 0) || Double.isInfinite(width)) {
                throw new NetworkException(
                        "the width is a factor above 0, not "
                                + width
                                + ": use 1 for the usual width");
            }
        }
        widths = List.copyOf(widths);
    }

    /** The same width in all stages. */
    public Decoupling(int groups, double width, Shuffles shuffles) {
        this(groups, List.of(width), shuffles);
    }

    /**
     * @throws NetworkException if there are several widths, but not one for each stage
     */
    void requireWidthsOf(int stages) {
        if (widths.size() != 1 && widths.size() != stages) {
            throw new NetworkException(
                    widths.size()
                            + " widths were given, but the network has "
                            + stages
                            + " stages: give one for each, or one for all");
        }
    }

    /**
     * A layer's channels.
     *
     * @param stage from 1
     * @param base at width 1
     * @throws NetworkException naming the layer and the nearest widths that do, if the groups do
     *     not divide the channels
     */
    int channels(String layer, int stage, int base) {
        double width = widths.get(widths.size() == 1 ? 0 : stage - 1);
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

    /** What the decoupling adds to a network's name: {@code -g4-w1.75}, {@code -g4-w2-1.5}. */
    String suffix() {
        String factors = widths.stream().map(Decoupling::text).collect(Collectors.joining("-"));
        return (groups == 1 ? "" : "-g" + groups) + (factors.equals("1") ? "" : "-w" + factors);
    }

    boolean shufflesStages() {
        return groups > 1 && (shuffles == Shuffles.STAGES || shuffles == Shuffles.BLOCKS);
    }

    boolean shufflesBlocks() {
        return groups > 1 && shuffles == Shuffles.BLOCKS;
    }

    boolean shufflesStrides() {
        return groups > 1 && shuffles.withinStrides();
    }
}
