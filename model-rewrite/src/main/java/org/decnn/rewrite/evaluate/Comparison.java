package org.decnn.rewrite.evaluate;

import java.util.ArrayList;
import java.util.List;

/** Networks side by side on the same pictures. */
public record Comparison(List<Evaluation> evaluations) {

    /** How two networks differ. */
    public record Pair(Evaluation first, Evaluation second, McNemar test) {}

    public Comparison {
        evaluations = List.copyOf(evaluations);
    }

    /** Each pair of networks, in the order in which they were given. */
    public List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < evaluations.size(); i++) {
            for (int j = i + 1; j < evaluations.size(); j++) {
                Evaluation first = evaluations.get(i);
                Evaluation second = evaluations.get(j);
                pairs.add(new Pair(first, second, McNemar.of(first, second)));
            }
        }
        return pairs;
    }
}
