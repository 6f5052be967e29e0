package org.decnn.model.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.decnn.model.network.Renumbering.ChannelShuffle;
import org.decnn.model.network.Renumbering.Flatten;
import org.decnn.model.onnx.Value.Activation;
import org.decnn.model.onnx.Value.Swapped;

/** Readers of operators that change the axes of an activation. */
final class AxisOperators {

    private AxisOperators() {}

    /** Reshape, Flatten, Squeeze and Unsqueeze. */
    static Value reshape(Node node, LayerList layers) {
        if (node.input(0) instanceof Swapped swapped) {
            ChannelShuffle shuffle = new ChannelShuffle(swapped.rows(), swapped.columns());
            List<Integer> dims = Reshapes.dims(node, swapped.dims());
            Activation shuffled = layers.add(node, shuffle, swapped.source());
            return seenAs(dims, shuffled, node, layers);
        }
        Activation input = node.activation(0);
        return seenAs(Reshapes.dims(node, input.dims()), input, node, layers);
    }

    /**
     * An activation with other axes. A feature map that becomes a vector passes a flatten layer.
     */
    static Activation seenAs(
            List<Integer> dims, Activation activation, Node node, LayerList layers) {
        boolean vector = dims.size() == 2 && dims.get(0) == 1;
        return vector && !activation.shape().isVector()
                ? layers.add(node, new Flatten(), activation.whole())
                : activation.withDims(dims);
    }

    /**
     * A transpose that swaps rows and columns of channels, {@code [1, rows, columns, ...]}, is the
     * middle of a channel shuffle. One that moves only axes of size 1 changes no order.
     */
    static Value transpose(Node node, LayerList layers) {
        Activation input = node.activation(0);
        List<Integer> dims = input.dims();
        int rank = dims.size();
        int[] reversed = IntStream.range(0, rank).map(axis -> rank - 1 - axis).toArray();
        int[] perm = node.attribute("perm", reversed);
        boolean permutes =
                Arrays.equals(
                        Arrays.stream(perm).sorted().toArray(), IntStream.range(0, rank).toArray());
        if (!permutes) {
            throw node.error(
                    "its perm %s does not fit %s; export again", Arrays.toString(perm), dims);
        }
        List<Integer> moved = Arrays.stream(perm).mapToObj(dims::get).toList();
        int[] moving = Arrays.stream(perm).filter(axis -> dims.get(axis) != 1).toArray();
        if (Arrays.equals(moving, Arrays.stream(moving).sorted().toArray())) {
            return input.withDims(moved);
        }
        boolean swapsChannels =
                rank >= 3
                        && dims.get(0) == 1
                        && dims.get(1) * dims.get(2) == input.shape().channels()
                        && isSwapOfSecondAndThird(perm);
        if (!swapsChannels) {
            throw node.error(
                    "it transposes %s by %s; only channel shuffles (Reshape, Transpose, Reshape)"
                            + " are supported",
                    dims, Arrays.toString(perm));
        }
        return new Swapped(input.whole(), dims.get(1), dims.get(2), moved);
    }

    private static boolean isSwapOfSecondAndThird(int[] perm) {
        int[] swap = IntStream.range(0, perm.length).toArray();
        swap[1] = 2;
        swap[2] = 1;
        return Arrays.equals(perm, swap);
    }
}
