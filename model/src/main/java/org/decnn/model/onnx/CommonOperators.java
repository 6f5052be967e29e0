package org.decnn.model.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import onnx.Onnx.TensorProto.DataType;
import org.decnn.model.network.AcrossChannels.Softmax;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.Joining.Concat;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel.Clip;
import org.decnn.model.network.PerChannel.Relu;
import org.decnn.model.network.Renumbering.Select;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Weighted.Linear;
import org.decnn.model.onnx.LayerList.Draft;
import org.decnn.model.onnx.Value.Activation;
import org.decnn.model.onnx.Value.Integers;
import org.decnn.model.onnx.Value.Reals;

/** Readers of operators on vectors, and of those on feature maps and vectors alike. */
final class CommonOperators {

    /** From this opset on, Softmax is over one axis; before, over all from one on. */
    private static final int SOFTMAX_OF_ONE_AXIS = 13;

    private CommonOperators() {}

    static Value relu(Node node, LayerList layers) {
        return layers.add(node, new Relu(), node.whole(0));
    }

    /** The bounds are inputs; before opset 11, attributes. */
    static Value clip(Node node, LayerList layers) {
        float min = node.attribute("min", -Float.MAX_VALUE);
        float max = node.attribute("max", Float.MAX_VALUE);
        Clip clip =
                new Clip(
                        node.hasInput(1) ? node.scalar(1) : min,
                        node.hasInput(2) ? node.scalar(2) : max);
        return layers.add(node, clip, node.whole(0));
    }

    /** Identity, and Dropout, which is one in inference. */
    static Value identity(Node node, LayerList layers) {
        node.ignore("ratio", "seed", "is_test");
        return node.input(0);
    }

    /** All networks are held in fp32, so a change between floating types is none. */
    static Value cast(Node node, LayerList layers) {
        node.ignore("saturate");
        DataType to = DataType.forNumber(node.attribute("to", 0));
        if (to != DataType.FLOAT && to != DataType.FLOAT16 && to != DataType.DOUBLE) {
            throw node.error("a cast to %s is not supported; keep activations in float", to);
        }
        return node.activation(0);
    }

    /** Add and Sum. */
    static Value add(Node node, LayerList layers) {
        if (node.inputs() == 1) {
            return node.activation(0);
        }
        if (node.inputs() == 2 && (node.isConstant(0) || node.isConstant(1))) {
            int constant = node.isConstant(0) ? 0 : 1;
            return bias(node, node.weight(constant), node.whole(1 - constant), layers);
        }
        return layers.add(node, new Add(), wholes(node));
    }

    /** A constant that is added to the output of a linear layer or a convolution is its bias. */
    private static Value bias(Node node, Reals added, Activation sum, LayerList layers) {
        Draft before = layers.layerOf(sum).orElse(null);
        boolean fits = added.values().length == 1 || isPerChannel(added, sum);
        if (before != null && fits) {
            Activation[] inputs = before.inputs().toArray(Activation[]::new);
            if (before.operation() instanceof Linear linear) {
                Operation biased =
                        new Linear(
                                linear.weight(),
                                plus(linear.outputs(), linear.bias(), added.values()));
                return layers.add(node, biased, inputs);
            }
            if (before.operation() instanceof Conv conv) {
                float[] bias = plus(conv.outputs(), conv.bias(), added.values());
                return layers.add(
                        node, new Conv(conv.groups(), conv.window(), conv.weight(), bias), inputs);
            }
        }
        throw node.error(
                "it adds a constant %s, which only a bias right after MatMul, Gemm or Conv may be;"
                        + " write the layer in another way",
                added.dims());
    }

    /** Whether a constant broadcasts to {@code [1, C, H, W]} or {@code [1, C]} along C alone. */
    private static boolean isPerChannel(Reals constant, Activation activation) {
        int channels = activation.shape().channels();
        List<Integer> aligned =
                activation.shape().isVector() ? List.of(channels) : List.of(channels, 1, 1);
        List<Integer> dims = constant.dims();
        while (dims.size() > aligned.size() && dims.get(0) == 1) {
            dims = dims.subList(1, dims.size());
        }
        return dims.equals(aligned);
    }

