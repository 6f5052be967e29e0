package org.decnn.model.onnx;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an ONNX file leaves open.
 *
 * @param inputSize height and width of the input, where the file leaves them free
 * @param channels channels of the input, where the file leaves them free
 * @param output the tensor that is the network's answer: one of the file's outputs, or any other
 *     that a node gives, behind which the network is cut off; empty for the file's only output
 */
public record ReadOptions(OptionalInt inputSize, OptionalInt channels, Optional<String> output) {

    /** Nothing is said. */
    public static final ReadOptions NONE =
            new ReadOptions(OptionalInt.empty(), OptionalInt.empty(), Optional.empty());

    public static ReadOptions ofSize(OptionalInt inputSize) {
        return new ReadOptions(inputSize, OptionalInt.empty(), Optional.empty());
    }
}
