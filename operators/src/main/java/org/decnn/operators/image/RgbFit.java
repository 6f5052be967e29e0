package org.decnn.operators.image;

import java.io.IOException;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.directory.Preprocessing.ChannelOrder;

/** Planes of red, green and blue, or one of grey. */
record RgbFit(Preprocessing preprocessing) implements PictureFit {

    @Override
    public Pixels pixelsOf(PictureFile file) throws RejectedImageException, IOException {
        return file.pixels();
    }

    @Override
    public Pixels ofRgb(Pixels picture) {
        return picture;
    }

    @Override
    public byte[] fit(Pixels picture) {
        boolean grey = preprocessing.channelOrder() == ChannelOrder.GREY;
        Pixels source = grey ? picture.grey() : picture;
        CentreCrop crop = new CentreCrop(preprocessing, source, 1);
        byte[] planes = Resampling.apply(source, crop.columns(), crop.rows());
        return planes.length == preprocessing.pixelBytes() ? planes : threeTimes(planes);
    }

    private static byte[] threeTimes(byte[] plane) {
        byte[] planes = new byte[3 * plane.length];
        for (int i = 0; i < 3; i++) {
            System.arraycopy(plane, 0, planes, i * plane.length, plane.length);
        }
        return planes;
    }
}
