package org.decnn.operators.engine.nd4j;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.same.Negative;
import org.nd4j.linalg.api.ops.impl.transforms.same.Reciprocal;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;

/** Functions of one value. */
final class CurveOperators {

    static final Map<String, Operator.OfOne> BY_NAME = byName();

    private CurveOperators() {}

    private static Map<String, Operator.OfOne> byName() {
        Map<String, Operator.OfOne> operators = new HashMap<>();
        operators.put("Sigmoid", curve("sigmoid"));
        operators.put("Tanh", curve("tanh"));
        operators.put("Softsign", curve("softsign"));
        operators.put("LeakyRelu", curve("lrelu", "alpha", 0.01f));
        operators.put("Elu", curve("elu", "alpha", 1));
        operators.put("ThresholdedRelu", curve("thresholdedrelu", "alpha", 1));
        operators.put("HardSigmoid", CurveOperators::hardSigmoid);
        operators.put("Selu", CurveOperators::selu);
        operators.put("Celu", CurveOperators::celu);
        operators.put("Softplus", CurveOperators::softplus);
        operators.put("PRelu", CurveOperators::preluOfSlope);
        operators.put("Erf", transform(Erf::new));
        operators.put("Exp", transform(Exp::new));
        operators.put("Log", transform(Log::new));
        operators.put("Sqrt", transform(Sqrt::new));
        operators.put("Abs", transform(Abs::new));
        operators.put("Neg", transform(Negative::new));
        operators.put("Reciprocal", transform(Reciprocal::new));
        return operators;
    }

    private static Operator.OfOne curve(String operation) {
        return (node, program) ->
                ElementwiseOperators.over(program, node, operation, Arguments.NONE);
    }

    private static Operator.OfOne curve(String operation, String parameter, float otherwise) {
        return (node, program) ->
                ElementwiseOperators.over(
                        program, node, operation, Arguments.real(node.real(parameter, otherwise)));
    }

    /** What ND4J knows, but not by a name. */
    private static Operator.OfOne transform(BiFunction<INDArray, INDArray, Op> operation) {
        return (node, program) -> transformed(program, operation, node.input(0));
    }

    private static INDArray transformed(
            Program program, BiFunction<INDArray, INDArray, Op> operation, INDArray x) {
        INDArray y = program.allocate(x.dataType(), x.shape());
        program.add(new Step.Transform(operation.apply(x, y)));
        return y;
    }

    /** {@code max(0, min(1, alpha · x + beta))}; ND4J's own knows one alpha and beta alone. */
    private static INDArray hardSigmoid(GraphNode node, Program program) {
        INDArray y = times(program, node.input(0), node.real("alpha", 0.2f));
        program.addInto(y, "add", Arguments.NONE, y, scalar(program, node.real("beta", 0.5f)));
        program.addInto(y, "maximum", Arguments.NONE, y, scalar(program, 0));
        program.addInto(y, "minimum", Arguments.NONE, y, scalar(program, 1));
        return y;
    }

    private static INDArray selu(GraphNode node, Program program) {
        double alpha = node.real("alpha", 1.67326319217681884765625f);
        float gamma = node.real("gamma", 1.05070102214813232421875f);
        INDArray y = program.add("elu", Arguments.real(alpha), node.input(0));
        program.addInto(y, "multiply", Arguments.NONE, y, scalar(program, gamma));
        return y;
    }

    /** {@code alpha · elu(x / alpha)}. */
    private static INDArray celu(GraphNode node, Program program) {
        INDArray alpha = scalar(program, node.real("alpha", 1));
        INDArray y = program.add("divide", Arguments.NONE, node.input(0), alpha);
        program.addInto(y, "elu", Arguments.real(1), y);
        program.addInto(y, "multiply", Arguments.NONE, y, alpha);
        return y;
    }

    /** {@code max(x, 0) + log(1 + exp(-|x|))}: ND4J's own is infinite above 88. */
    private static INDArray softplus(GraphNode node, Program program) {
        INDArray y = transformed(program, Abs::new, node.input(0));
        program.add(new Step.Transform(new Negative(y, y)));
        program.add(new Step.Transform(new Exp(y, y)));
        program.addInto(y, "add", Arguments.NONE, y, scalar(program, 1));
        program.add(new Step.Transform(new Log(y, y)));
        INDArray positive = program.add("relu", Arguments.real(0), node.input(0));
        program.addInto(y, "add", Arguments.NONE, y, positive);
        return y;
    }

    /** {@code max(x, 0) + slope · min(x, 0)}. */
    private static INDArray preluOfSlope(GraphNode node, Program program) {
        INDArray x = node.input(0);
        INDArray y = program.add("minimum", Arguments.NONE, x, scalar(program, 0));
        program.addInto(y, "multiply", Arguments.NONE, y, node.input(1));
        INDArray positive = program.add("relu", Arguments.real(0), x);
        program.addInto(y, "add", Arguments.NONE, y, positive);
        return y;
    }

    private static INDArray times(Program program, INDArray x, float factor) {
        return program.add("multiply", Arguments.NONE, x, scalar(program, factor));
    }

    static INDArray scalar(Program program, float value) {
        return program.constant(new float[] {value}, 1);
    }
}
