package org.decnn.rewrite.decouple;

import java.util.List;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel.Affine;
import org.decnn.model.network.PerChannel.BatchNorm;
import org.decnn.model.network.Weighted.Conv;

/** How much of a convolution's output comes from each of its inputs. */
final class Energy {

    private Energy() {}

    /**
     * The squared weights of a convolution, as its batch norm or a constant scales them, as a share
     * of all of the layer's.
     *
     * @return {@code [output channel][input channel]}
     */
    static double[][] of(Network network, Layer layer) {
        Conv conv = (Conv) layer.operation();
        List<Layer> readers = network.readersOf(layer.name());
        Operation reader = readers.size() == 1 ? readers.get(0).operation() : null;
        double[][] energy = ofWeights(conv);
        double total = 0;
        for (int output = 0; output < energy.length; output++) {
            double scale = scale(reader, output);
            for (int input = 0; input < energy[output].length; input++) {
                energy[output][input] *= scale * scale;
                total += energy[output][input];
            }
        }
        for (double[] row : energy) {
            for (int input = 0; input < row.length; input++) {
                row[input] /= total == 0 ? 1 : total;
            }
        }
        return energy;
    }

    private static double scale(Operation reader, int output) {
        if (reader instanceof BatchNorm norm) {
            return norm.scale(output);
        }
        return reader instanceof Affine affine ? affine.factor()[output] : 1;
    }

    /** The squared weights alone. */
    static double[][] ofWeights(Conv conv) {
        int inputs = conv.weight().dim(1);
        int kernel = conv.weight().rowLength() / inputs;
        double[][] energy = new double[conv.outputs()][inputs];
        for (int i = 0; i < conv.weight().values().length; i++) {
            double weight = conv.weight().values()[i];
            energy[i / conv.weight().rowLength()][i / kernel % inputs] += weight * weight;
        }
        return energy;
    }
}
