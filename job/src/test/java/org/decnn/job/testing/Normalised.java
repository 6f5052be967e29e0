package org.decnn.job.testing;

import org.decnn.model.directory.Preprocessing;
import org.decnn.model.directory.Preprocessing.ChannelOrder;

/** A picture as a network's fp32 input, computed apart from the graphs that the job runs. */
public final class Normalised {

    private Normalised() {}

    /**
     * @param pixels planes of red, green and blue bytes, of the network's input size
     * @return planes in the network's channel order
     */
    public static float[] values(byte[] pixels, Preprocessing preprocessing) {
        int channels = preprocessing.channels();
        int area = pixels.length / channels;
        float[] values = new float[pixels.length];
        for (int i = 0; i < values.length; i++) {
            int channel = i / area;
            boolean reversed = preprocessing.channelOrder() == ChannelOrder.BGR;
            int plane = reversed ? channels - 1 - channel : channel;
            double value =
                    Byte.toUnsignedInt(pixels[plane * area + i % area]) * preprocessing.scale();
            double mean = preprocessing.mean().get(channel);
            values[i] = (float) ((value - mean) / preprocessing.std().get(channel));
        }
        return values;
    }
}
