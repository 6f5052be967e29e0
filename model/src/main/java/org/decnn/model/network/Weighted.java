package org.decnn.model.network;

import static org.decnn.model.network.Inputs.require;

import java.util.List;

/**
 * An operation in which each output channel is a weighted sum of input channels. It is split by its
 * weights: by output, by input, or by group.
 */
public sealed interface Weighted extends Operation {

    /** Output channels. */
    int outputs();

    /** What is added to an output channel. */
    float bias(int output);

    /**
     * ONNX {@code Conv}.
     *
     * @param weight {@code [out, in / groups, kernelHeight, kernelWidth]}
     * @param bias {@code [out]}, or empty where there is none
     */
    record Conv(int groups, Window window, Tensor weight, float[] bias) implements Weighted {
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

        @Override
        public int outputs() {
            return weight.dim(0);
        }

        @Override
        public float bias(int output) {
            return bias.length == 0 ? 0 : bias[output];
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape in = Inputs.featureMap(inputs);
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
     * ONNX {@code Gemm}: a fully connected layer.
     *
     * @param weight {@code [out, in]}
     * @param bias {@code [out]}, or empty where there is none
     */
    record Linear(Tensor weight, float[] bias) implements Weighted {
        public Linear {
            require(weight.shape().length == 2, "a linear layer's weight has two axes");
            requireBias(bias, weight.dim(0));
        }

        @Override
        public int outputs() {
            return weight.dim(0);
        }

        @Override
        public float bias(int output) {
            return bias.length == 0 ? 0 : bias[output];
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape in = Inputs.single(inputs);
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

    private static void requireBias(float[] bias, int outputs) {
        require(
                bias.length == 0 || bias.length == outputs,
                "its bias has %d values for %d outputs",
                bias.length,
                outputs);
    }
}
