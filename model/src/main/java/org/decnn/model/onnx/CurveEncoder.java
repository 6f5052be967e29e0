package org.decnn.model.onnx;

import static org.decnn.model.onnx.LayerNodes.attribute;
import static org.decnn.model.onnx.LayerNodes.node;

import onnx.Onnx.NodeProto;
import org.decnn.model.network.PerChannel.Pointwise;

/** Functions of one value as ONNX nodes; those that opset 13 lacks in the steps they consist of. */
final class CurveEncoder {

    private final LayerNodes nodes;
    private final String x;

    CurveEncoder(LayerNodes nodes, String x) {
        this.nodes = nodes;
        this.x = x;
    }

    NodeProto.Builder encode(Pointwise layer) {
        float alpha = layer.alpha();
        return switch (layer.curve()) {
            case SIGMOID -> node("Sigmoid", x);
            case HARD_SIGMOID -> hardSigmoid(alpha, layer.beta());
            case HARD_SWISH ->
                    node("Mul", x, nodes.step("gate", hardSigmoid((float) (1 / 6.0), 0.5f)));
            case SWISH -> node("Mul", x, nodes.step("gate", "Sigmoid", times("steep", alpha, x)));
            case TANH -> node("Tanh", x);
            case LEAKY_RELU -> node("LeakyRelu", x).addAttribute(attribute("alpha", alpha));
            case ELU -> node("Elu", x).addAttribute(attribute("alpha", alpha));
            case SELU ->
                    node("Selu", x)
                            .addAttribute(attribute("alpha", alpha))
                            .addAttribute(attribute("gamma", layer.beta()));
            case CELU -> node("Celu", x).addAttribute(attribute("alpha", alpha));
            case GELU ->
                    halved(
                            nodes.step(
                                    "erf",
                                    "Erf",
                                    nodes.step(
                                            "narrow",
                                            "Div",
                                            x,
                                            nodes.scalar("root", (float) Math.sqrt(2)))));
            case GELU_TANH -> geluTanh();
            case MISH ->
                    node("Mul", x, nodes.step("tanh", "Tanh", nodes.step("soft", "Softplus", x)));
            case SOFTPLUS -> node("Softplus", x);
            case SOFTSIGN -> node("Softsign", x);
            case THRESHOLDED_RELU ->
                    node("ThresholdedRelu", x).addAttribute(attribute("alpha", alpha));
            case ERF -> node("Erf", x);
            case EXP -> node("Exp", x);
            case LOG -> node("Log", x);
            case SQRT -> node("Sqrt", x);
            case ABS -> node("Abs", x);
            case NEG -> node("Neg", x);
            case RECIPROCAL -> node("Reciprocal", x);
            case POWER -> node("Pow", x, nodes.scalar("exponent", alpha));
        };
    }

    private NodeProto.Builder hardSigmoid(float alpha, float beta) {
        return node("HardSigmoid", x)
                .addAttribute(attribute("alpha", alpha))
                .addAttribute(attribute("beta", beta));
    }

    private NodeProto.Builder geluTanh() {
        String cube = nodes.step("cube", "Pow", x, nodes.scalar("exponent", 3));
        String bent = nodes.step("bent", "Add", x, times("small", 0.044715f, cube));
        float steepness = (float) Math.sqrt(2 / Math.PI);
        return halved(nodes.step("tanh", "Tanh", times("steep", steepness, bent)));
    }

    /** {@code x · (1 + gate) / 2}. */
    private NodeProto.Builder halved(String gate) {
        String raised = nodes.step("raised", "Add", gate, nodes.scalar("one", 1));
        return node("Mul", nodes.step("gated", "Mul", x, raised), nodes.scalar("half", 0.5f));
    }

    private String times(String step, float factor, String value) {
        return factor == 1
                ? value
                : nodes.step(step, "Mul", value, nodes.scalar(step + "ness", factor));
    }
}
