package org.decnn.operators.engine.nd4j;

import java.util.Arrays;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Operators that move values, or only see them with other axes. A scalar has the shape [1]. */
final class ShapeOperators {

    static final Map<String, Operator.OfOne> BY_NAME =
            Map.of(
                    "Identity", (node, program) -> again(node.input(0)),
                    "Reshape", (node, program) -> reshape(node),
                    "Flatten", (node, program) -> flatten(node),
                    "Squeeze", (node, program) -> squeeze(node),
                    "Transpose", ShapeOperators::transpose,
                    "Concat", ShapeOperators::concat,
                    "Gather", ShapeOperators::gather);

    private ShapeOperators() {}

    /** The same memory as another array: a step that may write over the one must not know it. */
    static INDArray again(INDArray array) {
        return array.reshape('c', array.shape());
    }

    private static INDArray reshape(GraphNode node) {
        long[] shape = node.input(1).toLongVector();
        for (int i = 0; i < shape.length; i++) {
            // ONNX: 0 is the size that the axis has.
            shape[i] = shape[i] == 0 ? node.input(0).size(i) : shape[i];
        }
        return node.input(0).reshape('c', shape);
    }

    private static INDArray flatten(GraphNode node) {
        int axis = Math.toIntExact(node.integer("axis", 1));
        long rows = Arrays.stream(node.input(0).shape(), 0, axis).reduce(1, (a, b) -> a * b);
        return node.input(0).reshape('c', rows, node.input(0).length() / rows);
    }

    private static INDArray squeeze(GraphNode node) {
        if (node.inputCount() > 1) {
            throw node.refused("chosen axes");
        }
        long[] shape = Arrays.stream(node.input(0).shape()).filter(size -> size != 1).toArray();
        return node.input(0).reshape('c', Memory.shape(shape));
    }

    private static INDArray transpose(GraphNode node, Program program) {
        long[] order = node.integers("perm");
        return program.add("permute", Arguments.integers(order), node.input(0));
    }

    private static INDArray concat(GraphNode node, Program program) {
        Arguments axis = Arguments.integers(node.integer("axis", 1));
        return program.add("concat", axis, node.inputs());
    }

    private static INDArray gather(GraphNode node, Program program) {
        Arguments axis = Arguments.integers(node.integer("axis", 0));
        return program.add("gather", axis, node.inputs());
    }
}
