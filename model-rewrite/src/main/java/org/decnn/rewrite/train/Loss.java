package org.decnn.rewrite.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cross entropy against smoothed labels, and, with a teacher, against its softened probabilities,
 * the latter times the temperature squared (Hinton et al. 2015).
 */
final class Loss {

    /**
     * @param loss mean over a batch
     * @param correct answers in it
     */
    record Value(double loss, int correct) {}

    private final int classes;
    private final Recipe recipe;
    private final Optional<Teacher> teacher;

    Loss(int classes, Recipe recipe, Optional<Teacher> teacher) {
        this.classes = classes;
        this.recipe = recipe;
        this.teacher = teacher;
    }

    /**
     * @param logits {@code [N, classes]}
     * @param pixels for the teacher
     * @return one value, the mean over the batch
     */
    NDArray of(NDArray logits, NDArray pixels, int[] labels) {
        NDArray truth =
                pixels.getManager().create(smoothed(labels), new Shape(labels.length, classes));
        NDArray ofLabels = crossEntropy(truth, logits);
        if (teacher.isEmpty()) {
            return ofLabels;
        }
        Recipe.Distillation distillation = recipe.distillation();
        float temperature = distillation.temperature();
        NDArray taught = teacher.get().logits(pixels).div(temperature).softmax(1);
        NDArray ofTeacher = crossEntropy(taught, times(logits, 1 / temperature));
        return times(ofLabels, 1 - distillation.part())
                .add(times(ofTeacher, distillation.part() * temperature * temperature));
    }

    private static NDArray crossEntropy(NDArray truth, NDArray logits) {
        return times(logits.logSoftmax(1).mul(truth).sum(), -1f / truth.getShape().get(0));
    }

    /**
     * {@code x.mul(factor)} with a factor that lives as long as x: DJL's own closes it at once, in
     * a Java buffer, and going backward PyTorch reads it where the collector may have taken it
     * away.
     */
    private static NDArray times(NDArray x, float factor) {
        return x.mul(x.getManager().create(factor));
    }

    private float[] smoothed(int[] labels) {
        float[] truth = new float[labels.length * classes];
        Arrays.fill(truth, recipe.labelSmoothing() / classes);
        for (int i = 0; i < labels.length; i++) {
            truth[i * classes + labels[i]] += 1 - recipe.labelSmoothing();
        }
        return truth;
    }
}
