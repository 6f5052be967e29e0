package org.decnn.model.network;

import static org.decnn.model.network.Inputs.require;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An operation that gives values other places and changes none. A shard keeps what it holds; which
 * channels they are is another matter.
 */
public sealed interface Renumbering extends Operation {

    /** ONNX {@code Flatten}: {@code [C, H, W]} becomes {@code [C·H·W]}. */
    record Flatten() implements Renumbering {
        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return TensorShape.vector(Inputs.single(inputs).elements());
        }
    }

    /** ONNX {@code Reshape} of a vector {@code [C·H·W]} to {@code [C, H, W]}. */
    record Unflatten(int height, int width) implements Renumbering {
        public Unflatten {
            require(height > 0 && width > 0, "a map has pixels");
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape in = Inputs.single(inputs);
            require(in.isVector(), "its input %s is not flat", in);
            require(
                    in.channels() % (height * width) == 0,
                    "%d values are no channels of %d×%d",
                    in.channels(),
                    height,
                    width);
            return TensorShape.image(in.channels() / (height * width), height, width);
        }
    }

    /**
     * A channel shuffle: channels seen as {@code [rows, columns]}, swapped and flattened. Output
     * channel {@code column·rows + row} is input channel {@code row·columns + column}. ShuffleNet's
     * shuffle of G groups has G rows; the DeCNN authors' has G columns, the inverse permutation.
     */
    record ChannelShuffle(int rows, int columns) implements Renumbering {
        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape in = Inputs.featureMap(inputs);
            require(
                    in.channels() == rows * columns,
                    "it shuffles %d channels, its input has %d",
                    rows * columns,
                    in.channels());
            return in;
        }

        /** The input channel that an output channel is. */
        public int source(int output) {
            return output % rows * columns + output / rows;
        }

        /** The same as the input channel of each output channel. */
        public int[] sources() {
            return IntStream.range(0, rows * columns).map(this::source).toArray();
        }
    }

    /** ONNX {@code Gather} of channels: output channel i is input channel {@code channels[i]}. */
    record Select(int[] channels) implements Renumbering {
        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape in = Inputs.single(inputs);
            require(channels.length > 0, "it selects no channel");
            for (int channel : channels) {
                require(
                        channel >= 0 && channel < in.channels(),
                        "it selects channel %d of %d",
                        channel,
                        in.channels());
            }
            return in.withChannels(channels.length);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Select that && Arrays.equals(channels, that.channels);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(channels);
        }
    }

    /**
     * ONNX {@code Pad} of channels.
     *
     * @param before channels of {@code value} before the input's
     * @param after channels of {@code value} behind the input's
     */
    record PadChannels(int before, int after, float value) implements Renumbering {
        public PadChannels {
            require(before >= 0 && after >= 0, "it adds %d and %d channels", before, after);
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape in = Inputs.single(inputs);
            return in.withChannels(Math.addExact(Math.addExact(in.channels(), before), after));
        }
    }
}
