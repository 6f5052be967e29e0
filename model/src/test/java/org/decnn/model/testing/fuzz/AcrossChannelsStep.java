package org.decnn.model.testing.fuzz;

import org.decnn.model.network.AcrossChannels.LogSoftmax;
import org.decnn.model.network.AcrossChannels.Lrn;
import org.decnn.model.network.AcrossChannels.ReduceChannels;
import org.decnn.model.network.AcrossChannels.Softmax;
import org.decnn.model.network.AcrossChannels.UnitLength;
import org.decnn.model.network.Reduction;

/** What sees all channels at once. */
enum AcrossChannelsStep implements Step {
    LRN {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.add(
                    new Lrn(
                            choices.of(1, 3, 5),
                            (float) choices.uniform(0.05, 0.5),
                            (float) choices.uniform(0.5, 1),
                            (float) choices.uniform(1, 2)),
                    net.map(choices));
        }
    },
    SOFTMAX {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.add(choices.once(2) ? new Softmax() : new LogSoftmax(), net.any(choices));
        }
    },
    UNIT_LENGTH {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.add(new UnitLength(choices.of(1e-12f, 0.5f)), net.any(choices));
        }
    },
    LAYER_NORM {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.net().layerNorm(net.name("layernorm"), net.any(choices));
        }
    },
    REDUCE_CHANNELS {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.add(new ReduceChannels(choices.of(Reduction.values())), net.any(choices));
        }
    }
}
