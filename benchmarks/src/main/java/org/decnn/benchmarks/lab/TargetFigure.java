package org.decnn.benchmarks.lab;

import java.util.List;
import java.util.Optional;

/**
 * A figure that the project is held to, or that stands beside one. Ratios are made within a
 * repetition, and then their middle one is taken.
 *
 * @param paper what Du et al. (2020) have, or what they leave open
 * @param aim what excellent work gives; null where nothing is asked
 * @param bar what careful work gives; null where nothing is asked
 * @param isMoreBetter whether the bar is the least, not the most
 * @param values one for each repetition that has what it takes
 */
public record TargetFigure(
        String what,
        String unit,
        String paper,
        Double aim,
        Double bar,
        boolean isMoreBetter,
        List<Double> values) {

    /** Empty if it was not measured. */
    public Optional<Spread> spread() {
        return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
    }

    /** Whether there is a bar, and it is reached. */
    public boolean holds() {
        return bar != null
                && spread().map(s -> isMoreBetter ? s.median() >= bar : s.median() <= bar)
                        .orElse(false);
    }

    static TargetFigure least(
            String what, String unit, String paper, double aim, double bar, List<Double> values) {
        return new TargetFigure(what, unit, paper, aim, bar, true, values);
    }

    static TargetFigure most(
            String what, String unit, String paper, double aim, double bar, List<Double> values) {
        return new TargetFigure(what, unit, paper, aim, bar, false, values);
    }

    /** One that nothing is asked of. */
    static TargetFigure told(String what, String unit, List<Double> values) {
        return new TargetFigure(what, unit, "–", null, null, true, values);
    }

    /** The same as it is told of another network or other devices than it is asked of. */
    TargetFigure withoutBar() {
        return new TargetFigure(what, unit, paper, null, null, isMoreBetter, values);
    }
}
