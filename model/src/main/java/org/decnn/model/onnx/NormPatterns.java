package org.decnn.model.onnx;

import java.util.Optional;
import org.decnn.model.network.AcrossChannels.LayerNorm;
import org.decnn.model.network.AcrossChannels.Lrn;
import org.decnn.model.network.AcrossChannels.ReduceChannels;
import org.decnn.model.network.AcrossChannels.UnitLength;
import org.decnn.model.network.Curve;
import org.decnn.model.network.Joining.Arithmetic.Operator;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel.Clip;
import org.decnn.model.network.PerChannel.GlobalAveragePool;
import org.decnn.model.network.PerChannel.Pointwise;
import org.decnn.model.network.PerChannel.Reduce;
import org.decnn.model.network.Reduction;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.WithinGroups.GroupNorm;
import org.decnn.model.onnx.Value.Activation;

/** Recognises normalisations that exporters write in pieces. */
final class NormPatterns extends Pieces {

    NormPatterns(Node node, LayerList layers) {
        super(node, layers);
    }

    Optional<Activation> find(Activation result) {
        return normalised(result).or(() -> unitLength(result)).or(() -> lrn(result));
    }

    /** {@code (x - mean) / sqrt(mean((x - mean)²) + epsilon)}. */
    private Optional<Activation> normalised(Activation result) {
        if (!isJoin(result, Operator.DIVIDE) && !isJoin(result, Operator.MULTIPLY)) {
            return Optional.empty();
        }
        boolean divides = isJoin(result, Operator.DIVIDE);
        for (int i = 0; i < (divides ? 1 : 2); i++) {
            Activation centred = input(result, i);
            Activation other = input(result, 1 - i);
            Optional<Activation> variance = divides ? rooted(other) : inverseRooted(other);
            if (variance.isEmpty() || !isJoin(centred, Operator.SUBTRACT)) {
                continue;
            }
            Line line = line(variance.get());
            Activation x = input(centred, 0);
            Activation mean = input(centred, 1);
            boolean whole =
                    near(line.factor(), 1)
                            && line.summand() >= 0
                            && isMean(line.of())
                            && isMean(mean)
                            && isPower(input(line.of(), 0), 2)
                            && input(input(line.of(), 0), 0).equals(centred)
                            && input(mean, 0).equals(x)
                            && operation(mean).equals(operation(line.of()));
            if (whole) {
                int channels = x.shape().channels();
                float[] ones = Affines.filled(1, channels);
                float epsilon = (float) line.summand();
                Operation norm =
                        operation(mean, ReduceChannels.class).isPresent()
                                ? new LayerNorm(ones, new float[channels], epsilon)
                                : new GroupNorm(channels, ones, new float[channels], epsilon);
                return Optional.of(layers.add(node, norm, x));
            }
        }
        return Optional.empty();
    }

    private boolean isMean(Activation mean) {
        return operation(mean, GlobalAveragePool.class).isPresent()
                || operation(mean, Reduce.class)
                        .filter(r -> r.equals(new Reduce(Reduction.MEAN, true, true)))
                        .isPresent()
                || operation(mean, ReduceChannels.class)
                        .filter(r -> r.reduction() == Reduction.MEAN)
                        .isPresent();
    }

    private Optional<Activation> rooted(Activation root) {
        return isCurve(root, Curve.SQRT) || isPower(root, 0.5)
                ? Optional.of(input(root, 0))
                : Optional.empty();
    }

    private Optional<Activation> inverseRooted(Activation inverse) {
        if (isPower(inverse, -0.5)) {
            return Optional.of(input(inverse, 0));
        }
        return isCurve(inverse, Curve.RECIPROCAL) ? rooted(input(inverse, 0)) : Optional.empty();
    }

    /** {@code x / max(‖x‖, least)}. */
    private Optional<Activation> unitLength(Activation result) {
        if (!isJoin(result, Operator.DIVIDE)) {
            return Optional.empty();
        }
        Activation x = input(result, 0);
        Activation length = input(result, 1);
        Optional<Clip> least =
                operation(length, Clip.class)
                        .filter(c -> c.max() == Float.MAX_VALUE && c.min() > 0);
        Activation norm = least.isPresent() ? input(length, 0) : length;
        boolean euclidean =
                reduces(norm, Reduction.L2) && input(norm, 0).equals(x)
                        || rooted(norm)
                                .filter(
                                        sum ->
                                                reduces(sum, Reduction.SUM)
                                                        && isPower(input(sum, 0), 2)
                                                        && input(input(sum, 0), 0).equals(x))
                                .isPresent();
        return euclidean && least.isPresent()
                ? Optional.of(layers.add(node, new UnitLength(least.get().min()), x))
                : Optional.empty();
    }

    private boolean reduces(Activation activation, Reduction reduction) {
        return operation(activation, ReduceChannels.class)
                .filter(r -> r.reduction() == reduction)
                .isPresent();
    }

    /** {@code x / (bias + alpha · mean of neighbouring channels' x²)^beta}. */
    private Optional<Activation> lrn(Activation result) {
        if (!isJoin(result, Operator.DIVIDE)) {
            return Optional.empty();
        }
        Activation x = input(result, 0);
        Pointwise power = operation(input(result, 1), Pointwise.class).orElse(null);
        if (power == null || power.curve() != Curve.POWER) {
            return Optional.empty();
        }
        Line line = line(input(input(result, 1), 0));
        Conv mean = operation(line.of(), Conv.class).orElse(null);
        if (mean == null || !isPower(input(line.of(), 0), 2)) {
            return Optional.empty();
        }
        int size = ChannelMeans.size(mean);
        return size % 2 == 1 && input(input(line.of(), 0), 0).equals(x)
                ? Optional.of(
                        layers.add(
                                node,
                                new Lrn(
                                        size,
                                        (float) line.factor(),
                                        power.alpha(),
                                        (float) line.summand()),
                                x))
                : Optional.empty();
    }
}
