package org.decnn.operators.engine.nd4j;

import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/** Computes some of a graph's tensors from others, which are the same arrays in every run. */
interface Step {

    void run();

    /** An operation of ND4J, bound to its arrays. */
    record Native(CustomOp operation, OpContext arrays) implements Step {
        @Override
        public void run() {
            Nd4j.getExecutioner().exec(operation, arrays);
        }
    }

    /** An operation of ND4J's older kind, which holds its arrays itself. */
    record Transform(Op operation) implements Step {
        @Override
        public void run() {
            Nd4j.getExecutioner().exec(operation);
        }
    }
}
