package org.decnn.rewrite.data;

import java.util.List;

/** Some of the pictures, at even distances. */
record EvenSample(LabelledImages all, int size) implements LabelledImages {

    private int inAll(int image) {
        return (int) ((long) image * all.size() / size);
    }

    @Override
    public List<String> classes() {
        return all.classes();
    }

    @Override
    public int label(int image) {
        return all.label(inAll(image));
    }

    @Override
    public String nameOf(int image) {
        return all.nameOf(inAll(image));
    }

    @Override
    public void read(int image, byte[] pixels) {
        all.read(inAll(image), pixels);
    }

    @Override
    public List<String> leftOut() {
        return all.leftOut();
    }
}
