package org.decnn.rewrite.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.Weighted;
import org.decnn.model.network.Window;

/** Layers of weighted sums in PyTorch. */
final class TorchWeighted {

    private final TorchWeights weights;
    private final String name;

    TorchWeighted(TorchWeights weights, String name) {
        this.weights = weights;
        this.name = name;
    }

    TorchLayer layer(Weighted operation) {
        if (operation instanceof Weighted.Conv conv) {
            return convolution(conv);
        } else if (operation instanceof Weighted.Linear linear) {
            return linear(linear);
        }
        throw TorchNetwork.notTrained(name, operation);
    }

    private TorchLayer convolution(Weighted.Conv conv) {
        NDArray weight = weights.decaying(name + ".weight", conv.weight());
        NDArray bias = bias(conv.bias());
        Window window = conv.window();
        return TorchLayer.ofOne(
                x ->
                        Conv2d.conv2d(
                                        TorchPools.evened(x, window, 0),
                                        weight,
                                        bias,
                                        new Shape(window.strideHeight(), window.strideWidth()),
                                        TorchPools.evenPadding(window),
                                        new Shape(window.dilationHeight(), window.dilationWidth()),
                                        conv.groups())
                                .singletonOrThrow(),
                () ->
                        new Weighted.Conv(
                                conv.groups(),
                                window,
                                Tensor.of(weight.toFloatArray(), conv.weight().shape()),
                                values(bias)));
    }

    private TorchLayer linear(Weighted.Linear linear) {
        NDArray weight = weights.decaying(name + ".weight", linear.weight());
        NDArray bias = bias(linear.bias());
        return TorchLayer.ofOne(
                x -> {
                    NDArray product = x.matMul(weight.transpose());
                    return bias == null ? product : product.add(bias);
                },
                () ->
                        new Weighted.Linear(
                                Tensor.of(weight.toFloatArray(), linear.weight().shape()),
                                values(bias)));
    }

    /** Null where there is none. */
    private NDArray bias(float[] bias) {
        return bias.length == 0 ? null : weights.learned(name + ".bias", bias);
    }

    private static float[] values(NDArray bias) {
        return bias == null ? new float[0] : bias.toFloatArray();
    }
}
