package org.decnn.model.onnx;

import static org.decnn.model.onnx.LayerNodes.attribute;
import static org.decnn.model.onnx.LayerNodes.integers;
import static org.decnn.model.onnx.LayerNodes.node;

import java.util.Arrays;
import onnx.Onnx.NodeProto;
import org.decnn.model.network.AcrossChannels.LayerNorm;
import org.decnn.model.network.AcrossChannels.UnitLength;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.WithinGroups.GroupNorm;

/** Normalisations by what an input's own values are, in steps that ONNX opset 13 has. */
final class NormEncoder {

    private final LayerNodes nodes;
    private final String x;
    private final TensorShape in;

    NormEncoder(LayerNodes nodes, String x, TensorShape in) {
        this.nodes = nodes;
        this.x = x;
        this.in = in;
    }

    NodeProto.Builder layerNorm(LayerNorm norm) {
        String centred = nodes.step("centred", "Sub", x, overChannels("mean", "ReduceMean", x));
        String squares = nodes.step("squares", "Mul", centred, centred);
        String variance = overChannels("variance", "ReduceMean", squares);
        String raised =
                nodes.step("raised", "Add", variance, nodes.scalar("epsilon", norm.epsilon()));
        String deviation = nodes.step("deviation", "Sqrt", raised);
        String normal = nodes.step("normal", "Div", centred, deviation);
        return scaled(normal, norm.gamma(), norm.beta());
    }

    NodeProto.Builder groupNorm(GroupNorm norm) {
        float[] ones = new float[norm.groups()];
        Arrays.fill(ones, 1);
        String rows =
                nodes.step(
                        "rows",
                        "Reshape",
                        x,
                        nodes.constant("groups", 1, norm.groups(), in.elements() / norm.groups()));
        String normal =
                nodes.step(
                        "normal",
                        node(
                                        "InstanceNormalization",
                                        rows,
                                        nodes.constant("ones", ones, ones.length),
                                        nodes.constant(
                                                "zeros", new float[ones.length], ones.length))
                                .addAttribute(attribute("epsilon", norm.epsilon())));
        long[] shape =
                in.isMap()
                        ? new long[] {1, in.channels(), in.height(), in.width()}
                        : new long[] {1, in.channels()};
        String joined = nodes.step("joined", "Reshape", normal, nodes.constant("shape", shape));
        return scaled(joined, norm.gamma(), norm.beta());
    }

    NodeProto.Builder unitLength(UnitLength unit) {
        String length = overChannels("length", "ReduceL2", x);
        return node(
                "Div",
                x,
                nodes.step("divisor", "Max", length, nodes.scalar("least", unit.least())));
    }

    private String overChannels(String step, String operator, String input) {
        return nodes.step(
                step,
                node(operator, input)
                        .addAttribute(integers("axes", 1))
                        .addAttribute(attribute("keepdims", 1)));
    }

    private NodeProto.Builder scaled(String normal, float[] gamma, float[] beta) {
        int[] shape = LayerEncoder.perChannel(in, gamma.length);
        String scaled = nodes.step("scaled", "Mul", normal, nodes.constant("weight", gamma, shape));
        return node("Add", scaled, nodes.constant("bias", beta, shape));
    }
}
