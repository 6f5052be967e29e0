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
        Pixels source = isGrey() ? picture.grey() : picture;
        CentreCrop crop = CentreCrop.of(preprocessing, source);
        byte[] planes = Resampling.apply(source, crop.columns(1), crop.rows(1));
        return planes.length == preprocessing.pixelBytes() ? planes : threeTimes(planes);
    }

    @Override
    public byte[] ofFittingPlanes(byte[] rgbPlanes) {
        return isGrey()
                ? Pixels.ofPlanes(preprocessing.width(), preprocessing.height(), rgbPlanes)
                        .grey()
                        .samples()
                : rgbPlanes;
    }

    private boolean isGrey() {
        return preprocessing.channelOrder() == ChannelOrder.GREY;
    }

    private static byte[] threeTimes(byte[] plane) {
        byte[] planes = new byte[3 * plane.length];
        for (int i = 0; i < 3; i++) {
            System.arraycopy(plane, 0, planes, i * plane.length, plane.length);
        }
        return planes;
    }
}
