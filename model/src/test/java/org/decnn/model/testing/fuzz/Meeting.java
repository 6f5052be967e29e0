package org.decnn.model.testing.fuzz;

import java.util.stream.IntStream;
import org.decnn.model.network.PerChannel.Crop;
import org.decnn.model.network.PerChannel.Pad;
import org.decnn.model.network.Renumbering.Flatten;
import org.decnn.model.network.Renumbering.PadChannels;
import org.decnn.model.network.Renumbering.Select;
import org.decnn.model.network.Renumbering.Unflatten;
import org.decnn.model.network.TensorShape;

/** Makes a tensor fit another. */
final class Meeting {

    private Meeting() {}

    /** What y becomes so that x can be added to it; sizes of 1 are spread. */
    static String toMeet(Growth net, Choices choices, String x, String y) {
        TensorShape wanted = net.shape(x);
        if (wanted.isVector()) {
            String flat = net.shape(y).isMap() ? net.add(new Flatten(), y) : y;
            return fits(wanted.channels(), net.shape(flat).channels())
                    ? flat
                    : net.net().linear(net.name("linear"), wanted.channels(), flat);
        }
        String map = net.shape(y).isMap() ? y : net.add(new Unflatten(1, 1), y);
        return ofChannels(net, choices, wanted.channels(), ofSize(net, choices, wanted, map));
    }

    private static String ofSize(Growth net, Choices choices, TensorShape wanted, String map) {
        TensorShape in = net.shape(map);
        if (fits(wanted.height(), in.height()) && fits(wanted.width(), in.width())) {
            return map;
        }
        String cropped = cropped(net, choices, map, wanted);
        TensorShape left = net.shape(cropped);
        if (left.height() == wanted.height() && left.width() == wanted.width()) {
            return cropped;
        }
        return net.add(
                new Pad(
                        0,
                        0,
                        wanted.height() - left.height(),
                        wanted.width() - left.width(),
                        Pad.Border.CONSTANT,
                        0),
                cropped);
    }

    private static String ofChannels(Growth net, Choices choices, int wanted, String map) {
        int channels = net.shape(map).channels();
        if (fits(wanted, channels)) {
            return map;
        } else if (choices.once(2)) {
            return net.net().conv(net.name("conv"), wanted, 1, 1, 1, map);
        } else if (wanted < channels) {
            return net.add(new Select(IntStream.range(0, wanted).toArray()), map);
        }
        int before = choices.below(wanted - channels + 1);
        return net.add(new PadChannels(before, wanted - channels - before, 0), map);
    }

    /** What of x is no larger than y. */
    static String cropped(Growth net, Choices choices, String x, String y) {
        if (net.shape(y).isVector()) {
            return net.shape(x).isMap() ? net.add(new Flatten(), x) : x;
        }
        String map = net.shape(x).isMap() ? x : net.add(new Unflatten(1, 1), x);
        return cropped(net, choices, map, net.shape(y));
    }

    private static String cropped(Growth net, Choices choices, String map, TensorShape most) {
        TensorShape in = net.shape(map);
        int height = Math.min(in.height(), most.height());
        int width = Math.min(in.width(), most.width());
        if (height == in.height() && width == in.width()) {
            return map;
        }
        int down = choices.between(1, Math.max(1, in.height() / height));
        int right = choices.between(1, Math.max(1, in.width() / width));
        return net.add(new Crop(0, 0, height, width, down, right), map);
    }

    private static boolean fits(int size, int other) {
        return size == other || size == 1 || other == 1;
    }
}
