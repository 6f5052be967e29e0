package org.decnn.rewrite.wire;

import java.util.List;
import org.decnn.rewrite.data.LabelledImages;

/** The first of each n pictures. */
record EveryNth(LabelledImages all, int n) implements LabelledImages {

    @Override
    public int size() {
        return (all.size() + n - 1) / n;
    }

    @Override
    public List<String> classes() {
        return all.classes();
    }

    @Override
    public int label(int image) {
        return all.label(image * n);
    }

    @Override
    public String nameOf(int image) {
        return all.nameOf(image * n);
    }

    @Override
    public void read(int image, byte[] pixels) {
        all.read(image * n, pixels);
    }
}
