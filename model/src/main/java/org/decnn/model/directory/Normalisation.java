package org.decnn.model.directory;

import java.util.ArrayList;
import java.util.List;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.decnn.model.network.AcrossChannels;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.TensorShape;
import org.decnn.model.shard.PictureWire;

/** Puts the layer before a network that makes its input of a picture's bytes. */
public final class Normalisation {

    /** Name of that layer. */
    public static final String NORMALISED = "normalised";

    private Normalisation() {}

    /**
     * The network as it takes pictures with the planes that they are sent as: red, green and blue
     * or one of grey; or luma and two chromas, these by then of full size again.
     *
     * @throws NetworkException if the preprocessing does not give what the network takes, or its
     *     pictures cannot be sent so
     */
    static Network ofSentPictures(
            Network network, Preprocessing preprocessing, PictureWire picture) {
        return switch (picture) {
            case RGB ->
                    of(network, preprocessing, preprocessing.channelOrder() == ChannelOrder.BGR);
            case HALF_CHROMA -> YccInput.of(network, preprocessing);
        };
    }

    /**
     * The network as it takes pictures whose planes are in the network's own channel order.
     *
     * @throws NetworkException if the preprocessing does not give what the network takes
     */
    public static Network ofOrderedPictures(Network network, Preprocessing preprocessing) {
        return of(network, preprocessing, false);
    }

    /**
     * Holds a preprocessing to a network's input.
     *
     * @throws NetworkException if the preprocessing does not give what the network takes
     */
    public static void requireFit(Network network, Preprocessing preprocessing) {
        TensorShape input =
                TensorShape.image(
                        preprocessing.channels(), preprocessing.height(), preprocessing.width());
        if (!network.input().equals(input)) {
            throw new NetworkException(
                    "the network takes "
                            + network.input()
                            + ", the preprocessing gives "
                            + input
                            + ": adjust channel order or input size");
        }
    }

    private static Network of(Network network, Preprocessing preprocessing, boolean reversed) {
        requireFit(network, preprocessing);
        int channels = preprocessing.channels();
        int[] order = new int[channels];
        float[] mean = new float[channels];
        float[] std = new float[channels];
        for (int i = 0; i < channels; i++) {
            order[i] = reversed ? channels - 1 - i : i;
            mean[i] = preprocessing.mean().get(i).floatValue();
            std[i] = preprocessing.std().get(i).floatValue();
        }
        return before(
                network,
                new AcrossChannels.Normalise(order, (float) preprocessing.scale(), mean, std));
    }

    /** The network with a normalisation between its input and what reads it. */
    static Network before(Network network, AcrossChannels.Normalise normalise) {
        List<Layer> layers = new ArrayList<>();
        layers.add(Layer.of(NORMALISED, normalise, Network.INPUT));
        for (Layer layer : network.layers()) {
            List<String> inputs =
                    layer.inputs().stream()
                            .map(input -> input.equals(Network.INPUT) ? NORMALISED : input)
                            .toList();
            layers.add(new Layer(layer.name(), layer.operation(), inputs));
        }
        return new Network(network.name(), network.input(), layers, network.output());
    }
}
