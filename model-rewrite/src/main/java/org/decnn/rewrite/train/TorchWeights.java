package org.decnn.rewrite.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.decnn.model.network.Tensor;

/** A network's numbers in PyTorch, by name: what is learned, what is observed, and constants. */
final class TorchWeights {

    /**
     * Something that training changes.
     *
     * @param decays whether weight decay pulls it
     */
    record Weight(String name, NDArray array, boolean decays) {}

    private final NDManager manager;
    private final Map<String, Weight> learned = new LinkedHashMap<>();
    private final Map<String, NDArray> observed = new LinkedHashMap<>();

    TorchWeights(NDManager manager) {
        this.manager = manager;
    }

    /** Weights that decay pulls towards 0. */
    NDArray decaying(String name, Tensor value) {
        long[] shape = new long[value.shape().length];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = value.dim(i);
        }
        return learned(name, manager.create(value.values(), new Shape(shape)), true);
    }

    /** One value a channel, which decay leaves alone. */
    NDArray learned(String name, float[] values) {
        return learned(name, manager.create(values), false);
    }

    private NDArray learned(String name, NDArray array, boolean decays) {
        learned.put(name, new Weight(name, array, decays));
        return array;
    }

    /** Running statistics: part of the state, but no gradient leads to them. */
    NDArray observed(String name, float[] values) {
        NDArray array = manager.create(values);
        observed.put(name, array);
        return array;
    }

    /** What training leaves as it is. */
    NDArray constant(float[] values, long... shape) {
        return manager.create(values, new Shape(shape));
    }

    /** Indices, likewise. */
    NDArray constant(long... values) {
        return manager.create(values);
    }

    /** What training changes; gradients are kept for it from the first call on. */
    List<Weight> trained() {
        learned.values().forEach(weight -> weight.array().setRequiresGradient(true));
        return List.copyOf(learned.values());
    }

    /** All that makes up the network's state, by name: weights and running statistics. */
    Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        learned.forEach((name, weight) -> state.put(name, weight.array()));
        state.putAll(observed);
        return state;
    }

    /** One value a channel in the shape in which it goes with a batch. */
    static NDArray perChannel(NDArray values, NDArray batch) {
        return batch.getShape().dimension() == 2 ? values : values.reshape(1, -1, 1, 1);
    }
}
