package org.decnn.rewrite.decouple;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.rewrite.decouple.partition.Assignment;
import org.decnn.rewrite.decouple.partition.Problem;
import org.decnn.rewrite.decouple.partition.Problem.Axis;
import org.decnn.rewrite.decouple.partition.Problem.Link;
import org.decnn.rewrite.decouple.partition.SlotGroups;
import org.decnn.rewrite.structure.Shuffles;

/**
 * The form that a dense network is to take: how many slots each stream has, in which groups, and
 * where they are shuffled. Which channel stands in which slot is left open.
 */
public final class DecoupledForm {

    private final Network network;
    private final int groups;
    private final double width;
    private final Shuffles placement;
    private final Streams streams;
    private final ShufflePlan shuffles;
    private final List<SlotGroups> places = new ArrayList<>();
    private final List<String> rounded = new ArrayList<>();

    /** With as many channels in a group as come. */
    public DecoupledForm(Network network, int groups, double width, Shuffles shuffles) {
        this(network, groups, width, 1, Optional.of(shuffles), Gates.WHOLE);
    }

    /**
     * @param width how many slots a stream has for each channel, at least 1
     * @param gates what squeeze-and-excitation is computed of
     * @param shuffles none for the usual: within strided blocks, or after stages if there are none
     * @param multiple what the slots of a group are a multiple of; rounded, at a tie to fewer
     * @throws NetworkException naming the layer and the remedy, if the network cannot take the form
     */
    public DecoupledForm(
            Network network,
            int groups,
            double width,
            int multiple,
            Optional<Shuffles> shuffles,
            Gates gates) {
        this.network = network;
        this.groups = groups;
        this.width = width;
        if (groups < 2) {
            throw new NetworkException(
                    "a decoupled network has 2 groups or more, not "
                            + groups
                            + ": give --groups 4");
        }
        if (multiple < 1) {
            throw new NetworkException(
                    "slots are a multiple of 1 or more, not of " + multiple + ": give 16");
        }
        if (!(width >= 1) || Double.isInfinite(width)) {
            throw new NetworkException(
                    "width "
                            + width
                            + " leaves channels without a place: give a width of 1 or more");
        }
        gates.requireFit(network);
        streams = Streams.of(network);
        placement = shuffles.orElseGet(() -> ShufflePlan.usual(network, streams));
        this.shuffles = ShufflePlan.of(network, streams, placement);
        for (Stream stream : streams.all()) {
            int slots = slots(stream.channels(), multiple);
            if (slots != stream.channels() * width) {
                rounded.add(
                        "%s: %s channels rounded to %d"
                                .formatted(
                                        stream.tensors().get(0),
                                        number(stream.channels() * width),
                                        slots));
            }
            places.add(
                    new SlotGroups(
                            groups,
                            slots,
                            this.shuffles.numbersIn(stream).stream()
                                    .map(number -> placement.shuffle(groups, number))
                                    .toList()));
        }
    }

    private int slots(int channels, int multiple) {
        int unit = groups * multiple;
        int nearest = (int) Math.ceil(channels * width / unit - 0.5);
        int least = (channels + unit - 1) / unit;
        return unit * Math.max(nearest, least);
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.valueOf((long) value)
                : String.format(Locale.ROOT, "%.2f", value);
    }

    public Network network() {
        return network;
    }

    public int groups() {
        return groups;
    }

    public double width() {
        return width;
    }

    public Shuffles placement() {
        return placement;
    }

    Streams streams() {
        return streams;
    }

    ShufflePlan shuffles() {
        return shuffles;
    }

    /** What was rounded, a line for each stream. */
    public List<String> rounded() {
        return List.copyOf(rounded);
    }

    /** The convolutions that are split into groups: all but those that read the picture. */
    public boolean isSplit(Layer layer) {
        return layer.operation() instanceof Conv && streams.of(layer.inputs().get(0)).isPresent();
    }

    SlotGroups placesOf(Stream stream) {
        return places.get(stream.index());
    }

    /** The channel in each slot of a tensor as it is written; none where every group has it. */
    public Optional<int[]> written(String tensor, Assignment assignment) {
        return streams.of(tensor).map(stream -> slots(stream, shuffles.viewOf(tensor), assignment));
    }

    /** The channel in each slot of a tensor as its readers get it. */
    public Optional<int[]> read(String tensor, Assignment assignment) {
        return streams.of(tensor)
                .map(stream -> slots(stream, shuffles.readViewOf(tensor), assignment));
    }

    private int[] slots(Stream stream, int view, Assignment assignment) {
        SlotGroups at = placesOf(stream);
        int[] channels = new int[at.slots()];
        for (int slot = 0; slot < channels.length; slot++) {
            channels[slot] = assignment.channels()[stream.index()][at.position(view, slot)];
        }
        return channels;
    }

    /**
     * The partition problem of this form.
     *
     * @param energy of a convolution: {@code [output channel][input channel]}
     */
    public Problem problem(Function<Layer, double[][]> energy) {
        List<Axis> axes =
                streams.all().stream()
                        .map(stream -> new Axis(stream.channels(), placesOf(stream)))
                        .toList();
        List<Link> links = new ArrayList<>();
        for (Layer layer : network.layers()) {
            if (isSplit(layer)) {
                String input = layer.inputs().get(0);
                links.add(
                        new Link(
                                layer.name(),
                                streams.of(input).orElseThrow().index(),
                                shuffles.readViewOf(input),
                                streams.of(layer.name()).orElseThrow().index(),
                                shuffles.viewOf(layer.name()),
                                energy.apply(layer)));
            }
        }
        return new Problem(groups, axes, links);
    }
}
