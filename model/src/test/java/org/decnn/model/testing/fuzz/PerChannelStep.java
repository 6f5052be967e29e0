package org.decnn.model.testing.fuzz;

import java.util.Arrays;
import org.decnn.model.network.Curve;
import org.decnn.model.network.PerChannel.Affine;
import org.decnn.model.network.PerChannel.AveragePool;
import org.decnn.model.network.PerChannel.Clip;
import org.decnn.model.network.PerChannel.Crop;
import org.decnn.model.network.PerChannel.GlobalAveragePool;
import org.decnn.model.network.PerChannel.GlobalMaxPool;
import org.decnn.model.network.PerChannel.MaxPool;
import org.decnn.model.network.PerChannel.Pad;
import org.decnn.model.network.PerChannel.Pointwise;
import org.decnn.model.network.PerChannel.Reduce;
import org.decnn.model.network.PerChannel.Relu;
import org.decnn.model.network.Reduction;
import org.decnn.model.network.TensorShape;

/** What is done to each channel, or to groups of them, by itself. */
enum PerChannelStep implements Step {
    BATCH_NORM {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.net().batchNorm(net.name("batchnorm"), net.any(choices));
        }
    },
    AFFINE {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.net().affine(net.name("affine"), net.any(choices));
        }
    },
    /** A factor alone, so that it may be done before parts are added. */
    SCALE {
        @Override
        public String grow(Growth net, Choices choices) {
            String x = net.any(choices);
            float[] factor = new float[net.shape(x).channels()];
            Arrays.fill(factor, (float) choices.uniform(0.5, 1.5));
            return net.add(new Affine(factor, new float[factor.length]), x);
        }
    },
    RELU {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.add(new Relu(), net.any(choices));
        }
    },
    CLIP {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.add(choices.once(2) ? new Clip(0, 6) : new Clip(-1, 1.5f), net.any(choices));
        }
    },
    CURVE {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.add(curve(choices.of(Curve.values()), choices), net.any(choices));
        }
    },
    /** A curve that wants values above 0. */
    CURVE_OF_POSITIVE {
        @Override
        public String grow(Growth net, Choices choices) {
            Curve curve = choices.of(Curve.LOG, Curve.SQRT, Curve.RECIPROCAL, Curve.POWER);
            return net.add(curve(curve, choices), positive(net, choices, net.any(choices)));
        }
    },
    PRELU {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.net().prelu(net.name("prelu"), net.any(choices));
        }
    },
    MAX_POOL {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.add(new MaxPool(Windows.dilated(choices)), net.map(choices));
        }
    },
    AVERAGE_POOL {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.add(
                    new AveragePool(Windows.pool(choices), choices.once(2)), net.map(choices));
        }
    },
    TWO_POOLS {
        @Override
        public String grow(Growth net, Choices choices) {
            String x = net.add(new MaxPool(Windows.pool(choices)), net.map(choices));
            return net.add(
                    choices.once(2)
                            ? new MaxPool(Windows.pool(choices))
                            : new AveragePool(Windows.pool(choices), choices.once(2)),
                    x);
        }
    },
    GLOBAL_POOL {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.add(
                    choices.once(2) ? new GlobalAveragePool() : new GlobalMaxPool(),
                    net.map(choices));
        }
    },
    REDUCE {
        @Override
        public String grow(Growth net, Choices choices) {
            boolean height = choices.once(2);
            return net.add(
                    new Reduce(choices.of(Reduction.values()), height, !height || choices.once(2)),
                    net.map(choices));
        }
    },
    CROP {
        @Override
        public String grow(Growth net, Choices choices) {
            String x = net.map(choices);
            TensorShape in = net.shape(x);
            int top = choices.below(Math.min(3, in.height()));
            int left = choices.below(Math.min(3, in.width()));
            int down = choices.between(1, 3);
            int right = choices.between(1, 3);
            int height = (in.height() - top + down - 1) / down;
            int width = (in.width() - left + right - 1) / right;
            return net.add(new Crop(top, left, height, width, down, right), x);
        }
    },
    PAD {
        @Override
        public String grow(Growth net, Choices choices) {
            return net.add(
                    new Pad(
                            choices.below(3),
                            choices.below(3),
                            choices.below(3),
                            choices.below(3),
                            choices.of(Pad.Border.values()),
                            choices.of(0f, 0f, 0.5f)),
                    net.map(choices));
        }
    },
    GROUP_NORM {
        @Override
        public String grow(Growth net, Choices choices) {
            String x = net.any(choices);
            int groups = choices.divisorOf(net.shape(x).channels());
            return net.net().groupNorm(net.name("groupnorm"), groups, x);
        }
    };

    /** Absolute values and a half. */
    static String positive(Growth net, Choices choices, String from) {
        if (choices.once(3)) {
            return net.add(curve(Curve.EXP, choices), net.add(Pointwise.of(Curve.TANH), from));
        }
        float[] factor = new float[net.shape(from).channels()];
        float[] summand = factor.clone();
        Arrays.fill(factor, 1);
        Arrays.fill(summand, 0.5f);
        return net.add(new Affine(factor, summand), net.add(Pointwise.of(Curve.ABS), from));
    }

    private static Pointwise curve(Curve curve, Choices choices) {
        float alpha = (float) choices.uniform(0.1, 1.5);
        return switch (curve) {
            case HARD_SIGMOID -> new Pointwise(curve, alpha / 3, 0.5f);
            case SWISH, LEAKY_RELU, ELU, CELU, THRESHOLDED_RELU -> new Pointwise(curve, alpha, 0);
            case SELU -> new Pointwise(curve, 1.6732632f, 1.0507009f);
            case POWER -> new Pointwise(curve, choices.of(2f, 3f, 0.5f, -1f, 1.5f), 0);
            default -> Pointwise.of(curve);
        };
    }
}
