package org.decnn.model.testing.fuzz;

import java.util.ArrayList;
import java.util.List;
import org.decnn.model.network.AcrossChannels.ReduceChannels;
import org.decnn.model.network.Curve;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.Joining.Arithmetic;
import org.decnn.model.network.Joining.Arithmetic.Operator;
import org.decnn.model.network.Joining.Concat;
import org.decnn.model.network.Network;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel.Relu;
import org.decnn.model.network.Reduction;

/** What meets: any tensors, in either order, the picture itself among them. */
enum JoiningStep implements Step {
    ADD {
        @Override
        public String grow(Growth net, Choices choices) {
            return joined(net, choices, new Add(), net.any(choices), net.any(choices));
        }
    },
    ADD_OF_THREE {
        @Override
        public String grow(Growth net, Choices choices) {
            String x = net.any(choices);
            String second = Meeting.toMeet(net, choices, x, net.any(choices));
            String third = Meeting.toMeet(net, choices, x, net.any(choices));
            List<String> all = new ArrayList<>(List.of(x, second));
            all.add(choices.below(3), third);
            return net.add(new Add(), all.toArray(String[]::new));
        }
    },
    ARITHMETIC {
        @Override
        public String grow(Growth net, Choices choices) {
            Operator operator =
                    choices.of(
                            Operator.SUBTRACT,
                            Operator.MULTIPLY,
                            Operator.MAXIMUM,
                            Operator.MINIMUM);
            return joined(
                    net, choices, new Arithmetic(operator), net.any(choices), net.any(choices));
        }
    },
    DIVISION {
        @Override
        public String grow(Growth net, Choices choices) {
            String x = net.any(choices);
            String y = Meeting.toMeet(net, choices, x, net.any(choices));
            y = PerChannelStep.positive(net, choices, y);
            return net.add(new Arithmetic(Operator.DIVIDE), x, y);
        }
    },
    CONCAT {
        @Override
        public String grow(Growth net, Choices choices) {
            return concat(net, choices, net.any(choices), net.any(choices));
        }
    },
    CONCAT_OF_THREE {
        @Override
        public String grow(Growth net, Choices choices) {
            String x = concat(net, choices, net.map(choices), net.map(choices));
            return concat(net, choices, x, net.map(choices));
        }
    },
    /** The picture, late. */
    PICTURE {
        @Override
        public String grow(Growth net, Choices choices) {
            String x = net.any(choices);
            if (choices.once(3)) {
                return concat(net, choices, x, Network.INPUT);
            }
            Operation operation =
                    choices.once(2)
                            ? new Add()
                            : new Arithmetic(choices.of(Operator.MULTIPLY, Operator.MAXIMUM));
            return joined(net, choices, operation, x, Network.INPUT);
        }
    },
    /** A tensor and what one or two convolutions make of it. */
    RESIDUAL {
        @Override
        public String grow(Growth net, Choices choices) {
            String x = net.map(choices);
            int channels = net.shape(x).channels();
            String y = x;
            if (choices.once(2)) {
                int wide = choices.channels();
                y = net.net().conv(net.name("conv"), wide, 1, choices.of(1, 3), 1, y);
                y = net.add(new Relu(), y);
                y = net.net().conv(net.name("conv"), channels, 1, 3, 1, y);
            } else {
                int groups = choices.divisorOf(channels);
                y = net.net().conv(net.name("conv"), channels, groups, 3, 1, y);
            }
            y = choices.once(3) ? net.net().batchNorm(net.name("batchnorm"), y) : y;
            return choices.once(2) ? net.add(new Add(), x, y) : net.add(new Add(), y, x);
        }
    },
    /** Squeeze-and-excitation, of one tensor by itself or by another. */
    GATE {
        @Override
        public String grow(Growth net, Choices choices) {
            String x = net.map(choices);
            String gate = net.name("gate");
            return choices.once(2)
                    ? net.net().gate(gate, choices.between(1, 8), x)
                    : net.net().linearGate(gate, choices.between(1, 8), x);
        }
    },
    /** A weight for each pixel. */
    ATTENTION {
        @Override
        public String grow(Growth net, Choices choices) {
            String x = net.map(choices);
            String y =
                    choices.once(2)
                            ? net.add(new ReduceChannels(choices.of(Reduction.values())), x)
                            : x;
            y = net.net().conv(net.name("conv"), 1, 1, 3, 1, y);
            y = net.net().curve(net.name("sigmoid"), Curve.SIGMOID, y);
            return joined(net, choices, new Arithmetic(Operator.MULTIPLY), x, y);
        }
    };

    private static String joined(
            Growth net, Choices choices, Operation operation, String x, String y) {
        String other = Meeting.toMeet(net, choices, x, y);
        return choices.once(2) ? net.add(operation, x, other) : net.add(operation, other, x);
    }

    private static String concat(Growth net, Choices choices, String x, String y) {
        String first = Meeting.cropped(net, choices, x, y);
        String second = Meeting.cropped(net, choices, y, first);
        return choices.once(2)
                ? net.add(new Concat(), first, second)
                : net.add(new Concat(), second, first);
    }
}
