package org.decnn.operators.image;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/** What the JDK's readers may write red, green and blue into, in this order; its own are BGR. */
final class RgbImage {

    private static final ColorModel COLOURS =
            new ComponentColorModel(
                    ColorSpace.getInstance(ColorSpace.CS_sRGB),
                    false,
                    false,
                    Transparency.OPAQUE,
                    DataBuffer.TYPE_BYTE);

    private RgbImage() {}

    /**
     * An image over an array.
     *
     * @param rgb of {@code 3 × width × height}, the bands of a pixel together
     */
    static BufferedImage of(int width, int height, byte[] rgb) {
        WritableRaster raster =
                Raster.createInterleavedRaster(
                        new DataBufferByte(rgb, rgb.length),
                        width,
                        height,
                        3 * width,
                        3,
                        new int[] {0, 1, 2},
                        null);
        return new BufferedImage(COLOURS, raster, false, null);
    }
}
