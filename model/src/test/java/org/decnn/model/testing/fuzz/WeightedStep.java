package org.decnn.model.testing.fuzz;

import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel.MaxPool;
import org.decnn.model.network.PerChannel.Relu;
import org.decnn.model.network.Renumbering.Flatten;

/** Convolutions and linear layers. */
enum WeightedStep implements Step {
    CONV {
        @Override
        public String grow(Growth net, Choices choices) {
            return conv(net, choices.channels(), 1, choices, net.map(choices));
        }
    },
    ONE_PIXEL_CONV {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.net().conv(net.name("conv"), choices.channels(), 1, 1, 1, net.map(choices));
        }
    },
    GROUPED_CONV {
        @Override
        public String grow(Growth net, Choices choices) {
            String x = net.map(choices);
            int groups = choices.divisorOf(net.shape(x).channels());
            return conv(net, groups * choices.between(1, 3), groups, choices, x);
        }
    },
    /** A dense convolution to as many channels as the groups of the next want. */
    GROUPS_OF_THEIR_OWN {
        @Override
        public String grow(Growth net, Choices choices) {
            int groups = choices.of(2, 3, 4, 5, 6, 7, 8, 10, 12);
            String x = net.map(choices);
            x = conv(net, groups * choices.between(1, 24 / groups), 1, choices, x);
            if (choices.once(2)) {
                x = net.add(new Relu(), x);
            }
            return conv(net, groups * choices.between(1, 24 / groups), groups, choices, x);
        }
    },
    DEPTHWISE_CONV {
        @Override
        public String grow(Growth net, Choices choices) {
            String x = net.map(choices);
            int channels = net.shape(x).channels();
            return conv(net, channels * choices.of(1, 1, 1, 2), channels, choices, x);
        }
    },
    /** Wide, then narrow: over shards the narrow one is a sum of parts. */
    BOTTLENECK {
        @Override
        public String grow(Growth net, Choices choices) {
            String x = net.map(choices);
            String wide = net.net().conv(net.name("conv"), 24, 1, choices.of(1, 3), 1, x);
            if (choices.once(2)) {
                wide = net.add(new Relu(), wide);
            }
            int narrow = choices.once(2) ? net.shape(x).channels() : choices.channels();
            return net.net().conv(net.name("conv"), narrow, 1, 1, 1, wide);
        }
    },
    CONVS_AND_POOLS {
        @Override
        public String grow(Growth net, Choices choices) {
            String x = net.map(choices);
            for (int i = 0; i < 2; i++) {
                x = net.net().conv(net.name("conv"), choices.channels(), 1, 3, 1, x);
                for (Operation operation : between(choices)) {
                    x = net.add(operation, x);
                }
            }
            return net.net().conv(net.name("conv"), choices.channels(), 1, 3, 1, x);
        }

        private Operation[] between(Choices choices) {
            MaxPool pool = new MaxPool(Windows.pool(choices));
            return choices.once(2) ? new Operation[] {pool} : new Operation[] {new Relu(), pool};
        }
    },
    LINEAR {
        @Override
        public String grow(Growth net, Choices choices) {
            return linear(net, choices.channels(), net.any(choices));
        }
    },
    /** A hidden layer between two. */
    LINEARS {
        @Override
        public String grow(Growth net, Choices choices) {
            String x = net.add(new Relu(), linear(net, choices.channels(), net.any(choices)));
            return linear(net, choices.channels(), x);
        }
    };

    private static String conv(Growth net, int outputs, int groups, Choices choices, String from) {
        return net.net()
                .conv(net.name("conv"), outputs, groups, Windows.convolution(choices), from);
    }

    /** A linear layer of a tensor of any shape. */
    static String linear(Growth net, int outputs, String from) {
        String flat = net.shape(from).isMap() ? net.add(new Flatten(), from) : from;
        return net.net().linear(net.name("linear"), outputs, flat);
    }
}
