package org.decnn.operators.engine.nd4j;

import java.util.Arrays;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Operators that weigh channels, one by one or together. */
final class ChannelOperators {

    static final Map<String, Operator.OfOne> BY_NAME =
            Map.of(
                    "Gemm", ChannelOperators::linear,
                    "BatchNormalization", ChannelOperators::batchNorm,
                    "LRN", ChannelOperators::localResponseNorm,
                    "Softmax", (node, program) -> softmax(node, program, "softmax"),
                    "LogSoftmax", (node, program) -> softmax(node, program, "log_softmax"));

    private ChannelOperators() {}

    /** x · Wᵀ + b, x: [1, inputs], W: [outputs, inputs]. */
    private static INDArray linear(GraphNode node, Program program) {
        if (node.integer("transA", 0) != 0
                || node.real("alpha", 1) != 1
                || node.real("beta", 1) != 1) {
            throw node.refused("transA, alpha or beta");
        }
        Arguments transposed = Arguments.integers(0, node.integer("transB", 0), 0);
        INDArray product = program.add("matmul", transposed, node.input(0), node.input(1));
        if (node.inputCount() > 2) {
            INDArray bias = node.input(2).reshape('c', 1, node.input(2).length());
            program.addInto(product, "add", Arguments.NONE, product, bias);
        }
        return product;
    }

    /** γ / √(σ² + ε) and β - μγ / √(σ² + ε), computed once. */
    private static INDArray batchNorm(GraphNode node, Program program) {
        float epsilon = node.real("epsilon", 1e-5f);
        float[] factor = node.input(1).toFloatVector();
        float[] summand = node.input(2).toFloatVector();
        float[] mean = node.input(3).toFloatVector();
        float[] variance = node.input(4).toFloatVector();
        for (int c = 0; c < factor.length; c++) {
            double scale = factor[c] / Math.sqrt((double) variance[c] + epsilon);
            summand[c] = (float) (summand[c] - mean[c] * scale);
            factor[c] = (float) scale;
        }
        long[] shape = new long[node.input(0).rank()];
        Arrays.fill(shape, 1);
        shape[1] = factor.length;
        INDArray scaled =
                program.add(
                        "multiply", Arguments.NONE, node.input(0), program.constant(factor, shape));
        program.addInto(scaled, "add", Arguments.NONE, scaled, program.constant(summand, shape));
        return scaled;
    }

    /**
     * x · (bias + alpha / size · Σ x²)^-beta, the sum over neighbouring channels: a band matrix
     * times the squares. ND4J's own operation knows odd sizes alone.
     */
    private static INDArray localResponseNorm(GraphNode node, Program program) {
        INDArray x = node.input(0);
        int channels = Math.toIntExact(x.size(1));
        int size = Math.toIntExact(node.integer("size", 1));
        float weight = node.real("alpha", 1e-4f) / size;
        int before = (size - 1) / 2;
        float[] band = new float[channels * channels];
        for (int c = 0; c < channels; c++) {
            int last = Math.min(channels - 1, c - before + size - 1);
            for (int n = Math.max(0, c - before); n <= last; n++) {
                band[c * channels + n] = weight;
            }
        }
        INDArray squares = program.add("multiply", Arguments.NONE, x, x);
        INDArray base =
                program.add(
                        "matmul",
                        Arguments.integers(0, 0, 0),
                        program.constant(band, channels, channels),
                        squares.reshape('c', channels, x.length() / channels));
        INDArray bias = program.constant(new float[] {node.real("bias", 1)}, 1);
        INDArray exponent = program.constant(new float[] {-node.real("beta", 0.75f)}, 1);
        program.addInto(base, "add", Arguments.NONE, base, bias);
        program.addInto(base, "Pow", Arguments.NONE, base, exponent);
        return program.add("multiply", Arguments.NONE, x, base.reshape('c', x.shape()));
    }

    private static INDArray softmax(GraphNode node, Program program, String operation) {
        Arguments axis = Arguments.integers(node.integer("axis", -1));
        // oneDNN's takes the last axis, whatever it is asked for.
        return program.add(operation, axis.unhelped(), node.input(0));
    }
}
