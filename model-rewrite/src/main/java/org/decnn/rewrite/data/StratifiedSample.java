package org.decnn.rewrite.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.decnn.operators.image.LeftOut;

/** Some of the pictures, chosen at random, of each class in proportion. */
final class StratifiedSample implements LabelledImages {

    private final LabelledImages all;
    private final int[] chosen;

    /** The same pictures whenever as many are taken of the same data. */
    StratifiedSample(LabelledImages all, int size) {
        this.all = all;
        List<Integer> byClass = new ArrayList<>(IntStream.range(0, all.size()).boxed().toList());
        Collections.shuffle(byClass, new Random(size));
        byClass.sort(Comparator.comparingInt(all::label)); // stable: stays random within a class
        chosen =
                IntStream.range(0, size)
                        .map(i -> byClass.get((int) ((long) i * all.size() / size)))
                        .sorted()
                        .toArray();
    }

    @Override
    public int size() {
        return chosen.length;
    }

    @Override
    public List<String> classes() {
        return all.classes();
    }

    @Override
    public int label(int image) {
        return all.label(chosen[image]);
    }

    @Override
    public String nameOf(int image) {
        return all.nameOf(chosen[image]);
    }

    @Override
    public void read(int image, byte[] pixels) {
        all.read(chosen[image], pixels);
    }

    @Override
    public LeftOut whatIsLeftOut() {
        return all.whatIsLeftOut();
    }
}
