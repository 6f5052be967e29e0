package org.decnn.benchmarks.monitoring;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which metrics an expression reads. */
final class MetricNames {

    /** All that are read here are Flink's. */
    private static final Pattern NAME = Pattern.compile("\\bflink_\\w+");

    private MetricNames() {}

    static Set<String> in(String expression) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = NAME.matcher(expression);
        while (matcher.find()) {
            names.add(matcher.group());
        }
        return names;
    }
}
