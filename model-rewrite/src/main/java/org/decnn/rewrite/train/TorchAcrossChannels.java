package org.decnn.rewrite.train;

import ai.djl.ndarray.NDArray;
import java.util.function.BiFunction;
import org.decnn.model.network.AcrossChannels;
import org.decnn.model.network.Reduction;

/** Layers that see all channels, and learn nothing, in PyTorch. */
final class TorchAcrossChannels {

    private static final int CHANNELS = 1;

    private TorchAcrossChannels() {}

    static TorchLayer layer(AcrossChannels operation, String name) {
        if (operation instanceof AcrossChannels.Softmax) {
            return TorchLayer.fixed(operation, x -> x.softmax(CHANNELS));
        } else if (operation instanceof AcrossChannels.LogSoftmax) {
            return TorchLayer.fixed(operation, x -> x.logSoftmax(CHANNELS));
        } else if (operation instanceof AcrossChannels.UnitLength unit) {
            return TorchLayer.fixed(
                    operation,
                    x -> x.div(reduced(Reduction.L2, x, CHANNELS).maximum(unit.least())));
        } else if (operation instanceof AcrossChannels.ReduceChannels reduce) {
            return TorchLayer.fixed(operation, x -> reduced(reduce.reduction(), x, CHANNELS));
        }
        throw TorchNetwork.notTrained(name, operation);
    }

    /** Along some axes, which become 1. */
    static NDArray reduced(Reduction reduction, NDArray x, int... axes) {
        return switch (reduction) {
            case MEAN -> oneByOne(x, axes, (each, axis) -> each.mean(axis, true));
            case SUM -> x.sum(axes, true);
            case L2 -> oneByOne(x, axes, (each, axis) -> each.norm(2, axis, true));
            case MAX -> oneByOne(x, axes, (each, axis) -> each.max(axis, true));
            case MIN -> reduced(Reduction.MAX, x.neg(), axes).neg();
        };
    }

    /** DJL does these along one axis alone. */
    private static NDArray oneByOne(
            NDArray x, int[] axes, BiFunction<NDArray, int[], NDArray> reduction) {
        NDArray reduced = x;
        for (int axis : axes) {
            reduced = reduction.apply(reduced, new int[] {axis});
        }
        return reduced;
    }
}
