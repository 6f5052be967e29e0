package org.decnn.model.network;

import static org.decnn.model.network.Inputs.require;

import java.util.List;

/**
 * An operation that makes each output channel of the input channel of the same number. A shard
 * computes it for the channels that it holds.
 */
public sealed interface PerChannel extends Operation {

    /** The operation on some channels alone, in the order given. */
    PerChannel on(int[] channels);

    /**
     * Whether the operation of a sum is the sum of the operations, so that it may be done before
     * partial tensors are added.
     */
    boolean linear();

    /** Every channel alike: the operation has no values of a channel's own. */
    sealed interface Alike extends PerChannel {
        @Override
        default PerChannel on(int[] channels) {
            return this;
        }
    }

    /**
     * ONNX {@code BatchNormalization} in inference: {@code (x - mean) / sqrt(variance + epsilon) *
     * gamma + beta}.
     */
    record BatchNorm(float[] gamma, float[] beta, float[] mean, float[] variance, float epsilon)
            implements PerChannel {
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
        public BatchNorm on(int[] channels) {
            return new BatchNorm(
                    Inputs.pick(gamma, channels),
                    Inputs.pick(beta, channels),
                    Inputs.pick(mean, channels),
                    Inputs.pick(variance, channels),
                    epsilon);
        }

        @Override
        public boolean linear() {
            return false;
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return Inputs.ofChannels(gamma.length, inputs);
        }

        @Override
        public long parameters() {
            // The mean and the variance are observed, not learned.
            return 2L * gamma.length;
        }
    }

    /**
     * ONNX {@code Mul} and {@code Add} of constants: {@code x · factor + summand}, one of each a
     * channel. They stay as they are in training.
     */
    record Affine(float[] factor, float[] summand) implements PerChannel {
        public Affine {
            require(
                    factor.length == summand.length,
                    "%d factors do not go with %d summands",
                    factor.length,
                    summand.length);
        }

        @Override
        public Affine on(int[] channels) {
            return new Affine(Inputs.pick(factor, channels), Inputs.pick(summand, channels));
        }

        @Override
        public boolean linear() {
            return !adds();
        }

        /** Whether a factor is not 1. */
        public boolean multiplies() {
            return !allAre(1, factor);
        }

        /** Whether a summand is not 0. */
        public boolean adds() {
            return !allAre(0, summand);
        }

        private static boolean allAre(float value, float[] values) {
            for (float each : values) {
                if (each != value) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return Inputs.ofChannels(factor.length, inputs);
        }
    }

    /** ONNX {@code Relu}. */
    record Relu() implements Alike {
        @Override
        public boolean linear() {
            return false;
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return Inputs.single(inputs);
        }
    }

    /** ONNX {@code Clip}. */
    record Clip(float min, float max) implements Alike {
        @Override
        public boolean linear() {
            return false;
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return Inputs.single(inputs);
        }
    }

    /**
     * A {@link Curve} of each value.
     *
     * @param alpha the curve's first parameter, 0 where it has none
     * @param beta the curve's second parameter, 0 where it has none
     */
    record Pointwise(Curve curve, float alpha, float beta) implements Alike {

        public static Pointwise of(Curve curve) {
            return new Pointwise(curve, 0, 0);
        }

        @Override
        public boolean linear() {
            return false;
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return Inputs.single(inputs);
        }
    }

    /** ONNX {@code PRelu}: values below 0 are multiplied by the channel's learned slope. */
    record PRelu(float[] slope) implements PerChannel {
        @Override
        public PRelu on(int[] channels) {
            return new PRelu(Inputs.pick(slope, channels));
        }

        @Override
        public boolean linear() {
            return false;
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return Inputs.ofChannels(slope.length, inputs);
        }

        @Override
        public long parameters() {
            return slope.length;
        }
    }

    /** ONNX {@code MaxPool}. */
    record MaxPool(Window window) implements Alike {
        @Override
        public boolean linear() {
            return false;
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return Inputs.pooled(window, inputs);
        }
    }

