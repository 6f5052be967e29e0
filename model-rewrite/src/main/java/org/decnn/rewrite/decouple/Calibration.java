package org.decnn.rewrite.decouple;

import org.decnn.model.directory.Preprocessing;
import org.decnn.rewrite.data.LabelledImages;

/** Pictures as a network's input. */
public final class Calibration {

    private Calibration() {}

    /** One array of normalised channel planes a picture. */
    public static float[][] inputs(LabelledImages images, Preprocessing preprocessing) {
        float[][] inputs = new float[images.size()][preprocessing.pixelBytes()];
        byte[] pixels = new byte[preprocessing.pixelBytes()];
        int plane = preprocessing.width() * preprocessing.height();
        for (int image = 0; image < inputs.length; image++) {
            images.read(image, pixels);
            for (int i = 0; i < pixels.length; i++) {
                int channel = i / plane;
                double value = Byte.toUnsignedInt(pixels[i]) * preprocessing.scale();
                inputs[image][i] =
                        (float)
                                ((value - preprocessing.mean().get(channel))
                                        / preprocessing.std().get(channel));
            }
        }
        return inputs;
    }
}
