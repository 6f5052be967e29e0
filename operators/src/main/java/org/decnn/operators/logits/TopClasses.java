package org.decnn.operators.logits;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The most probable classes of an answer. */
public final class TopClasses {

    /**
     * One class and how probable the network holds it.
     *
     * @param label the class's name, or its index where it has none
     * @param probability softmax over all classes, 0 to 1
     */
    public record Entry(int classIndex, String label, double probability) {}

    private TopClasses() {}

    /**
     * The k most probable classes, best first, equal ones by index.
     *
     * @param labels the classes' names by index; there may be fewer than classes
     */
    public static List<Entry> of(float[] logits, List<String> labels, int k) {
        double[] probability = softmax(logits);
        return IntStream.range(0, logits.length)
                .boxed()
                // 0.0 - x, not -x: so that 0.0 and -0.0 are equal.
                .sorted(Comparator.comparingDouble(i -> 0.0 - logits[i]))
                .limit(k)
                .map(i -> new Entry(i, label(i, labels), probability[i]))
                .toList();
    }

    private static String label(int classIndex, List<String> labels) {
        return classIndex < labels.size() ? labels.get(classIndex) : Integer.toString(classIndex);
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
