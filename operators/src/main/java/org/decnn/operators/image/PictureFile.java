package org.decnn.operators.image;

import java.io.IOException;
import java.nio.BufferUnderflowException;

/**
 * An encoded picture whose structure has been read to its end, checked, and found within the
 * limits. What a picture's end is, each format says itself.
 */
interface PictureFile {

    /** EXIF orientation, 1 to 8; 1 is upright. */
    default int orientation() {
        return 1;
    }

    /**
     * Decodes the first picture in the file, as stored: not turned yet.
     *
     * @throws RejectedImageException if the pixels contradict the structure
     * @throws IOException if the JDK's decoder gives up
     */
    Pixels pixels() throws RejectedImageException, IOException;

    /** The same as luma, blue and red chroma; grey as it is. */
    default Pixels yccPixels() throws RejectedImageException, IOException {
        return Ycc.ofRgb(pixels());
    }

    /** Reads and checks the structure; allocates no pixels. */
    static PictureFile read(byte[] encoded, DecodeLimits limits) throws RejectedImageException {
        PictureFormat format = PictureFormat.of(encoded);
        try {
            return format.read(encoded, limits);
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            // What is read at a place of its own is missing in another way.
            throw new RejectedImageException(
                    RejectReason.TRUNCATED,
                    format.label() + " breaks off after " + encoded.length + " bytes");
        }
    }
}
