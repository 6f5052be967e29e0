package org.decnn.rewrite.structure;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.Operation;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Weighted.Linear;

/**
 * The weights that training starts from. Convolutions: normal with variance {@code 2 / fan-out} (He
 * et al. 2015, eq. 14), the fan-out being the outputs that an input value reaches, {@code outputs /
 * groups · kernel area}; biases 0. Linear layers: PyTorch's default, weights and biases uniform
 * within {@code ±1 / √inputs}. All else stays as it is.
 */
public final class HeInitialisation {

    private final Random random;

    private HeInitialisation(long seed) {
        random = new Random(seed);
    }

    /** The network with new weights, the same for the same seed. */
    public static Network of(Network network, long seed) {
        HeInitialisation initialisation = new HeInitialisation(seed);
        List<Layer> layers = new ArrayList<>();
        for (Layer layer : network.layers()) {
            Operation drawn = initialisation.drawn(layer.operation());
            layers.add(new Layer(layer.name(), drawn, layer.inputs()));
        }
        return new Network(network.name(), network.input(), layers, network.output());
    }

    private Operation drawn(Operation operation) {
        if (operation instanceof Conv conv) {
            int area = conv.weight().dim(2) * conv.weight().dim(3);
            double fanOut = (double) conv.outputs() / conv.groups() * area;
            Tensor weight = normal(conv.weight(), Math.sqrt(2 / fanOut));
            return new Conv(conv.groups(), conv.window(), weight, new float[conv.bias().length]);
        } else if (operation instanceof Linear linear) {
            double bound = 1 / Math.sqrt(linear.weight().dim(1));
            Tensor weight = linear.weight();
            float[] values = uniform(weight.values().length, bound);
            return new Linear(
                    Tensor.of(values, weight.shape()), uniform(linear.bias().length, bound));
        }
        return operation;
    }

    private Tensor normal(Tensor like, double deviation) {
        float[] values = new float[like.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return Tensor.of(values, like.shape());
    }

    private float[] uniform(int count, double bound) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
        return values;
    }
}
