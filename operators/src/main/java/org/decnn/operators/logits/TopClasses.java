package org.decnn.operators.logits;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.decnn.model.network.Ending;

/** The most probable classes of an answer. */
public final class TopClasses {

    /**
     * One class and how probable the network holds it.
     *
     * @param label the class's name, or its index where it has none
     * @param probability 0 to 1: softmax over all classes, or the network's own sigmoid
     */
    public record Entry(int classIndex, String label, double probability) {}

    private TopClasses() {}

    /** The same for a network that ends in its logits. */
    public static List<Entry> of(float[] logits, List<String> labels, int k) {
        return of(logits, Ending.NONE, labels, k);
    }

    /**
     * The k most probable classes, best first, equal ones by index.
     *
     * @param answer what the network gives
     * @param ending what it ended in
     * @param labels the classes' names by index; there may be fewer than classes
     */
    public static List<Entry> of(float[] answer, Ending ending, List<String> labels, int k) {
        double[] probability = ending == Ending.SIGMOID ? asTheyAre(answer) : softmax(answer);
        List<Entry> top = new ArrayList<>();
        boolean[] taken = new boolean[answer.length];
        while (top.size() < Math.min(k, answer.length)) {
            int best = best(answer, taken);
            taken[best] = true;
            top.add(new Entry(best, label(best, labels), probability[best]));
        }
        return List.copyOf(top);
    }

    /** The greatest that is not taken, the first of equal ones; what is no number comes last. */
    private static int best(float[] logits, boolean[] taken) {
        int best = -1;
        for (int i = 0; i < logits.length; i++) {
            if (!taken[i] && (best < 0 || isAbove(logits[i], logits[best]))) {
                best = i;
            }
        }
        return best;
    }

    private static boolean isAbove(float logit, float other) {
        return logit > other || Float.isNaN(other) && !Float.isNaN(logit);
    }

    private static String label(int classIndex, List<String> labels) {
        return classIndex < labels.size() ? labels.get(classIndex) : Integer.toString(classIndex);
    }

    private static double[] asTheyAre(float[] answer) {
        return IntStream.range(0, answer.length).mapToDouble(i -> answer[i]).toArray();
    }

    /** Less the greatest logit, so that no exponential overflows. */
    private static double[] softmax(float[] logits) {
        double greatest =
                IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).max().orElse(0);
        double[] powers =
                IntStream.range(0, logits.length)
                        .mapToDouble(i -> Math.exp(logits[i] - greatest))
                        .toArray();
        double sum = IntStream.range(0, powers.length).mapToDouble(i -> powers[i]).sum();
        return IntStream.range(0, powers.length).mapToDouble(i -> powers[i] / sum).toArray();
    }
}
