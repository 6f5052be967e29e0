package org.decnn.benchmarks.lab;

import java.util.ArrayList;
import java.util.List;

/** How much a device's JVM compiles, and the flags that keep it small. */
public enum Compiler {
    /** Little and soon: what {@code decnn settings --small} says. Hot within seconds. */
    C1(
            "-XX:ReservedCodeCacheSize=48m",
            "-XX:TieredStopAtLevel=1",
            "-XX:CompileThresholdScaling=0.2"),
    /** As a JVM does by default. It takes a device's processor for the first minute or two. */
    C2("-XX:ReservedCodeCacheSize=64m", "-XX:+TieredCompilation");

    /** Gives back what compiling has taken. */
    private static final String TRIM = "-XX:TrimNativeHeapInterval=5000";

    private final List<String> flags = new ArrayList<>();

    Compiler(String... own) {
        flags.addAll(List.of("-XX:+UseSerialGC", "-XX:+AlwaysPreTouch", "-Xss512k"));
        flags.add("-Dpekko.scheduler.tick-duration=100ms");
        flags.addAll(List.of(own));
    }

    /**
     * Flags of a TaskManager's JVM.
     *
     * @param plain as a Flink user starts it today: what is free on the native heap stays there
     */
    List<String> flags(boolean plain) {
        List<String> all = new ArrayList<>(flags);
        all.add(DiagnosticCommand.FLAG);
        if (this == C2 && !plain) {
            all.add(TRIM);
        }
        return all;
    }

    /** All flags, in words. */
    String described() {
        return String.join(" ", flags) + (this == C2 ? ", and but for A " + TRIM : "");
    }
}
