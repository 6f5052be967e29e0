package org.decnn.rewrite.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.stream.IntStream;
import org.decnn.model.network.Renumbering;
import org.decnn.model.network.TensorShape;

/** Layers that give values other places in PyTorch. */
final class TorchRenumbering {

    private TorchRenumbering() {}

    static TorchLayer layer(Renumbering operation, TensorShape in, TorchWeights weights) {
        if (operation instanceof Renumbering.Flatten) {
            return TorchLayer.fixed(operation, x -> x.reshape(x.getShape().get(0), -1));
        } else if (operation instanceof Renumbering.Unflatten map) {
            return TorchLayer.fixed(
                    operation, x -> x.reshape(x.getShape().get(0), -1, map.height(), map.width()));
        } else if (operation instanceof Renumbering.ChannelShuffle shuffle) {
            return TorchLayer.fixed(
                    operation,
                    x ->
                            x.reshape(
                                            -1,
                                            shuffle.rows(),
                                            shuffle.columns(),
                                            in.height(),
                                            in.width())
                                    .transpose(0, 2, 1, 3, 4)
                                    .reshape(-1, in.channels(), in.height(), in.width()));
        } else if (operation instanceof Renumbering.Select select) {
            NDArray channels =
                    weights.constant(IntStream.of(select.channels()).asLongStream().toArray());
            return TorchLayer.fixed(operation, x -> x.get(":, {}", channels));
        } else if (operation instanceof Renumbering.PadChannels pad) {
            Shape sides =
                    in.isMap()
                            ? new Shape(0, 0, 0, 0, pad.before(), pad.after())
                            : new Shape(pad.before(), pad.after());
            return TorchLayer.fixed(operation, x -> x.pad(sides, pad.value()));
        }
        throw new IllegalStateException("no PyTorch layer for " + operation);
    }
}
