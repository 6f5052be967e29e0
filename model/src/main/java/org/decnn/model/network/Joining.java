package org.decnn.model.network;

import static org.decnn.model.network.Inputs.require;

import java.util.List;

/** An operation of several inputs, which a shard computes where it holds like channels of all. */
public sealed interface Joining extends Operation {

    /** ONNX {@code Add} or {@code Sum}; sizes of 1 are spread. */
    record Add() implements Joining {
        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            require(inputs.size() >= 2, "an addition has two inputs or more");
            return spread("adds", inputs);
        }
    }

    /** ONNX {@code Sub}, {@code Mul} and their like; sizes of 1 are spread. */
    record Arithmetic(Operator operator) implements Joining {

        /** What is made of two values. */
        public enum Operator {
            SUBTRACT,
            MULTIPLY,
            DIVIDE,
            MAXIMUM,
            MINIMUM
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            require(inputs.size() == 2, "it has two inputs, not %d", inputs.size());
            return spread("joins", inputs);
        }
    }

    /** ONNX {@code Concat} of channels. */
    record Concat() implements Joining {
        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape first = inputs.get(0);
            for (TensorShape input : inputs) {
                require(
                        input.withChannels(1).equals(first.withChannels(1)),
                        "it joins %s and %s",
                        first,
                        input);
            }
            return first.withChannels(
                    inputs.stream().mapToInt(TensorShape::channels).reduce(0, Math::addExact));
        }
    }

    /** The shape that inputs have once their sizes of 1 are spread. */
    private static TensorShape spread(String verb, List<TensorShape> inputs) {
        TensorShape shape = inputs.get(0);
        for (TensorShape input : inputs) {
            require(
                    input.dims().size() == shape.dims().size()
                            && fits(shape.channels(), input.channels())
                            && fits(shape.height(), input.height())
                            && fits(shape.width(), input.width()),
                    "it %s %s and %s",
                    verb,
                    shape,
                    input);
            shape =
                    shape.isMap()
                            ? TensorShape.image(
                                    Math.max(shape.channels(), input.channels()),
                                    Math.max(shape.height(), input.height()),
                                    Math.max(shape.width(), input.width()))
                            : TensorShape.vector(Math.max(shape.channels(), input.channels()));
        }
        return shape;
    }

    private static boolean fits(int size, int other) {
        return size == other || size == 1 || other == 1;
    }
}
