package org.decnn.operators.engine.nd4j;

import java.util.Arrays;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;

/**
 * What an operation of ND4J takes beside arrays: integers and reals, told apart by position.
 *
 * @param helped whether oneDNN or the Arm Compute Library may do it, where the jar has them
 */
record Arguments(long[] integers, double[] reals, boolean helped) {

    static final Arguments NONE = new Arguments(new long[0], new double[0], true);

    static Arguments integers(long... integers) {
        return new Arguments(integers, new double[0], true);
    }

    static Arguments real(double real) {
        return new Arguments(new long[0], new double[] {real}, true);
    }

    /** The same with some integers. */
    Arguments with(long... some) {
        return new Arguments(some, reals, helped);
    }

    Arguments unhelped() {
        return new Arguments(integers, reals, false);
    }

    void addTo(OpContext context) {
        context.allowHelpers(helped);
        if (integers.length > 0) {
            context.setIArguments(integers);
        }
        if (reals.length > 0) {
            context.setTArguments(reals);
        }
    }

    void addTo(DynamicCustomOp.DynamicCustomOpsBuilder operation) {
        operation.addIntegerArguments(Arrays.stream(integers).mapToInt(Math::toIntExact).toArray());
        operation.addFloatingPointArguments(Arrays.stream(reals).boxed().toArray(Double[]::new));
    }
}
