package org.decnn.model.testing.fuzz;

import java.util.List;
import org.decnn.model.network.AcrossChannels.LogSoftmax;
import org.decnn.model.network.AcrossChannels.Softmax;
import org.decnn.model.network.AcrossChannels.UnitLength;
import org.decnn.model.network.Curve;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.Joining.Concat;
import org.decnn.model.network.PerChannel.GlobalAveragePool;
import org.decnn.model.network.PerChannel.GlobalMaxPool;
import org.decnn.model.network.PerChannel.Pointwise;
import org.decnn.model.network.PerChannel.Reduce;
import org.decnn.model.network.PerChannel.Relu;
import org.decnn.model.network.Reduction;
import org.decnn.model.network.Renumbering.Flatten;
import org.decnn.model.network.Renumbering.PadChannels;
import org.decnn.model.network.Renumbering.Select;
import org.decnn.model.network.Renumbering.Unflatten;

/** How a network comes to one value a class. */
enum EndingStep implements Step {
    POOL_AND_LINEAR {
        @Override
        public String grow(Growth net, Choices choices) {
            return WeightedStep.linear(net, choices.between(1, 12), pooled(net, choices));
        }
    },
    FLATTEN_AND_LINEAR {
        @Override
        public String grow(Growth net, Choices choices) {
            return linear(net, choices);
        }
    },
    CONV_AND_POOL {
        @Override
        public String grow(Growth net, Choices choices) {
            String x = map(net);
            x = net.net().conv(net.name("conv"), choices.between(1, 12), 1, 1, 1, x);
            return flat(net, choices, net.add(new GlobalAveragePool(), x));
        }
    },
    POOL_ALONE {
        @Override
        public String grow(Growth net, Choices choices) {
            return flat(net, choices, pooled(net, choices));
        }
    },
    CONCAT {
        @Override
        public String grow(Growth net, Choices choices) {
            String first = linear(net, choices);
            String second = WeightedStep.linear(net, choices.between(1, 6), net.any(choices));
            return net.add(new Concat(), first, second);
        }
    },
    SUM {
        @Override
        public String grow(Growth net, Choices choices) {
            String first = linear(net, choices);
            int classes = net.shape(first).channels();
            return net.add(new Add(), first, WeightedStep.linear(net, classes, net.any(choices)));
        }
    },
    BATCH_NORM {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.net().batchNorm(net.name("batchnorm"), linear(net, choices));
        }
    },
    AFFINE {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.net().affine(net.name("affine"), linear(net, choices));
        }
    },
    RELU {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.add(new Relu(), linear(net, choices));
        }
    },
    SIGMOID {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.add(Pointwise.of(Curve.SIGMOID), linear(net, choices));
        }
    },
    SOFTMAX {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.add(new Softmax(), linear(net, choices));
        }
    },
    LOG_SOFTMAX {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.add(new LogSoftmax(), linear(net, choices));
        }
    },
    UNIT_LENGTH {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.add(new UnitLength(1e-12f), linear(net, choices));
        }
    },
    LAYER_NORM {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.net().layerNorm(net.name("layernorm"), linear(net, choices));
        }
    },
    SELECTION {
        @Override
        public String grow(Growth net, Choices choices) {
            String x = linear(net, choices);
            int last = net.shape(x).channels() - 1;
            return net.add(new Select(new int[] {last, 0, last}), x);
        }
    },
    CLASSES_OF_ZERO {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.add(new PadChannels(1, 2, 0), linear(net, choices));
        }
    },
    /** Narrow layers one after another. */
    NARROW {
        @Override
        public String grow(Growth net, Choices choices) {
            String x = WeightedStep.linear(net, choices.between(1, 4), net.last());
            x = choices.once(2) ? x : net.add(new Relu(), x);
            return WeightedStep.linear(net, choices.between(1, 12), x);
        }
    };

    /** What a network that takes none of the others ends with. */
    static final List<EndingStep> ALL = List.of(values());

    private static String linear(Growth net, Choices choices) {
        return WeightedStep.linear(net, choices.between(1, 12), net.last());
    }

    private static String map(Growth net) {
        String last = net.last();
        return net.shape(last).isMap() ? last : net.add(new Unflatten(1, 1), last);
    }

    private static String pooled(Growth net, Choices choices) {
        String x = map(net);
        return switch (choices.below(4)) {
            case 0 -> net.add(new GlobalMaxPool(), x);
            case 1 -> net.add(new Reduce(choices.of(Reduction.values()), true, true), x);
            case 2 ->
                    net.add(
                            new Reduce(Reduction.MEAN, true, false),
                            net.add(new Reduce(Reduction.SUM, false, true), x));
            default -> net.add(new GlobalAveragePool(), x);
        };
    }

    private static String flat(Growth net, Choices choices, String x) {
        return choices.once(3) ? x : net.add(new Flatten(), x);
    }
}
