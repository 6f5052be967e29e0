package org.decnn.operators.engine.nd4j;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;

/** Operators that make one value of all along some axes, and what is normalised by such values. */
final class ReductionOperators {

    static final Map<String, Operator.OfOne> BY_NAME = byName();

    private static final Arguments KEEPING_AXES = Arguments.real(1);

    private ReductionOperators() {}

    private static Map<String, Operator.OfOne> byName() {
        Map<String, Operator.OfOne> operators = new HashMap<>();
        operators.put("ReduceMean", reduction("reduce_mean"));
        operators.put("ReduceSum", reduction("reduce_sum"));
        operators.put("ReduceMax", reduction("reduce_max"));
        operators.put("ReduceMin", reduction("reduce_min"));
        operators.put("ReduceL2", reduction("reduce_norm2"));
        operators.put("GlobalAveragePool", pool("reduce_mean"));
        operators.put("GlobalMaxPool", pool("reduce_max"));
        operators.put("InstanceNormalization", ReductionOperators::instanceNorm);
        return operators;
    }

    private static Operator.OfOne reduction(String operation) {
        return (node, program) -> {
            if (node.integer("keepdims", 1) != 1) {
                throw node.refused("axes that are dropped (keepdims 0)");
            }
            INDArray x = node.input(0);
            long[] axes =
                    node.inputCount() > 1
                            ? node.input(1).toLongVector()
                            : node.integers("axes", all(x));
            return reduced(program, operation, x, axes);
        };
    }

    private static long[] all(INDArray x) {
        return IntStream.range(0, x.rank()).asLongStream().toArray();
    }

    private static Operator.OfOne pool(String operation) {
        return (node, program) -> reduced(program, operation, node.input(0), 2, 3);
    }

    private static INDArray reduced(Program program, String operation, INDArray x, long... axes) {
        return program.add(operation, KEEPING_AXES.with(axes), x);
    }

    /** Of each channel: less its mean, over its deviation; then · scale + bias. */
    private static INDArray instanceNorm(GraphNode node, Program program) {
        INDArray x = node.input(0);
        long[] pixels = IntStream.range(2, x.rank()).asLongStream().toArray();
        long[] shape = new long[x.rank()];
        Arrays.fill(shape, 1);
        shape[1] = x.size(1);
        INDArray y =
                program.add(
                        "subtract", Arguments.NONE, x, reduced(program, "reduce_mean", x, pixels));
        INDArray squares = program.add("multiply", Arguments.NONE, y, y);
        INDArray deviation = reduced(program, "reduce_mean", squares, pixels);
        INDArray epsilon = CurveOperators.scalar(program, node.real("epsilon", 1e-5f));
        program.addInto(deviation, "add", Arguments.NONE, deviation, epsilon);
        program.add(new Step.Transform(new Sqrt(deviation, deviation)));
        program.addInto(y, "divide", Arguments.NONE, y, deviation);
        program.addInto(y, "multiply", Arguments.NONE, y, node.input(1).reshape('c', shape));
        program.addInto(y, "add", Arguments.NONE, y, node.input(2).reshape('c', shape));
        return y;
    }
}
