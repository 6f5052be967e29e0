package org.decnn.model.network;

import static org.decnn.model.network.Inputs.require;

import java.util.List;

/**
 * An operation that sees all channels at once, in their order. Every shard that computes it has
 * them all.
 */
public sealed interface AcrossChannels extends Operation {

    /** ONNX {@code LRN}: normalisation over {@code size} neighbouring channels. */
    record Lrn(int size, float alpha, float beta, float bias) implements AcrossChannels {
        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return Inputs.featureMap(inputs);
        }
    }

    /** ONNX {@code Softmax} over the channels. */
    record Softmax() implements AcrossChannels {
        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return Inputs.single(inputs);
        }
    }

    /** ONNX {@code LogSoftmax} over the channels. */
    record LogSoftmax() implements AcrossChannels {
        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return Inputs.single(inputs);
        }
    }

    /**
     * The channels of each pixel over their length, {@code x / max(‖x‖₂, least)}: PyTorch's {@code
     * normalize}, ONNX {@code LpNormalization} of p = 2.
     *
     * @param least length that is divided by
     */
    record UnitLength(float least) implements AcrossChannels {
        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return Inputs.single(inputs);
        }
    }

    /**
     * ONNX {@code LayerNormalization} over the channels of each pixel: {@code (x - mean) /
     * sqrt(variance + epsilon) · gamma + beta}.
     *
     * @param gamma one a channel
     * @param beta one a channel
     */
    record LayerNorm(float[] gamma, float[] beta, float epsilon) implements AcrossChannels {
        public LayerNorm {
            require(gamma.length == beta.length, "layer norm has as many gammas as betas");
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return Inputs.ofChannels(gamma.length, inputs);
        }

        @Override
        public long parameters() {
            return 2L * gamma.length;
        }
    }

    /** ONNX {@code ReduceMean} and its like over the channels, which become one. */
    record ReduceChannels(Reduction reduction) implements AcrossChannels {
        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return Inputs.single(inputs).withChannels(1);
        }
    }

    /**
     * What is done to a decoded picture before the first layer: 8-bit RGB (or grey) becomes {@code
     * (channel · scale - mean) / std}, in the network's channel order.
     *
     * @param order for each channel of the output, the channel of the picture
     */
    record Normalise(int[] order, float scale, float[] mean, float[] std)
            implements AcrossChannels {
        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape in = Inputs.featureMap(inputs);
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
    record FullChroma() implements AcrossChannels {
        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape in = Inputs.featureMap(inputs);
            require(
                    in.channels() == 1 && in.height() % 3 == 0 && in.width() % 2 == 0,
                    "its input %s is no luma with half of its chroma",
                    in);
            return TensorShape.image(3, in.height() / 3 * 2, in.width());
        }
    }
}
