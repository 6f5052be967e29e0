package org.decnn.operators.engine.nd4j;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The steps of a graph, in order, and the arrays between them. All shapes are known when a graph is
 * loaded, so each array is allocated once and a run allocates none.
 */
final class Program implements AutoCloseable {

    private final List<Step> steps = new ArrayList<>();
    private final List<OpContext> contexts = new ArrayList<>();
    private final Set<INDArray> owned = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Adds an operation whose result is a new array. */
    INDArray add(String operation, Arguments arguments, INDArray... inputs) {
        DynamicCustomOp.DynamicCustomOpsBuilder described =
                DynamicCustomOp.builder(operation).addInputs(inputs);
        arguments.addTo(described);
        var result = Nd4j.getExecutioner().calculateOutputShape(described.build()).get(0);
        INDArray output = allocate(result.dataType(), result.getShape());
        addInto(output, operation, arguments, inputs);
        return output;
    }

    /** Adds an operation that writes into an array, which may be one of its inputs. */
    void addInto(INDArray output, String operation, Arguments arguments, INDArray... inputs) {
        OpContext context = Nd4j.getExecutioner().buildContext();
        contexts.add(context);
        context.setInputArrays(inputs);
        context.setOutputArrays(output);
        arguments.addTo(context);
        steps.add(new Step.Native(DynamicCustomOp.builder(operation).build(), context));
    }

    void add(Step step) {
        steps.add(step);
    }

    INDArray allocate(DataType type, long... shape) {
        return owned(Nd4j.createUninitialized(type, shape));
    }

    /** Weights, or what is computed from them. */
    INDArray constant(float[] values, long... shape) {
        return owned(Nd4j.createFromArray(values)).reshape('c', shape);
    }

    INDArray constant(long... values) {
        return owned(Nd4j.createFromArray(values));
    }

    private INDArray owned(INDArray array) {
        owned.add(array);
        return array;
    }

    /** Whether an array was allocated here and is not merely another view of one. */
    boolean owns(INDArray array) {
        return owned.contains(array);
    }

    void run() {
        for (Step step : steps) {
            step.run();
        }
    }

    @Override
    public void close() {
        for (OpContext context : contexts) {
            try {
                context.close();
            } catch (Exception e) {
                throw new IllegalStateException("ND4J cannot close an operation", e);
            }
        }
        owned.stream().filter(INDArray::closeable).forEach(INDArray::close);
    }
}
