package org.decnn.model.network;

import java.util.Arrays;
import java.util.List;

/**
 * What a layer computes on one sample. Weights are held in fp32; each operation is the ONNX
 * operator of the same meaning, with the batch axis left out.
 */
public sealed interface Operation {

    /**
     * The shape of the output. Throws {@link IllegalArgumentException} if the inputs do not fit.
     */
    TensorShape outputShape(List<TensorShape> inputs);

    /** Learned values. */
    default long parameters() {
        return 0;
    }

    /** Multiply-accumulates for one sample. */
    default long macs(TensorShape output) {
        return 0;
    }

    /**
     * ONNX {@code Conv}.
     *
     * @param weight {@code [out, in / groups, kernelHeight, kernelWidth]}
     * @param bias {@code [out]}, or empty where there is none
     */
    record Conv(int groups, Window window, Tensor weight, float[] bias) implements Operation {
        public Conv {
            require(weight.shape().length == 4, "a convolution's weight has four axes");
            require(
                    groups >= 1 && weight.dim(0) % groups == 0,
                    "%d groups do not divide %d output channels",
                    groups,
                    weight.dim(0));
            requireBias(bias, weight.dim(0));
            require(
                    weight.dim(2) == window.kernelHeight() && weight.dim(3) == window.kernelWidth(),
                    "the weight's kernel is the window's");
        }

        public int inputs() {
            return weight.dim(1) * groups;
        }

        public int outputs() {
            return weight.dim(0);
        }

        /** What is added to an output channel. */
        public float bias(int output) {
            return bias.length == 0 ? 0 : bias[output];
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape in = featureMap(inputs);
            require(
                    in.channels() == inputs(),
                    "its weight wants %d input channels, its input has %d",
                    inputs(),
                    in.channels());
            return TensorShape.image(
                    outputs(), window.outputHeight(in.height()), window.outputWidth(in.width()));
        }

        @Override
        public long parameters() {
            return (long) weight.values().length + bias.length;
        }

        @Override
        public long macs(TensorShape output) {
            return (long) weight.values().length * output.area();
        }
    }

    /**
     * ONNX {@code BatchNormalization} in inference: {@code (x - mean) / sqrt(variance + epsilon) *
     * gamma + beta}.
     */
    record BatchNorm(float[] gamma, float[] beta, float[] mean, float[] variance, float epsilon)
            implements Operation {
        public BatchNorm {
            require(
                    gamma.length == beta.length
                            && gamma.length == mean.length
                            && gamma.length == variance.length,
                    "batch norm has as many gammas, betas, means and variances as channels");
        }

        /** The factor that the channel is multiplied by. */
        public float scale(int channel) {
            return (float) (gamma[channel] / Math.sqrt((double) variance[channel] + epsilon));
        }

        /** What is added to the channel after it is multiplied. */
        public float shift(int channel) {
            double scale = gamma[channel] / Math.sqrt((double) variance[channel] + epsilon);
            return (float) (beta[channel] - mean[channel] * scale);
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape in = single(inputs);
            require(
                    in.channels() == gamma.length,
                    "it normalises %d channels, its input has %d",
                    gamma.length,
                    in.channels());
            return in;
        }

        @Override
        public long parameters() {
            // The mean and the variance are observed, not learned.
            return 2L * gamma.length;
        }
    }

