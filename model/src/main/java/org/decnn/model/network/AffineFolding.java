package org.decnn.model.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.decnn.model.network.AcrossChannels.LayerNorm;
import org.decnn.model.network.PerChannel.Affine;
import org.decnn.model.network.PerChannel.BatchNorm;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Weighted.Linear;
import org.decnn.model.network.WithinGroups.GroupNorm;

/**
 * Makes multiplications with constants and additions of them part of the layers beside them, where
 * the network computes the same without them. Those that cannot be stay as they are.
 */
public final class AffineFolding {

    private AffineFolding() {}

    /** The network with as few {@link Affine} layers as it can do with. */
    public static Network in(Network network) {
        Network folded = network;
        for (boolean more = true; more; ) {
            Optional<Network> next = one(folded);
            more = next.isPresent();
            folded = next.orElse(folded);
        }
        return folded;
    }

    /** The network with one less. */
    private static Optional<Network> one(Network network) {
        for (Layer layer : network.layers()) {
            if (layer.operation() instanceof Affine affine) {
                Optional<Network> folded =
                        intoBefore(network, layer, affine)
                                .or(() -> intoBehind(network, layer, affine));
                if (folded.isPresent()) {
                    return folded;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Network> intoBefore(Network network, Layer layer, Affine affine) {
        String source = layer.inputs().get(0);
        Layer before =
                network.layers().stream()
                        .filter(it -> it.name().equals(source))
                        .findFirst()
                        .orElse(null);
        if (before == null
                || network.readersOf(source).size() > 1
                || network.output().equals(source)) {
            return Optional.empty();
        }
        return before(before.operation(), affine)
                .map(
                        operation ->
                                without(
                                        network,
                                        layer,
                                        List.of(
                                                new Layer(
                                                        before.name(),
                                                        operation,
                                                        before.inputs()))));
    }

    /** The operation followed by the affine one. */
    private static Optional<Operation> before(Operation operation, Affine affine) {
        float[] f = affine.factor();
        float[] s = affine.summand();
        Operation folded = null;
        if (operation instanceof Conv conv) {
            folded =
                    new Conv(
                            conv.groups(),
                            conv.window(),
                            rowsTimes(conv.weight(), f),
                            bias(conv, f, s));
        } else if (operation instanceof Linear linear) {
            folded = new Linear(rowsTimes(linear.weight(), f), bias(linear, f, s));
        } else if (operation instanceof Affine first) {
            folded = new Affine(times(first.factor(), f), line(first.summand(), f, s));
        } else if (operation instanceof BatchNorm norm) {
            folded =
                    new BatchNorm(
                            times(norm.gamma(), f),
                            line(norm.beta(), f, s),
                            norm.mean(),
                            norm.variance(),
                            norm.epsilon());
        } else if (operation instanceof LayerNorm norm) {
            folded = new LayerNorm(times(norm.gamma(), f), line(norm.beta(), f, s), norm.epsilon());
        } else if (operation instanceof GroupNorm norm) {
            folded =
                    new GroupNorm(
                            norm.groups(),
                            times(norm.gamma(), f),
                            line(norm.beta(), f, s),
                            norm.epsilon());
        }
        return Optional.ofNullable(folded);
    }

    private static float[] bias(Weighted operation, float[] factor, float[] summand) {
        if (noBias(operation) && !new Affine(factor, summand).adds()) {
            return new float[0];
        }
        float[] bias = new float[operation.outputs()];
        for (int i = 0; i < bias.length; i++) {
            bias[i] = operation.bias(i);
        }
        return line(bias, factor, summand);
    }

    /** Into all layers that read it, if each of them can take it in. */
    private static Optional<Network> intoBehind(Network network, Layer layer, Affine affine) {
        List<Layer> readers = network.readersOf(layer.name());
        List<Layer> folded = new ArrayList<>();
        for (Layer reader : readers) {
            behind(affine, reader.operation())
                    .map(operation -> new Layer(reader.name(), operation, reader.inputs()))
                    .ifPresent(folded::add);
        }
        return readers.isEmpty()
                        || folded.size() < readers.size()
                        || network.output().equals(layer.name())
                ? Optional.empty()
                : Optional.of(without(network, layer, folded));
    }

    /** The affine operation followed by another. */
    private static Optional<Operation> behind(Affine affine, Operation operation) {
        Operation folded = null;
        if (operation instanceof Conv conv && (!affine.adds() || padsNothing(conv.window()))) {
            int ins = conv.weight().dim(1);
            int outs = conv.outputs() / conv.groups();
            float[] bias = new float[conv.outputs()];
            Tensor weight = columnsTimes(conv.weight(), affine, o -> o / outs * ins, bias);
            folded = new Conv(conv.groups(), conv.window(), weight, sum(conv, affine, bias));
        } else if (operation instanceof Linear linear) {
            float[] bias = new float[linear.outputs()];
            Tensor weight = columnsTimes(linear.weight(), affine, o -> 0, bias);
            folded = new Linear(weight, sum(linear, affine, bias));
        } else if (operation instanceof BatchNorm norm) {
            int channels = norm.gamma().length;
            float[] beta = new float[channels];
            for (int c = 0; c < channels; c++) {
                double scale =
                        norm.gamma()[c] / Math.sqrt((double) norm.variance()[c] + norm.epsilon());
                double mean = norm.mean()[c];
                beta[c] =
                        (float)
                                (norm.beta()[c]
                                        + scale
                                                * (affine.summand()[c]
                                                        + mean * (affine.factor()[c] - 1.0)));
            }
            folded =
                    new BatchNorm(
                            times(norm.gamma(), affine.factor()),
                            beta,
                            norm.mean(),
                            norm.variance(),
                            norm.epsilon());
        }
        return Optional.ofNullable(folded);
    }

    private static boolean padsNothing(Window window) {
        return window.padTop() + window.padLeft() + window.padBottom() + window.padRight() == 0;
    }

    /** The bias with what the summands come to; none where there was none and none is needed. */
    private static float[] sum(Weighted operation, Affine affine, float[] more) {
        boolean none = !affine.adds() && noBias(operation);
        if (none) {
            return new float[0];
        }
        float[] sum = new float[more.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = operation.bias(i) + more[i];
        }
        return sum;
    }

    private static boolean noBias(Weighted operation) {
        return operation instanceof Conv conv
                ? conv.bias().length == 0
                : operation instanceof Linear linear && linear.bias().length == 0;
    }

    /**
     * A weight {@code [out, in, ...]} that takes what the affine operation takes.
     *
     * @param first of each output, the affine operation's channel that its first input is
     * @param bias to which what the summands come to is added
     */
    private static Tensor columnsTimes(
            Tensor weight, Affine affine, IntUnaryOperator first, float[] bias) {
        float[] values = weight.values().clone();
        int ins = weight.dim(1);
        int area = weight.rowLength() / ins;
        for (int o = 0; o < bias.length; o++) {
            double sum = 0;
            for (int i = 0; i < ins; i++) {
                int channel = first.applyAsInt(o) + i;
                for (int p = 0; p < area; p++) {
                    int at = (o * ins + i) * area + p;
                    sum += (double) values[at] * affine.summand()[channel];
                    values[at] *= affine.factor()[channel];
                }
            }
            bias[o] = (float) sum;
        }
        return new Tensor(weight.shape(), values);
    }

    private static Tensor rowsTimes(Tensor weight, float[] factor) {
        float[] values = weight.values().clone();
        int length = weight.rowLength();
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor[i / length];
        }
        return new Tensor(weight.shape(), values);
    }

    private static float[] times(float[] values, float[] factor) {
        return line(values, factor, new float[factor.length]);
    }

    private static float[] line(float[] values, float[] factor, float[] summand) {
        float[] line = new float[values.length];
        for (int i = 0; i < line.length; i++) {
            line[i] = (float) ((double) values[i] * factor[i] + summand[i]);
        }
        return line;
    }

    /** Without a layer, whose readers read what it read, and with others in their places. */
    private static Network without(Network network, Layer gone, List<Layer> changed) {
        String source = gone.inputs().get(0);
        List<Layer> layers = new ArrayList<>();
        for (Layer layer : network.layers()) {
            if (layer.name().equals(gone.name())) {
                continue;
            }
            Layer kept =
                    changed.stream()
                            .filter(it -> it.name().equals(layer.name()))
                            .findFirst()
                            .orElse(layer);
            List<String> inputs = new ArrayList<>(kept.inputs());
            Collections.replaceAll(inputs, gone.name(), source);
            layers.add(new Layer(kept.name(), kept.operation(), inputs));
        }
        String output = network.output().equals(gone.name()) ? source : network.output();
        return new Network(network.name(), network.input(), layers, output);
    }
}
