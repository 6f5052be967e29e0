package org.decnn.rewrite.train;

import static org.decnn.rewrite.train.TorchWeights.perChannel;

import ai.djl.ndarray.NDArray;
import org.decnn.model.network.AcrossChannels.LayerNorm;
import org.decnn.model.network.WithinGroups.GroupNorm;

/** Normalisations by a picture's own values in PyTorch. */
final class TorchNorms {

    private final TorchWeights weights;
    private final String name;

    TorchNorms(TorchWeights weights, String name) {
        this.weights = weights;
        this.name = name;
    }

    TorchLayer groupNorm(GroupNorm norm) {
        NDArray gamma = weights.learned(name + ".gamma", norm.gamma());
        NDArray beta = weights.learned(name + ".beta", norm.beta());
        return TorchLayer.ofOne(
                x -> {
                    NDArray rows = x.reshape(x.getShape().get(0), norm.groups(), -1);
                    NDArray normal = normal(rows, 2, norm.epsilon()).reshape(x.getShape());
                    return scaled(normal, gamma, beta);
                },
                () ->
                        new GroupNorm(
                                norm.groups(),
                                gamma.toFloatArray(),
                                beta.toFloatArray(),
                                norm.epsilon()));
    }

    TorchLayer layerNorm(LayerNorm norm) {
        NDArray gamma = weights.learned(name + ".gamma", norm.gamma());
        NDArray beta = weights.learned(name + ".beta", norm.beta());
        return TorchLayer.ofOne(
                x -> scaled(normal(x, 1, norm.epsilon()), gamma, beta),
                () -> new LayerNorm(gamma.toFloatArray(), beta.toFloatArray(), norm.epsilon()));
    }

    private static NDArray normal(NDArray x, int axis, float epsilon) {
        int[] along = {axis};
        NDArray centred = x.sub(x.mean(along, true));
        NDArray variance = centred.square().mean(along, true);
        return centred.div(variance.add(epsilon).sqrt());
    }

    private static NDArray scaled(NDArray normal, NDArray gamma, NDArray beta) {
        return normal.mul(perChannel(gamma, normal)).add(perChannel(beta, normal));
    }
}