    /** ONNX {@code Relu}. */
    record Relu() implements Operation {
        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return single(inputs);
        }
    }

    /** ONNX {@code Clip}. */
    record Clip(float min, float max) implements Operation {
        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return single(inputs);
        }
    }

    /** ONNX {@code LRN}: normalisation over {@code size} neighbouring channels. */
    record Lrn(int size, float alpha, float beta, float bias) implements Operation {
        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return featureMap(inputs);
        }
    }

    /** ONNX {@code MaxPool}. */
    record MaxPool(Window window) implements Operation {
        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return pooled(window, inputs);
        }
    }

    /** ONNX {@code AveragePool}. */
    record AveragePool(Window window, boolean countPadding) implements Operation {
        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return pooled(window, inputs);
        }
    }

    /** ONNX {@code GlobalAveragePool}. */
    record GlobalAveragePool() implements Operation {
        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return TensorShape.image(featureMap(inputs).channels(), 1, 1);
        }
    }

    /** ONNX {@code Add} of tensors of one shape. */
    record Add() implements Operation {
        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            require(inputs.size() >= 2, "an addition has two inputs or more");
            for (TensorShape input : inputs) {
                require(input.equals(inputs.get(0)), "it adds %s and %s", inputs.get(0), input);
            }
            return inputs.get(0);
        }
    }

    /** ONNX {@code Concat} of channels. */
    record Concat() implements Operation {
        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape first = inputs.get(0);
            for (TensorShape input : inputs) {
                require(
                        input.withChannels(1).equals(first.withChannels(1)),
                        "it joins %s and %s",
                        first,
                        input);
            }
            return first.withChannels(inputs.stream().mapToInt(TensorShape::channels).sum());
        }
    }

    /** ONNX {@code Flatten}: {@code [C, H, W]} becomes {@code [C·H·W]}. */
    record Flatten() implements Operation {
        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return TensorShape.vector(single(inputs).elements());
        }
    }

    /**
     * A channel shuffle: channels seen as {@code [rows, columns]}, swapped and flattened. Output
     * channel {@code column·rows + row} is input channel {@code row·columns + column}. ShuffleNet's
     * shuffle of G groups has G rows; the DeCNN authors' has G columns, the inverse permutation.
     */
    record ChannelShuffle(int rows, int columns) implements Operation {
        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape in = featureMap(inputs);
            require(
                    in.channels() == rows * columns,
                    "it shuffles %d channels, its input has %d",
                    rows * columns,
                    in.channels());
            return in;
        }

        /** The input channel that an output channel is. */
        public int source(int output) {
            return output % rows * columns + output / rows;
        }
    }

    /** ONNX {@code Gather} of channels: output channel i is input channel {@code channels[i]}. */
    record Select(int[] channels) implements Operation {
        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape in = single(inputs);
            for (int channel : channels) {
                require(
                        channel >= 0 && channel < in.channels(),
                        "it selects channel %d of %d",
                        channel,
                        in.channels());
            }
            return in.withChannels(channels.length);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Select that && Arrays.equals(channels, that.channels);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(channels);
        }
    }

    /**
     * ONNX {@code Gemm}: a fully connected layer.
     *
     * @param weight {@code [out, in]}
     * @param bias {@code [out]}, or empty where there is none
     */
    record Linear(Tensor weight, float[] bias) implements Operation {
        public Linear {
            require(weight.shape().length == 2, "a linear layer's weight has two axes");
            requireBias(bias, weight.dim(0));
        }

        public int outputs() {
            return weight.dim(0);
        }

        /** What is added to an output. */
        public float bias(int output) {
            return bias.length == 0 ? 0 : bias[output];
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape in = single(inputs);
            require(in.isVector(), "its input %s is not flat", in);
            require(
                    in.channels() == weight.dim(1),
                    "its weight wants %d features, its input has %d",
                    weight.dim(1),
                    in.channels());
            return TensorShape.vector(weight.dim(0));
        }

        @Override
        public long parameters() {
            return (long) weight.values().length + bias.length;
        }

        @Override
        public long macs(TensorShape output) {
            return weight.values().length;
        }
    }

    /** ONNX {@code Softmax} over the channels. */
    record Softmax() implements Operation {
        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return single(inputs);
        }
    }

    /**
     * What is done to a decoded picture before the first layer: 8-bit RGB (or grey) becomes {@code
     * (channel · scale - mean) / std}, in the network's channel order.
     *
     * @param order for each channel of the output, the channel of the picture
     */
    record Normalise(int[] order, float scale, float[] mean, float[] std) implements Operation {
        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape in = featureMap(inputs);
            require(
                    in.channels() == order.length
                            && mean.length == order.length
                            && std.length == order.length,
                    "it normalises %d channels, its input has %d",
                    order.length,
                    in.channels());
            return in;
        }
    }

    /**
     * What is done to a picture that was sent with half of its chroma: {@code [1, height · 3 / 2,
     * width]}, luma above the two chromas, becomes {@code [3, height, width]}, each value of chroma
     * four times.
     */
    record FullChroma() implements Operation {
        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape in = featureMap(inputs);
            require(
                    in.channels() == 1 && in.height() % 3 == 0 && in.width() % 2 == 0,
                    "its input %s is no luma with half of its chroma",
                    in);
            return TensorShape.image(3, in.height() / 3 * 2, in.width());
        }
    }

    private static void requireBias(float[] bias, int outputs) {
        require(
                bias.length == 0 || bias.length == outputs,
                "its bias has %d values for %d outputs",
                bias.length,
                outputs);
    }

    private static TensorShape single(List<TensorShape> inputs) {
        require(inputs.size() == 1, "it has one input, not %d", inputs.size());
        return inputs.get(0);
    }

    private static TensorShape featureMap(List<TensorShape> inputs) {
        TensorShape in = single(inputs);
        require(!in.isVector(), "its input %s has no height and width", in);
        return in;
    }

    private static TensorShape pooled(Window window, List<TensorShape> inputs) {
        TensorShape in = featureMap(inputs);
        return TensorShape.image(
                in.channels(), window.outputHeight(in.height()), window.outputWidth(in.width()));
    }

    private static void require(boolean holds, String message, Object... args) {
        if (!holds) {
            throw new IllegalArgumentException(String.format(message, args));
        }
    }
}
