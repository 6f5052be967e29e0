package org.decnn.benchmarks.soak;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.decnn.benchmarks.soak.Sample.Life;

/**
 * The line of least squares through what a process took once it was warm.
 *
 * @param hours from the first to the last sample of it
 * @param first where the line begins
 * @param perHour its slope
 */
record Trend(Life life, Quantity quantity, double hours, double first, double perHour) {

    private static final double MILLIS_IN_HOUR = TimeUnit.HOURS.toMillis(1);

    /**
     * Of each process that lived for at least as long again after it was warm.
     *
     * @param warmUpMillis of its life, that are left out
     */
    static List<Trend> of(List<Sample> samples, long warmUpMillis) {
        Map<Life, Map<Quantity, List<Sample>>> series = new LinkedHashMap<>();
        for (Sample sample : samples) {
            series.computeIfAbsent(sample.life(), life -> new LinkedHashMap<>())
                    .computeIfAbsent(sample.quantity(), quantity -> new ArrayList<>())
                    .add(sample);
        }
        List<Trend> trends = new ArrayList<>();
        for (Map<Quantity, List<Sample>> ofLife : series.values()) {
            for (List<Sample> all : ofLife.values()) {
                long warm = all.get(0).millis() + warmUpMillis;
                if (all.get(all.size() - 1).millis() >= warm + warmUpMillis) {
                    trends.add(fit(all.stream().filter(one -> one.millis() >= warm).toList()));
                }
            }
        }
        return trends;
    }

    private static Trend fit(List<Sample> samples) {
        Sample first = samples.get(0);
        SimpleRegression line = new SimpleRegression();
        for (Sample sample : samples) {
            line.addData((sample.millis() - first.millis()) / MILLIS_IN_HOUR, sample.value());
        }
        double hours = (samples.get(samples.size() - 1).millis() - first.millis()) / MILLIS_IN_HOUR;
        return new Trend(
                first.life(), first.quantity(), hours, line.getIntercept(), line.getSlope());
    }

    /** Whether it rises by no more than the bound in an hour, or in all the time that there is. */
    boolean isFlat() {
        return perHour * Math.min(1, hours) <= quantity.bound();
    }
}
