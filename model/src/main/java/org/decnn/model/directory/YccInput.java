package org.decnn.model.directory;

import java.util.ArrayList;
import java.util.List;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.decnn.model.network.AcrossChannels;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.Weighted.Conv;

/**
 * A network as it takes planes of luma, blue and red chroma (JFIF's YCbCr, ITU-R BT.601) in place
 * of red, green and blue. A pixel's colours are a matrix times these, so the weights of the first
 * convolution are multiplied by it, and nothing is computed that was not before.
 */
final class YccInput {

    /** Rows red, green, blue; columns luma, and the chromas less 128. */
    private static final double[][] RGB_OF_YCC = {
        {1, 0, 1.402}, {1, -0.344136, -0.714136}, {1, 1.772, 0}
    };

    /** Rows luma, and the chromas less 128; columns red, green, blue. */
    private static final double[][] YCC_OF_RGB = {
        {0.299, 0.587, 0.114}, {-0.168736, -0.331264, 0.5}, {0.5, -0.418688, -0.081312}
    };

    private static final double[] NO_COLOUR = {0, 128, 128};

    private YccInput() {}

    /**
     * The network with its normalisation before it.
     *
     * @throws NetworkException naming the layer and the remedy, if its pictures have no chroma, an
     *     odd side, or go to anything but a convolution
     */
    static Network of(Network network, Preprocessing preprocessing) {
        Normalisation.requireFit(network, preprocessing);
        if (!preprocessing.takesPictures()) {
            throw new NetworkException(
                    "the network takes "
                            + preprocessing.channels()
                            + " channels, which have no chroma to halve: leave chroma full");
        }
        if (preprocessing.channelOrder() == ChannelOrder.GREY) {
            throw new NetworkException(
                    "the network takes grey pictures, which have no chroma to halve: leave chroma full");
        }
        if (preprocessing.width() % 2 != 0 || preprocessing.height() % 2 != 0) {
            throw new NetworkException(
                    "pictures of "
                            + preprocessing.width()
                            + "×"
                            + preprocessing.height()
                            + " have no half of their chroma: leave it full, or use an even size");
        }
        double[][] inputsOfYcc = inputsOfYcc(preprocessing);
        List<Layer> layers = new ArrayList<>();
        for (Layer layer : network.layers()) {
            layers.add(layer.inputs().contains(Network.INPUT) ? taking(inputsOfYcc, layer) : layer);
        }
        return Normalisation.before(
                new Network(network.name(), network.input(), layers, network.output()),
                lessTheMean(preprocessing));
    }

    /** What becomes 0, as the network's padding is. */
    private static AcrossChannels.Normalise lessTheMean(Preprocessing preprocessing) {
        float[] mean = new float[3];
        for (int plane = 0; plane < 3; plane++) {
            double value = NO_COLOUR[plane];
            for (int channel = 0; channel < 3; channel++) {
                value +=
                        YCC_OF_RGB[plane][colour(preprocessing, channel)]
                                * preprocessing.mean().get(channel)
                                / preprocessing.scale();
            }
            mean[plane] = (float) value;
        }
        return new AcrossChannels.Normalise(new int[] {0, 1, 2}, 1, mean, new float[] {1, 1, 1});
    }

    /** Rows the network's channels, normalised; columns the planes less their means. */
    private static double[][] inputsOfYcc(Preprocessing preprocessing) {
        double[][] matrix = new double[3][3];
        for (int channel = 0; channel < 3; channel++) {
            for (int plane = 0; plane < 3; plane++) {
                matrix[channel][plane] =
                        RGB_OF_YCC[colour(preprocessing, channel)][plane]
                                * preprocessing.scale()
                                / preprocessing.std().get(channel);
            }
        }
        return matrix;
    }

    private static int colour(Preprocessing preprocessing, int channel) {
        return preprocessing.channelOrder() == ChannelOrder.BGR ? 2 - channel : channel;
    }

    private static Layer taking(double[][] inputsOfYcc, Layer layer) {
        if (!(layer.operation() instanceof Conv conv) || conv.groups() != 1) {
            throw new NetworkException(
                    "layer '"
                            + layer.name()
                            + "' takes the picture and is no convolution of one group, so that"
                            + " chroma cannot be halved: leave it full");
        }
        Tensor weight = conv.weight();
        int kernel = weight.dim(2) * weight.dim(3);
        float[] values = new float[weight.values().length];
        for (int output = 0; output < weight.dim(0); output++) {
            for (int plane = 0; plane < 3; plane++) {
                for (int at = 0; at < kernel; at++) {
                    double sum = 0;
                    for (int channel = 0; channel < 3; channel++) {
                        sum +=
                                weight.values()[(output * 3 + channel) * kernel + at]
                                        * inputsOfYcc[channel][plane];
                    }
                    values[(output * 3 + plane) * kernel + at] = (float) sum;
                }
            }
        }
        Conv changed = new Conv(1, conv.window(), new Tensor(weight.shape(), values), conv.bias());
        return new Layer(layer.name(), changed, layer.inputs());
    }
}