    /** ONNX {@code AveragePool}. */
    record AveragePool(Window window, boolean countPadding) implements Alike {
        @Override
        public boolean linear() {
            return true;
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return Inputs.pooled(window, inputs);
        }
    }

    /** ONNX {@code GlobalAveragePool}. */
    record GlobalAveragePool() implements Alike {
        @Override
        public boolean linear() {
            return true;
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return TensorShape.image(Inputs.featureMap(inputs).channels(), 1, 1);
        }
    }

    /** ONNX {@code GlobalMaxPool}. */
    record GlobalMaxPool() implements Alike {
        @Override
        public boolean linear() {
            return false;
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return TensorShape.image(Inputs.featureMap(inputs).channels(), 1, 1);
        }
    }

    /**
     * ONNX {@code ReduceMean} and its like, over height, width or both, which become 1.
     *
     * @param height whether it is over the height
     * @param width whether it is over the width
     */
    record Reduce(Reduction reduction, boolean height, boolean width) implements Alike {
        public Reduce {
            require(height || width, "it is over height or width");
        }

        @Override
        public boolean linear() {
            return reduction.linear();
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape in = Inputs.featureMap(inputs);
            return TensorShape.image(
                    in.channels(), height ? 1 : in.height(), width ? 1 : in.width());
        }
    }

    /**
     * ONNX {@code Slice} of height and width: every so many rows and columns of a part.
     *
     * @param top first row, from 0
     * @param left first column, from 0
     * @param height rows that are kept
     * @param width columns that are kept
     * @param strideHeight rows from one that is kept to the next
     * @param strideWidth columns from one that is kept to the next
     */
    record Crop(int top, int left, int height, int width, int strideHeight, int strideWidth)
            implements Alike {
        public Crop {
            require(
                    top >= 0 && left >= 0 && height > 0 && width > 0,
                    "it keeps %d×%d pixels from row %d, column %d",
                    height,
                    width,
                    top,
                    left);
            require(strideHeight > 0 && strideWidth > 0, "its strides are at least 1");
        }

        @Override
        public boolean linear() {
            return true;
        }

        /** The last row that is kept. */
        public int bottom() {
            return top + (height - 1) * strideHeight;
        }

        /** The last column that is kept. */
        public int right() {
            return left + (width - 1) * strideWidth;
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape in = Inputs.featureMap(inputs);
            require(
                    bottom() < in.height() && right() < in.width(),
                    "it keeps row %d and column %d of %s",
                    bottom(),
                    right(),
                    in);
            return TensorShape.image(in.channels(), height, width);
        }
    }

    /**
     * ONNX {@code Pad} of height and width.
     *
     * @param border what the new pixels are
     * @param value of a {@link Border#CONSTANT} border
     */
    record Pad(int top, int left, int bottom, int right, Border border, float value)
            implements Alike {

        /** What stands in the pixels around a picture. */
        public enum Border {
            /** One value. */
            CONSTANT,
            /** The picture mirrored at its outermost pixels, which are not repeated. */
            REFLECT,
            /** The outermost pixels. */
            EDGE
        }

        public Pad {
            require(
                    top >= 0 && left >= 0 && bottom >= 0 && right >= 0,
                    "it pads by %d, %d, %d, %d",
                    top,
                    left,
                    bottom,
                    right);
        }

        @Override
        public boolean linear() {
            return border != Border.CONSTANT || value == 0;
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape in = Inputs.featureMap(inputs);
            require(
                    border != Border.REFLECT
                            || Math.max(top, bottom) < in.height()
                                    && Math.max(left, right) < in.width(),
                    "it mirrors %s further than it reaches",
                    in);
            return TensorShape.image(
                    in.channels(),
                    Math.addExact(Math.addExact(in.height(), top), bottom),
                    Math.addExact(Math.addExact(in.width(), left), right));
        }
    }
}
