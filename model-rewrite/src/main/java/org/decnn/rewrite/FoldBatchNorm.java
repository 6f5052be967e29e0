package org.decnn.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.Operation.BatchNorm;
import org.decnn.model.network.Operation.Conv;
import org.decnn.model.network.Tensor;

/**
 * Multiplies each batch norm that follows a convolution into the convolution's weights. A
 * convolution that something else reads as well keeps its batch norm.
 */
public final class FoldBatchNorm {

    private FoldBatchNorm() {}

    /** The same function with fewer layers. A folded convolution takes its batch norm's name. */
    public static Network in(Network network) {
        Map<String, Layer> convolutions = new HashMap<>();
        List<Layer> layers = new ArrayList<>();
        for (Layer layer : network.layers()) {
            Layer convolution = convolutions.get(layer.inputs().get(0));
            if (layer.operation() instanceof BatchNorm norm && convolution != null) {
                layers.remove(convolution);
                layers.add(
                        new Layer(
                                layer.name(),
                                folded((Conv) convolution.operation(), norm),
                                convolution.inputs()));
            } else {
                layers.add(layer);
            }
            boolean readOnce =
                    network.readersOf(layer.name()).size() == 1
                            && !layer.name().equals(network.output());
            if (layer.operation() instanceof Conv && readOnce) {
                convolutions.put(layer.name(), layer);
            }
        }
        return new Network(network.name(), network.input(), layers, network.output());
    }

    private static Conv folded(Conv conv, BatchNorm norm) {
        float[] weight = conv.weight().values().clone();
        float[] bias = new float[conv.outputs()];
        int rowLength = conv.weight().rowLength();
        for (int output = 0; output < conv.outputs(); output++) {
            float scale = norm.scale(output);
            for (int i = output * rowLength; i < (output + 1) * rowLength; i++) {
                weight[i] *= scale;
            }
            bias[output] = conv.bias(output) * scale + norm.shift(output);
        }
        return new Conv(
                conv.groups(), conv.window(), Tensor.of(weight, conv.weight().shape()), bias);
    }
}
