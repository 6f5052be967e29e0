package org.decnn.rewrite.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.function.BinaryOperator;
import org.decnn.model.network.Joining;

/** Layers of several inputs in PyTorch, which spreads sizes of 1 as ONNX does. */
final class TorchJoining {

    private TorchJoining() {}

    static TorchLayer layer(Joining operation) {
        if (operation instanceof Joining.Add) {
            return folded(operation, NDArray::add);
        } else if (operation instanceof Joining.Concat) {
            return TorchLayer.of(
                    (inputs, training) -> NDArrays.concat(new NDList(inputs), 1), () -> operation);
        } else if (operation instanceof Joining.Arithmetic arithmetic) {
            return folded(
                    operation,
                    switch (arithmetic.operator()) {
                        case SUBTRACT -> NDArray::sub;
                        case MULTIPLY -> NDArray::mul;
                        case DIVIDE -> NDArray::div;
                        case MAXIMUM -> NDArray::maximum;
                        case MINIMUM -> NDArray::minimum;
                    });
        }
        throw new IllegalStateException("no PyTorch layer for " + operation);
    }

    private static TorchLayer folded(Joining operation, BinaryOperator<NDArray> function) {
        return TorchLayer.of(
                (inputs, training) -> inputs.stream().reduce(function).orElseThrow(),
                () -> operation);
    }
}
