package org.decnn.rewrite.data;

import org.decnn.model.directory.Preprocessing;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.decnn.operators.image.Cifar10;
import org.decnn.operators.image.DecodeLimits;
import org.decnn.operators.image.ImageDecoder;
import org.decnn.operators.image.RejectedImageException;

/** Pictures as one network takes them: the job's decoder, then the network's channel order. */
final class NetworkPixels {

    private final ImageDecoder decoder;
    private final int plane;
    private final boolean reversed;

    NetworkPixels(Preprocessing preprocessing) {
        decoder =
                new ImageDecoder(
                        preprocessing,
                        DecodeLimits.DEFAULT.within(Runtime.getRuntime().maxMemory()));
        plane = preprocessing.width() * preprocessing.height();
        reversed = preprocessing.channelOrder() == ChannelOrder.BGR;
    }

    void decode(byte[] encoded, byte[] pixels) throws RejectedImageException {
        inOrder(decoder.decode(encoded), pixels);
    }

    void fitCifar(byte[] planes, byte[] pixels) {
        inOrder(decoder.fitPlanes(planes, Cifar10.SIDE, Cifar10.SIDE), pixels);
    }

    /** The decoder gives red, green, blue, whatever the network's order. */
    private void inOrder(byte[] planes, byte[] pixels) {
        if (!reversed) {
            System.arraycopy(planes, 0, pixels, 0, planes.length);
            return;
        }
        for (int channel = 0; channel < 3; channel++) {
            System.arraycopy(planes, channel * plane, pixels, (2 - channel) * plane, plane);
        }
    }
}