    static Value concat(Node node, LayerList layers) {
        int rank = node.whole(0).dims().size();
        int axis = node.axis(node.attribute("axis", 1), rank);
        if (axis != 1) {
            throw node.error("it joins axis %d; only channels, axis 1, can be joined", axis);
        }
        return layers.add(node, new Concat(), wholes(node));
    }

    static Value gather(Node node, LayerList layers) {
        Activation input = node.whole(0);
        Integers indices = node.integers(1);
        int axis = node.axis(node.attribute("axis", 0), input.dims().size());
        if (axis != 1 || indices.dims().size() != 1) {
            throw node.error("it picks from axis %d; only channels, axis 1, can be picked", axis);
        }
        int channels = input.shape().channels();
        int[] picked = new int[indices.values().length];
        for (int i = 0; i < picked.length; i++) {
            picked[i] = node.axis(node.toInt(indices.values()[i]), channels);
        }
        return layers.add(node, new Select(picked), input);
    }

    static Value gemm(Node node, LayerList layers) {
        if (node.attribute("transA", 0) != 0) {
            throw node.error("its attribute transA=1 is not supported; give it [N, features]");
        }
        float alpha = node.attribute("alpha", 1f);
        float beta = node.attribute("beta", 1f);
        Tensor matrix = matrix(node, node.attribute("transB", 0) != 0);
        Tensor weight = new Tensor(matrix.shape(), times(alpha, matrix.values()));
        float[] bias = new float[0];
        if (node.hasInput(2)) {
            bias = plus(weight.dim(0), bias, times(beta, node.weight(2).values()));
        }
        return layers.add(node, new Linear(weight, bias), node.whole(0));
    }

    static Value matMul(Node node, LayerList layers) {
        Tensor weight = matrix(node, false);
        Linear linear = new Linear(weight, new float[0]);
        return layers.add(node, linear, node.whole(0));
    }

    static Value softmax(Node node, LayerList layers) {
        Activation input = node.whole(0);
        boolean ofOneAxis = node.file().opset() >= SOFTMAX_OF_ONE_AXIS;
        int rank = input.dims().size();
        int axis = node.axis(node.attribute("axis", ofOneAxis ? -1 : 1), rank);
        if (axis != 1 || !ofOneAxis && input.shape().area() > 1) {
            throw node.error(
                    "it is over axis %d of %s; only a softmax over channels is supported",
                    axis, input.dims());
        }
        return layers.add(node, new Softmax(), input);
    }

    private static Activation[] wholes(Node node) {
        return IntStream.range(0, node.inputs()).mapToObj(node::whole).toArray(Activation[]::new);
    }

    /** The second input as {@code [out, in]}. */
    private static Tensor matrix(Node node, boolean outputsFirst) {
        Reals weight = node.weight(1);
        if (weight.dims().size() != 2) {
            throw node.error("its weight has axes %s; a matrix is expected", weight.dims());
        }
        int rows = weight.dims().get(0);
        int columns = weight.dims().get(1);
        return outputsFirst
                ? Tensor.of(weight.values(), rows, columns)
                : Tensor.of(
                        ConstantFolder.transposed(weight.values(), rows, columns), columns, rows);
    }

    private static float[] times(float factor, float[] values) {
        if (factor == 1) {
            return values;
        }
        float[] scaled = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            scaled[i] = factor * values[i];
        }
        return scaled;
    }

    /** A bias with one value for each output, or one for all, added to it. */
    private static float[] plus(int outputs, float[] bias, float[] added) {
        if (added.length != outputs && added.length != 1) {
            throw new IllegalArgumentException(
                    "its bias has " + added.length + " values for " + outputs + " outputs");
        }
        float[] sum = Arrays.copyOf(bias, outputs);
        for (int i = 0; i < sum.length; i++) {
            sum[i] += added[added.length == 1 ? 0 : i];
        }
        return sum;
    }
}
