package org.decnn.rewrite.evaluate;

import java.util.List;
import java.util.Random;
import org.decnn.rewrite.data.DataException;
import org.decnn.rewrite.data.LabelledImages;

/** Pictures of random bytes with labels in turn. */
record RandomImages(int size, List<String> classes, int unreadable) implements LabelledImages {

    static final int NONE = -1;

    @Override
    public int label(int image) {
        return image % classes.size();
    }

    @Override
    public String nameOf(int image) {
        return "picture " + image;
    }

    @Override
    public void read(int image, byte[] pixels) {
        if (image == unreadable) {
            throw new DataException(nameOf(image) + " cannot be read");
        }
        new Random(image).nextBytes(pixels);
    }
}
