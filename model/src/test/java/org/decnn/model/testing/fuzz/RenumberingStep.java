package org.decnn.model.testing.fuzz;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.decnn.model.network.Renumbering.ChannelShuffle;
import org.decnn.model.network.Renumbering.Flatten;
import org.decnn.model.network.Renumbering.PadChannels;
import org.decnn.model.network.Renumbering.Select;
import org.decnn.model.network.Renumbering.Unflatten;

/** Channels in other places. */
enum RenumberingStep implements Step {
    FLATTEN {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.add(new Flatten(), net.map(choices));
        }
    },
    /** Features as maps of a few pixels. */
    UNFLATTEN {
        @Override
        public String grow(Growth net, Choices choices) {
            int height = choices.between(1, 3);
            int width = choices.between(1, 3);
            int features = height * width * choices.between(1, 8);
            String x = WeightedStep.linear(net, features, net.any(choices));
            return net.add(new Unflatten(height, width), x);
        }
    },
    FLATTEN_AND_BACK {
        @Override
        public String grow(Growth net, Choices choices) {
            String x = net.map(choices);
            int height = net.shape(x).height();
            int width = net.shape(x).width();
            return net.add(
                    choices.once(2) ? new Unflatten(height, width) : new Unflatten(width, height),
                    net.add(new Flatten(), x));
        }
    },
    SHUFFLE {
        @Override
        public String grow(Growth net, Choices choices) {
            String x = net.map(choices);
            int channels = net.shape(x).channels();
            int rows = choices.divisorOf(channels);
            return net.add(new ChannelShuffle(rows, channels / rows), x);
        }
    },
    PERMUTATION {
        @Override
        public String grow(Growth net, Choices choices) {
            String x = net.any(choices);
            List<Integer> order =
                    IntStream.range(0, net.shape(x).channels())
                            .boxed()
                            .collect(Collectors.toList());
            Collections.shuffle(order, new Random(choices.below(1000)));
            return net.add(new Select(order.stream().mapToInt(c -> c).toArray()), x);
        }
    },
    /** A part, in any order, some of them twice. */
    SELECTION {
        @Override
        public String grow(Growth net, Choices choices) {
            String x = net.any(choices);
            int channels = net.shape(x).channels();
            int[] selected = new int[choices.channels()];
            for (int i = 0; i < selected.length; i++) {
                selected[i] = choices.below(channels);
            }
            return net.add(new Select(selected), x);
        }
    },
    /** Neighbours, or every second. */
    SLICE {
        @Override
        public String grow(Growth net, Choices choices) {
            String x = net.any(choices);
            int channels = net.shape(x).channels();
            int first = choices.below(channels);
            int step = choices.of(1, 1, 2);
            int most = (channels - first + step - 1) / step;
            int count = choices.between(1, most);
            return net.add(
                    new Select(IntStream.range(0, count).map(i -> first + i * step).toArray()), x);
        }
    },
    PAD_CHANNELS {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.add(
                    new PadChannels(
                            choices.of(0, 1, 4, 8), choices.of(0, 2, 3, 8), choices.of(0f, 0f, 1f)),
                    net.any(choices));
        }
    }
}
