package org.decnn.model.onnx;

import java.util.Map;
import onnx.Onnx.TensorProto.DataType;
import org.decnn.model.network.Curve;
import org.decnn.model.network.Joining.Arithmetic;
import org.decnn.model.network.Joining.Arithmetic.Operator;
import org.decnn.model.network.PerChannel.Clip;
import org.decnn.model.network.PerChannel.PRelu;
import org.decnn.model.network.PerChannel.Pointwise;
import org.decnn.model.network.PerChannel.Relu;
import org.decnn.model.onnx.Value.Activation;
import org.decnn.model.onnx.Value.Integers;
import org.decnn.model.onnx.Value.Reals;

/** Readers of operators that make one value of one value. */
final class PointwiseOperators {

    /** A curve's parameters as ONNX leaves them out. */
    private record Defaults(Curve curve, float alpha, float beta) {}

    /** Operators whose attributes alpha and beta are the curve's. */
    private static final Map<String, Defaults> WITH_PARAMETERS =
            Map.of(
                    "LeakyRelu", new Defaults(Curve.LEAKY_RELU, 0.01f, 0),
                    "Elu", new Defaults(Curve.ELU, 1, 0),
                    "Celu", new Defaults(Curve.CELU, 1, 0),
                    "ThresholdedRelu", new Defaults(Curve.THRESHOLDED_RELU, 1, 0),
                    "Swish", new Defaults(Curve.SWISH, 1, 0),
                    "HardSigmoid", new Defaults(Curve.HARD_SIGMOID, 0.2f, 0.5f));

    private static final Map<String, Curve> PLAIN =
            Map.ofEntries(
                    Map.entry("Sigmoid", Curve.SIGMOID),
                    Map.entry("HardSwish", Curve.HARD_SWISH),
                    Map.entry("Tanh", Curve.TANH),
                    Map.entry("Mish", Curve.MISH),
                    Map.entry("Softplus", Curve.SOFTPLUS),
                    Map.entry("Softsign", Curve.SOFTSIGN),
                    Map.entry("Erf", Curve.ERF),
                    Map.entry("Exp", Curve.EXP),
                    Map.entry("Log", Curve.LOG),
                    Map.entry("Sqrt", Curve.SQRT),
                    Map.entry("Abs", Curve.ABS),
                    Map.entry("Neg", Curve.NEG),
                    Map.entry("Reciprocal", Curve.RECIPROCAL));

    private static final float SELU_ALPHA = 1.67326319217681884765625f;
    private static final float SELU_GAMMA = 1.05070102214813232421875f;

    private PointwiseOperators() {}

    static Value relu(Node node, LayerList layers) {
        return layers.addWithin(node, new Relu(), node.activation(0));
    }

    static Value curve(Node node, LayerList layers) {
        return Patterns.in(node, layers)
                .recognised(layers.addWithin(node, pointwise(node), node.activation(0)));
    }

    private static Pointwise pointwise(Node node) {
        String operator = node.operator();
        if (PLAIN.containsKey(operator)) {
            return Pointwise.of(PLAIN.get(operator));
        }
        Defaults defaults = WITH_PARAMETERS.get(operator);
        float alpha = node.attribute("alpha", defaults.alpha());
        boolean two = defaults.curve() == Curve.HARD_SIGMOID;
        return new Pointwise(
                defaults.curve(), alpha, two ? node.attribute("beta", defaults.beta()) : 0);
    }

    static Value selu(Node node, LayerList layers) {
        Pointwise selu =
                new Pointwise(
                        Curve.SELU,
                        node.attribute("alpha", SELU_ALPHA),
                        node.attribute("gamma", SELU_GAMMA));
        return layers.addWithin(node, selu, node.activation(0));
    }

    static Value gelu(Node node, LayerList layers) {
        String approximate = node.attribute("approximate", "none");
        if (!approximate.equals("none") && !approximate.equals("tanh")) {
            throw node.error("its approximate '%s' is not known; use none or tanh", approximate);
        }
        Curve curve = approximate.equals("none") ? Curve.GELU : Curve.GELU_TANH;
        return layers.addWithin(node, Pointwise.of(curve), node.activation(0));
    }

    static Value pRelu(Node node, LayerList layers) {
        Activation input = node.activation(0);
        Reals slope = node.weight(1);
        if (!Dims.broadcast(input.dims(), slope.dims()).equals(input.dims())) {
            throw node.error("its slope %s does not fit %s", slope.dims(), input.dims());
        }
        if (Views.perChannel(input, slope).isEmpty()) {
            input = Views.flatIfOneAxis(node, input, layers);
        }
        return layers.addWithin(node, new PRelu(Affines.perChannel(node, input, slope)), input);
    }

    /** What is nearer to zero than a bound is 0; what is not may be moved towards it by as much. */
    static Value shrink(Node node, LayerList layers) {
        float bound = node.attribute("lambd", 0.5f);
        float bias = node.attribute("bias", 0f);
        if (bound < 0 || bias != 0 && bias != bound) {
            throw node.error(
                    "its lambd %s and bias %s are not supported; use a bias of 0 or of lambd",
                    bound, bias);
        }
        Activation input = node.activation(0);
        Activation[] sides = new Activation[2];
        for (int i = 0; i < 2; i++) {
            int channels = input.shape().channels();
            Activation side =
                    Affines.of(
                            node,
                            input.whole(),
                            Affines.filled(i == 0 ? 1 : -1, channels),
                            Affines.filled(-bias, channels),
                            layers);
            sides[i] =
                    layers.add(
                            node,
                            bias == 0
                                    ? new Pointwise(Curve.THRESHOLDED_RELU, bound, 0)
                                    : new Relu(),
                            side);
        }
        return layers.add(node, new Arithmetic(Operator.SUBTRACT), sides).seenAs(input.axes());
    }

    /** The bounds are inputs; before opset 11, attributes. */
    static Value clip(Node node, LayerList layers) {
        Clip clip =
                new Clip(
                        bound(node, 1, "min", -Float.MAX_VALUE),
                        bound(node, 2, "max", Float.MAX_VALUE));
        return Patterns.in(node, layers)
                .recognised(layers.addWithin(node, clip, node.activation(0)));
    }

    private static float bound(Node node, int input, String attribute, float none) {
        float given = node.attribute(attribute, none);
        double bound = node.hasInput(input) ? node.single(input) : given;
        if (Double.isNaN(bound)) {
            throw node.error("its %s is NaN; export the network again", attribute);
        }
        return (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, bound));
    }

    static Value identity(Node node, LayerList layers) {
        return node.input(0);
    }

    /** The identity in inference. */
    static Value dropout(Node node, LayerList layers) {
        node.ignore("ratio", "seed", "is_test");
        if (node.hasInput(2) && node.single(2) != 0) {
            throw node.error("it is in training mode; export the network in evaluation mode");
        }
        return node.input(0);
    }

    /** All networks are held in fp32, so a change between floating types is none. */
    static Value cast(Node node, LayerList layers) {
        node.ignore("saturate", "round_mode");
        DataType to = DataType.forNumber(node.attribute("to", 0));
        if (to != DataType.FLOAT && to != DataType.FLOAT16 && to != DataType.DOUBLE) {
            throw node.error("a cast to %s is not supported; keep activations in float", to);
        }
        return node.activation(0);
    }

    /** The same, as between the types that activations have. */
    static Value castLike(Node node, LayerList layers) {
        node.ignore("saturate", "round_mode");
        if (node.input(1) instanceof Integers) {
            throw node.error("a cast to integers is not supported; keep activations in float");
        }
        return node.activation(0);
    }
}
