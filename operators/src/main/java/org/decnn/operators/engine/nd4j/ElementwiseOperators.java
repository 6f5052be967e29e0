package org.decnn.operators.engine.nd4j;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Operators that make each value of one value, or of one value of each input; sizes of 1 are
 * spread.
 */
final class ElementwiseOperators {

    static final Map<String, Operator.OfOne> BY_NAME = byName();

    private ElementwiseOperators() {}

    private static Map<String, Operator.OfOne> byName() {
        Map<String, Operator.OfOne> operators = new HashMap<>();
        operators.put("Relu", (node, program) -> over(program, node, "relu", Arguments.real(0)));
        operators.put("Clip", ElementwiseOperators::clip);
        operators.put("Add", simple("add"));
        operators.put("Sub", simple("subtract"));
        operators.put("Mul", simple("multiply"));
        operators.put("Div", simple("divide"));
        operators.put("Pow", simple("Pow"));
        operators.put("Sum", (node, program) -> folded(program, node, "add"));
        operators.put("Max", (node, program) -> folded(program, node, "maximum"));
        operators.put("Min", (node, program) -> folded(program, node, "minimum"));
        return operators;
    }

    private static Operator.OfOne simple(String operation) {
        return (node, program) -> over(program, node, operation, Arguments.NONE);
    }

    /** Writes over the first input if no one reads it any more: that memory is in the cache. */
    static INDArray over(Program program, GraphNode node, String operation, Arguments arguments) {
        if (!node.mayOverwriteInput() || isSpread(node)) {
            return program.add(operation, arguments, node.inputs());
        }
        program.addInto(node.input(0), operation, arguments, node.inputs());
        return node.input(0);
    }

    /** Whether the result is larger than the first input. */
    private static boolean isSpread(GraphNode node) {
        long[] first = node.input(0).shape();
        for (INDArray input : node.inputs()) {
            long[] shape = input.shape();
            for (int back = 1; back <= shape.length; back++) {
                long size = shape[shape.length - back];
                if (size != 1 && (back > first.length || size != first[first.length - back])) {
                    return true;
                }
            }
            // Axes in front are in the result's shape, if only as ones.
            if (shape.length > first.length) {
                return true;
            }
        }
        return false;
    }

    private static INDArray clip(GraphNode node, Program program) {
        INDArray raised = program.add("maximum", Arguments.NONE, node.input(0), node.input(1));
        program.addInto(raised, "minimum", Arguments.NONE, raised, node.input(2));
        return raised;
    }

    /** Of any number of inputs: the first with the second, that with the third. */
    private static INDArray folded(Program program, GraphNode node, String operation) {
        if (node.inputCount() == 1) {
            return ShapeOperators.again(node.input(0));
        }
        INDArray result = program.add(operation, Arguments.NONE, node.input(0), node.input(1));
        for (INDArray input : Arrays.asList(node.inputs()).subList(2, node.inputCount())) {
            result = program.add(operation, Arguments.NONE, result, input);
        }
        return result;
    }
}
