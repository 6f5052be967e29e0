package org.decnn.operators.engine.nd4j;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Operators that make each value of one value, or of one value of each input. */
final class ElementwiseOperators {

    static final Map<String, Operator.OfOne> BY_NAME =
            Map.of(
                    "Relu", (node, program) -> over(program, node, "relu", Arguments.real(0)),
                    "Clip", ElementwiseOperators::clip,
                    "Add", (node, program) -> over(program, node, "add", Arguments.NONE),
                    "Sub", (node, program) -> over(program, node, "subtract", Arguments.NONE),
                    "Mul", (node, program) -> over(program, node, "multiply", Arguments.NONE),
                    "Div", (node, program) -> over(program, node, "divide", Arguments.NONE),
                    "Sum", ElementwiseOperators::sum);

    private ElementwiseOperators() {}

    /** Writes over the first input if no one reads it any more: that memory is in the cache. */
    private static INDArray over(
            Program program, GraphNode node, String operation, Arguments arguments) {
        if (!node.mayOverwriteInput()) {
            return program.add(operation, arguments, node.inputs());
        }
        program.addInto(node.input(0), operation, arguments, node.inputs());
        return node.input(0);
    }

    private static INDArray clip(GraphNode node, Program program) {
        INDArray raised = program.add("maximum", Arguments.NONE, node.input(0), node.input(1));
        program.addInto(raised, "minimum", Arguments.NONE, raised, node.input(2));
        return raised;
    }

    private static INDArray sum(GraphNode node, Program program) {
        return program.add("mergeadd", Arguments.NONE, node.inputs());
    }
}
