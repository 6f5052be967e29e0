package org.decnn.operators.image;

import java.io.IOException;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.shard.PictureWire;

/** Makes of a picture's pixels the planes that are sent to the first stage. Has no state. */
interface PictureFit {

    /** Decodes a file, in the colours that are fitted; not turned yet. */
    Pixels pixelsOf(PictureFile file) throws RejectedImageException, IOException;

    /** The colours that are fitted, of red, green and blue. */
    Pixels ofRgb(Pixels picture);

    /**
     * Resizes and cuts, as the preprocessing says.
     *
     * @param picture upright, in the colours that are fitted
     */
    byte[] fit(Pixels picture);

    /**
     * Takes a picture as it is, of the network's input size already.
     *
     * @param rgbPlanes red, green and blue
     * @return what is sent; the argument itself where nothing is to do
     */
    byte[] ofFittingPlanes(byte[] rgbPlanes);

    static PictureFit of(Preprocessing preprocessing, PictureWire wire) {
        return wire == PictureWire.RGB
                ? new RgbFit(preprocessing)
                : new HalfChromaFit(preprocessing);
    }
}
