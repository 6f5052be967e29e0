package org.decnn.model.testing;

import java.util.Arrays;
import org.decnn.model.network.Renumbering;
import org.decnn.model.network.Renumbering.ChannelShuffle;
import org.decnn.model.network.Renumbering.PadChannels;
import org.decnn.model.network.Renumbering.Select;
import org.decnn.model.network.TensorShape;

/** Channels in other places. */
final class RenumberingReference {

    private RenumberingReference() {}

    static float[] apply(Renumbering operation, TensorShape in, float[] x, TensorShape out) {
        if (operation instanceof ChannelShuffle shuffle) {
            return shuffle(shuffle, in, x);
        } else if (operation instanceof Select select) {
            return select(select.channels(), in, x);
        } else if (operation instanceof PadChannels pad) {
            float[] y = new float[out.elements()];
            Arrays.fill(y, pad.value());
            System.arraycopy(x, 0, y, pad.before() * in.area(), x.length);
            return y;
        }
        return x.clone(); // Flatten and Unflatten change the shape alone.
    }

    /** Channels written row by row into a table are read column by column. */
    private static float[] shuffle(ChannelShuffle shuffle, TensorShape in, float[] x) {
        int[] sources = new int[in.channels()];
        for (int row = 0; row < shuffle.rows(); row++) {
            for (int column = 0; column < shuffle.columns(); column++) {
                sources[column * shuffle.rows() + row] = row * shuffle.columns() + column;
            }
        }
        return select(sources, in, x);
    }

    static float[] select(int[] channels, TensorShape in, float[] x) {
        float[] y = new float[channels.length * in.area()];
        for (int c = 0; c < channels.length; c++) {
            System.arraycopy(x, channels[c] * in.area(), y, c * in.area(), in.area());
        }
        return y;
    }
}
