package org.decnn.rewrite.train;

import static org.decnn.rewrite.train.TorchWeights.perChannel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.decnn.model.network.PerChannel;
import org.decnn.model.network.TensorShape;

/** Layers of one channel each in PyTorch. */
final class TorchPerChannel {

    /** How much of the running statistics of batch norm stays at each step. */
    private static final float KEPT_STATISTICS = 0.9f;

    /** What DJL takes as "the axis PyTorch takes"; for any other it transposes. */
    private static final int TORCH_CHANNEL_AXIS = -1;

    private final TorchWeights weights;
    private final String name;
    private final TensorShape in;

    TorchPerChannel(TorchWeights weights, String name, TensorShape in) {
        this.weights = weights;
        this.name = name;
        this.in = in;
    }

    TorchLayer layer(PerChannel operation) {
        if (operation instanceof PerChannel.BatchNorm norm) {
            return batchNorm(norm);
        } else if (operation instanceof PerChannel.Affine affine) {
            return affine(affine);
        } else if (operation instanceof PerChannel.Relu) {
            return TorchLayer.fixed(operation, Activation::relu);
        } else if (operation instanceof PerChannel.Clip clip) {
            return TorchLayer.fixed(clip, x -> x.clip(clip.min(), clip.max()));
        } else if (operation instanceof PerChannel.Pointwise pointwise) {
            return TorchLayer.fixed(pointwise, x -> TorchCurves.of(pointwise, x));
        } else if (operation instanceof PerChannel.PRelu relu) {
            return learnedSlopes(relu);
        } else if (operation instanceof PerChannel.MaxPool pool) {
            return TorchPools.maxPool(pool, in);
        } else if (operation instanceof PerChannel.AveragePool pool) {
            return TorchPools.averagePool(pool, in, weights);
        } else if (operation instanceof PerChannel.GlobalAveragePool) {
            return TorchLayer.fixed(
                    operation, x -> Pool.globalAvgPool2d(x).reshape(-1, in.channels(), 1, 1));
        } else if (operation instanceof PerChannel.GlobalMaxPool) {
            return TorchLayer.fixed(
                    operation, x -> Pool.globalMaxPool2d(x).reshape(-1, in.channels(), 1, 1));
        } else if (operation instanceof PerChannel.Reduce reduce) {
            int[] axes =
                    IntStream.of(reduce.height() ? 2 : 0, reduce.width() ? 3 : 0)
                            .filter(axis -> axis > 0)
                            .toArray();
            return TorchLayer.fixed(
                    reduce, x -> TorchAcrossChannels.reduced(reduce.reduction(), x, axes));
        } else if (operation instanceof PerChannel.Crop crop) {
            return TorchLayer.fixed(
                    crop,
                    x ->
                            TorchPools.every(
                                    x,
                                    crop.top(),
                                    crop.bottom() + 1,
                                    crop.strideHeight(),
                                    crop.left(),
                                    crop.right() + 1,
                                    crop.strideWidth()));
        } else if (operation instanceof PerChannel.Pad pad) {
            return pad(pad);
        }
        throw TorchNetwork.notTrained(name, operation);
    }

    private TorchLayer batchNorm(PerChannel.BatchNorm norm) {
        NDArray gamma = weights.learned(name + ".gamma", norm.gamma());
        NDArray beta = weights.learned(name + ".beta", norm.beta());
        NDArray mean = weights.observed(name + ".mean", norm.mean());
        NDArray variance = weights.observed(name + ".variance", norm.variance());
        return TorchLayer.of(
                (inputs, training) ->
                        BatchNorm.batchNorm(
                                        inputs.get(0),
                                        mean,
                                        variance,
                                        gamma,
                                        beta,
                                        TORCH_CHANNEL_AXIS,
                                        KEPT_STATISTICS,
                                        norm.epsilon(),
                                        training)
                                .singletonOrThrow(),
                () ->
                        new PerChannel.BatchNorm(
                                gamma.toFloatArray(),
                                beta.toFloatArray(),
                                mean.toFloatArray(),
                                variance.toFloatArray(),
                                norm.epsilon()));
    }

    /** The network's author put these constants there; they are no weights. */
    private TorchLayer affine(PerChannel.Affine affine) {
        int channels = affine.factor().length;
        NDArray factor = weights.constant(affine.factor(), channels);
        NDArray summand = weights.constant(affine.summand(), channels);
        return TorchLayer.fixed(
                affine, x -> x.mul(perChannel(factor, x)).add(perChannel(summand, x)));
    }

    private TorchLayer learnedSlopes(PerChannel.PRelu relu) {
        NDArray slope = weights.learned(name + ".slope", relu.slope());
        return TorchLayer.ofOne(
                x -> Activation.relu(x).sub(Activation.relu(x.neg()).mul(perChannel(slope, x))),
                () -> new PerChannel.PRelu(slope.toFloatArray()));
    }

    private TorchLayer pad(PerChannel.Pad pad) {
        return switch (pad.border()) {
            case CONSTANT ->
                    TorchLayer.fixed(
                            pad,
                            x ->
                                    x.pad(
                                            new Shape(
                                                    pad.left(),
                                                    pad.right(),
                                                    pad.top(),
                                                    pad.bottom()),
                                            pad.value()));
            case REFLECT ->
                    bordered(pad, at -> mirrored(at, in.height()), at -> mirrored(at, in.width()));
            case EDGE ->
                    bordered(
                            pad,
                            at -> Math.max(0, Math.min(in.height() - 1, at)),
                            at -> Math.max(0, Math.min(in.width() - 1, at)));
        };
    }

    private static int mirrored(int at, int size) {
        return size - 1 - Math.abs(size - 1 - Math.abs(at));
    }

    /**
     * @param row for each row, from below 0 on, the one that stands there
     * @param column likewise
     */
    private TorchLayer bordered(PerChannel.Pad pad, IntUnaryOperator row, IntUnaryOperator column) {
        NDArray rows = places(-pad.top(), in.height() + pad.bottom(), row);
        NDArray columns = places(-pad.left(), in.width() + pad.right(), column);
        return TorchLayer.fixed(pad, x -> x.get(":, :, {}", rows).get(":, :, :, {}", columns));
    }

    private NDArray places(int from, int to, IntUnaryOperator place) {
        return weights.constant(IntStream.range(from, to).map(place).asLongStream().toArray());
    }
}
