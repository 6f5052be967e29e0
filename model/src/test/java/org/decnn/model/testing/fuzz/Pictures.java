package org.decnn.model.testing.fuzz;

import java.util.Collections;
import java.util.Random;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.decnn.model.network.TensorShape;

/** A picture of 8-bit pixels, and the same as a network takes it. */
final class Pictures {

    private static final double MEAN = 0.45;
    private static final double STD = 0.28;

    private Pictures() {}

    static byte[] random(TensorShape shape) {
        byte[] pixels = new byte[shape.elements()];
        new Random(17).nextBytes(pixels);
        return pixels;
    }

    static float[] normalised(TensorShape shape, byte[] pixels) {
        float[] values = new float[shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((Byte.toUnsignedInt(pixels[i]) / 255.0 - MEAN) / STD);
        }
        return values;
    }

    /** What makes of the pixels what the network takes. */
    static Preprocessing preprocessing(TensorShape shape) {
        int channels = shape.channels();
        return new Preprocessing(
                shape.width(),
                shape.height(),
                0,
                channels == 1 ? ChannelOrder.GREY : ChannelOrder.RGB,
                1 / 255.0,
                Collections.nCopies(channels, MEAN),
                Collections.nCopies(channels, STD));
    }
}
