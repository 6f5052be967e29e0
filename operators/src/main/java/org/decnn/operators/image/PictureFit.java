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
     * @param picture upright
     */
    byte[] fit(Pixels picture);

    static PictureFit of(Preprocessing preprocessing, PictureWire wire) {
        return wire == PictureWire.RGB
                ? new RgbFit(preprocessing)
                : new HalfChromaFit(preprocessing);
    }
}
