package org.decnn.rewrite.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.decnn.model.network.AcrossChannels;
import org.decnn.model.network.Joining;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel;
import org.decnn.model.network.Renumbering;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Weighted;
import org.decnn.model.network.WithinGroups;

/**
 * A network whose weights live in PyTorch: computes logits of a batch, with gradients where they
 * are collected.
 */
final class TorchNetwork {

    private final Network network;
    private final TorchWeights weights;
    private final Map<String, TorchLayer> layers = new LinkedHashMap<>();

    /**
     * @throws NetworkException naming the layer that cannot be trained
     */
    TorchNetwork(Network network, NDManager manager) {
        this.network = network.upToLogits();
        this.weights = new TorchWeights(manager);
        this.network.layers().forEach(layer -> layers.put(layer.name(), load(layer)));
    }

    private TorchLayer load(Layer layer) {
        Operation operation = layer.operation();
        String name = layer.name();
        TensorShape in = network.shapeOf(layer.inputs().get(0));
        if (operation instanceof Weighted weighted) {
            return new TorchWeighted(weights, name).layer(weighted);
        } else if (operation instanceof PerChannel perChannel) {
            return new TorchPerChannel(weights, name, in).layer(perChannel);
        } else if (operation instanceof WithinGroups.GroupNorm norm) {
            return new TorchNorms(weights, name).groupNorm(norm);
        } else if (operation instanceof AcrossChannels.LayerNorm norm) {
            return new TorchNorms(weights, name).layerNorm(norm);
        } else if (operation instanceof AcrossChannels across) {
            return TorchAcrossChannels.layer(across, name);
        } else if (operation instanceof Renumbering renumbering) {
            return TorchRenumbering.layer(renumbering, in, weights);
        } else if (operation instanceof Joining joining) {
            return TorchJoining.layer(joining);
        }
        throw notTrained(name, operation);
    }

    static NetworkException notTrained(String layer, Operation operation) {
        return new NetworkException(
                "layer '"
                        + layer
                        + "' is a "
                        + operation.getClass().getSimpleName()
                        + ", which is not trained here: train the network elsewhere and bring it back as ONNX");
    }

    /** What training changes; gradients are kept for it from the first call on. */
    List<TorchWeights.Weight> trained() {
        return weights.trained();
    }

    /** All that makes up the network's state, by name: weights and running statistics. */
    Map<String, NDArray> state() {
        return weights.state();
    }

    /**
     * Computes logits.
     *
     * @param input {@code [N, C, H, W]}, normalised
     * @param training whether batch norm takes, and notes, the statistics of this batch
     * @return {@code [N, classes]}
     */
    NDArray logits(NDArray input, boolean training) {
        Map<String, NDArray> tensors = new HashMap<>();
        tensors.put(Network.INPUT, input);
        for (Layer layer : network.layers()) {
            List<NDArray> inputs = layer.inputs().stream().map(tensors::get).toList();
            tensors.put(layer.name(), layers.get(layer.name()).output(inputs, training));
        }
        return tensors.get(network.output());
    }

    /** The network with the weights and statistics as they are now, under its own names. */
    Network snapshot() {
        List<Layer> now = new ArrayList<>();
        for (Layer layer : network.layers()) {
            now.add(new Layer(layer.name(), layers.get(layer.name()).now(), layer.inputs()));
        }
        return new Network(network.name(), network.input(), now, network.output());
    }
}
