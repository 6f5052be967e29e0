package org.decnn.operators.image;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.util.Arrays;

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
        String format = format(encoded);
        try {
            return switch (format) {
                case "JPEG" -> JpegFile.read(encoded, limits);
                case "PNG" -> PngFile.read(encoded, limits);
                case "GIF" -> GifFile.read(encoded, limits);
                default -> BmpFile.read(encoded, limits);
            };
        } catch (BufferUnderflowException e) {
            throw new RejectedImageException(
                    RejectReason.TRUNCATED,
                    format + " breaks off after " + encoded.length + " bytes");
        }
    }

    private static String format(byte[] encoded) throws RejectedImageException {
        if (startsWith(encoded, JpegFile.SIGNATURE)) {
            return "JPEG";
        }
        if (startsWith(encoded, PngFile.SIGNATURE)) {
            return "PNG";
        }
        if (startsWith(encoded, GifFile.SIGNATURE_87)
                || startsWith(encoded, GifFile.SIGNATURE_89)) {
            return "GIF";
        }
        if (startsWith(encoded, BmpFile.SIGNATURE)) {
            return "BMP";
        }
        StringBuilder start = new StringBuilder();
        for (int i = 0; i < Math.min(8, encoded.length); i++) {
            start.append(String.format(" %02x", encoded[i]));
        }
        throw new RejectedImageException(
                RejectReason.UNSUPPORTED_FORMAT,
                "image is not JPEG, PNG, GIF or BMP: it starts with" + start);
    }

    /** Also true of a file that breaks off inside the signature: its reader then says so. */
    private static boolean startsWith(byte[] encoded, byte[] signature) {
        int n = Math.min(encoded.length, signature.length);
        return Arrays.equals(encoded, 0, n, signature, 0, n);
    }
}
