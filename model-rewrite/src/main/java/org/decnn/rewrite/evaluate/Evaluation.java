package org.decnn.rewrite.evaluate;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * What a network made of labelled pictures. The arrays are shared and must not be changed.
 *
 * @param network its name
 * @param classes names of the data's classes
 * @param labels index of each picture's class
 * @param predicted index of the class that the network holds most probable, for each picture
 * @param correct5 pictures whose class is among the network's five most probable
 */
public record Evaluation(
        String network, List<String> classes, int[] labels, int[] predicted, int correct5) {

    public int images() {
        return labels.length;
    }

    /** Whether a picture's class is the one that the network holds most probable. */
    public boolean isCorrect(int image) {
        return labels[image] == predicted[image];
    }

    /** Pictures whose class is the one that the network holds most probable. */
    public int correct1() {
        return count(this::isCorrect);
    }

    public Accuracy top1() {
        return new Accuracy(correct1(), images());
    }

    public Accuracy top5() {
        return new Accuracy(correct5, images());
    }

    /** Top-1 on the pictures of one class. */
    public Accuracy of(int classIndex) {
        return new Accuracy(
                count(image -> labels[image] == classIndex && isCorrect(image)),
                count(image -> labels[image] == classIndex));
    }

    /** How often a picture of the class of the row was taken for the class of the column. */
    public int[][] confusion() {
        int[][] counts = new int[classes.size()][classes.size()];
        for (int image = 0; image < images(); image++) {
            counts[labels[image]][predicted[image]]++;
        }
        return counts;
    }

    private int count(IntPredicate which) {
        return (int) IntStream.range(0, images()).filter(which).count();
    }
}
