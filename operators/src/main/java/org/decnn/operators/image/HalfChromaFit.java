package org.decnn.operators.image;

import java.io.IOException;
import java.util.Arrays;
import org.decnn.model.directory.Preprocessing;

/**
 * A plane of luma, then one of blue and one of red chroma with half of its rows and columns: each
 * is resized from the picture by itself, as {@link RgbFit} resizes colours.
 */
record HalfChromaFit(Preprocessing preprocessing) implements PictureFit {

    @Override
    public Pixels pixelsOf(PictureFile file) throws RejectedImageException, IOException {
        return file.yccPixels();
    }

    @Override
    public Pixels ofRgb(Pixels picture) {
        return Ycc.ofRgb(picture);
    }

    @Override
    public byte[] fit(Pixels picture) {
        return cut(picture, CentreCrop.of(preprocessing, picture));
    }

    @Override
    public byte[] ofFittingPlanes(byte[] rgbPlanes) {
        Pixels picture =
                ofRgb(Pixels.ofPlanes(preprocessing.width(), preprocessing.height(), rgbPlanes));
        return cut(picture, CentreCrop.whole(picture));
    }

    private byte[] cut(Pixels picture, CentreCrop crop) {
        int area = preprocessing.width() * preprocessing.height();
        byte[] sent = new byte[area / 2 * 3];
        put(Resampling.plane(picture, 0, crop.columns(1), crop.rows(1)), sent, 0);
        if (picture.bands() == 1) {
            Arrays.fill(sent, area, sent.length, Ycc.NO_CHROMA);
        } else {
            Resampling columns = crop.columns(2);
            Resampling rows = crop.rows(2);
            put(Resampling.plane(picture, 1, columns, rows), sent, area);
            put(Resampling.plane(picture, 2, columns, rows), sent, area / 4 * 5);
        }
        return sent;
    }

    private static void put(byte[] plane, byte[] sent, int at) {
        System.arraycopy(plane, 0, sent, at, plane.length);
    }
}
