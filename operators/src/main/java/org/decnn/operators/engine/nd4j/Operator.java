package org.decnn.operators.engine.nd4j;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An ONNX operator: adds the steps of a node to a program and gives the node's outputs. */
@FunctionalInterface
interface Operator {

    /** All that the graphs of a model directory are made of, by ONNX's name. */
    Map<String, Operator> BY_NAME = byName();

    List<INDArray> add(GraphNode node, Program program);

    /** An operator of one output. */
    @FunctionalInterface
    interface OfOne {
        INDArray add(GraphNode node, Program program);
    }

    private static Map<String, Operator> byName() {
        Map<String, OfOne> ofOne = new HashMap<>();
        ofOne.putAll(WindowOperators.BY_NAME);
        ofOne.putAll(ElementwiseOperators.BY_NAME);
        ofOne.putAll(CurveOperators.BY_NAME);
        ofOne.putAll(ReductionOperators.BY_NAME);
        ofOne.putAll(ChannelOperators.BY_NAME);
        ofOne.putAll(ShapeOperators.BY_NAME);
        ofOne.putAll(BorderOperators.BY_NAME);
        ofOne.put("Resize", PictureOperators::resize);
        ofOne.put("Cast", WireOperators::cast);
        ofOne.put("DequantizeLinear", WireOperators::dequantize);
        Map<String, Operator> operators = new HashMap<>();
        ofOne.forEach(
                (name, operator) ->
                        operators.put(
                                name, (node, program) -> List.of(operator.add(node, program))));
        operators.put("DynamicQuantizeLinear", WireOperators::quantize);
        return Map.copyOf(operators);
    }
}
