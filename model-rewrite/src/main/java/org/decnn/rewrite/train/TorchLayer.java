package org.decnn.rewrite.train;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.decnn.model.network.Operation;

/** A layer in PyTorch; what is learned of it lives there. */
interface TorchLayer {

    /**
     * @param inputs {@code [N, C, H, W]} or {@code [N, C]}
     * @param training whether it takes, and notes, the statistics of this batch
     */
    NDArray output(List<NDArray> inputs, boolean training);

    /** The operation with its weights and statistics as they are now. */
    Operation now();

    /** A layer of one input that learns nothing. */
    static TorchLayer fixed(Operation operation, UnaryOperator<NDArray> function) {
        return ofOne(function, () -> operation);
    }

    /** A layer of one input. */
    static TorchLayer ofOne(UnaryOperator<NDArray> function, Supplier<Operation> now) {
        return of((inputs, training) -> function.apply(inputs.get(0)), now);
    }

    /** What a layer computes. */
    @FunctionalInterface
    interface Function {
        NDArray of(List<NDArray> inputs, boolean training);
    }

    static TorchLayer of(Function function, Supplier<Operation> now) {
        return new TorchLayer() {
            @Override
            public NDArray output(List<NDArray> inputs, boolean training) {
                return function.of(inputs, training);
            }

            @Override
            public Operation now() {
                return now.get();
            }
        };
    }
}
