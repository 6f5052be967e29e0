package org.decnn.rewrite.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Stochastic gradient descent with momentum and weight decay. DJL's own optimizer keeps its momenta
 * to itself, and a checkpoint needs them.
 */
final class Descent {

    private static final float NO_CLIPPING = -1;

    private final List<TorchWeights.Weight> weights;
    private final Recipe recipe;
    private final Map<String, NDArray> momenta = new LinkedHashMap<>();

    Descent(List<TorchWeights.Weight> weights, Recipe recipe, NDManager manager) {
        this.weights = weights;
        this.recipe = recipe;
        for (TorchWeights.Weight weight : weights) {
            momenta.put(weight.name() + ".momentum", manager.zeros(weight.array().getShape()));
        }
    }

    Map<String, NDArray> state() {
        return momenta;
    }

    /** Moves every weight against its gradient, and forgets the gradient. */
    void step(float rate) {
        for (TorchWeights.Weight weight : weights) {
            NDArray array = weight.array();
            try (NDArray gradient = array.getGradient()) {
                array.getNDArrayInternal()
                        .sgdUpdate(
                                new NDList(
                                        array, gradient, momenta.get(weight.name() + ".momentum")),
                                new NDList(array),
                                rate,
                                weight.decays() ? recipe.weightDecay() : 0,
                                1,
                                NO_CLIPPING,
                                recipe.momentum(),
                                false);
                gradient.subi(gradient);
            }
        }
    }
}
