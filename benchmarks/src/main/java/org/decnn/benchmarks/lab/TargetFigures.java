package org.decnn.benchmarks.lab;

import static org.decnn.benchmarks.lab.Measured.ratio;
import static org.decnn.benchmarks.lab.TargetFigure.least;
import static org.decnn.benchmarks.lab.TargetFigure.most;
import static org.decnn.benchmarks.lab.TargetFigure.told;

import java.util.ArrayList;
import java.util.List;

/** The figures that results have to say something about, measured or not. */
final class TargetFigures {

    private static final String FAST = "1gbit";
    private static final String WEAK = "100mbit";

    /** What bars are for: so many devices. */
    private static final int DEVICES = 4;

    private final Results results;
    private final Measured at;
    private final int devices;
    private final String d;

    private TargetFigures(Results results) {
        this.results = results;
        this.at = new Measured(results);
        this.devices =
                results.systems().stream().mapToInt(TestedSystem::devices).max().orElse(DEVICES);
        this.d = on("D");
    }

    static List<TargetFigure> of(Results results) {
        TargetFigures figures = new TargetFigures(results);
        List<TargetFigure> all = new ArrayList<>(figures.throughput());
        all.addAll(figures.costs());
        all.addAll(figures.againstOthers());
        return figures.devices == DEVICES
                ? all
                : all.stream().map(TargetFigure::withoutBar).toList();
    }

    private String on(String name) {
        return name + "-" + devices;
    }

    private boolean asked(String name) {
        return results.systems().stream().anyMatch(system -> system.name().equals(name));
    }

    private List<TargetFigure> throughput() {
        List<TargetFigure> all = new ArrayList<>();
        all.add(
                least(
                        "throughput, D on " + devices + " against C on 1, 1 Gbit/s",
                        "×",
                        "3.21",
                        3.8,
                        3.3,
                        at.each(r -> ratio(at.rate(d, FAST, r), at.bestOfC(r)))));
        all.add(
                least(
                        "throughput, D on " + devices + " against C on 1, 100 Mbit/s",
                        "×",
                        "–",
                        3.6,
                        3.21,
                        at.each(r -> ratio(at.rate(d, WEAK, r), at.bestOfC(r)))));
        results.systems().stream()
                .filter(one -> one.name().equals("D") && one.devices() < devices)
                .forEach(
                        one ->
                                all.add(
                                        told(
                                                "throughput, D on "
                                                        + one.devices()
                                                        + " against C on 1, 1 Gbit/s",
                                                "×",
                                                at.each(
                                                        r ->
                                                                ratio(
                                                                        at.rate(one.id(), FAST, r),
                                                                        at.bestOfC(r))))));
        all.add(
                told(
                        "throughput, D on " + devices + " against A on 1, 1 Gbit/s",
                        "×",
                        at.each(r -> ratio(at.rate(d, FAST, r), at.rate("A", null, r)))));
        all.add(
                least(
                        "the same, as a part of what the graphs alone allow",
                        "×",
                        "–",
                        0.95,
                        0.88,
                        at.each(
                                r ->
                                        ratio(
                                                ratio(at.rate(d, FAST, r), at.rate("A", null, r)),
                                                at.limit(TestedSystem.DENSE_WHOLE, r)))));
        all.add(
                told(
                        "what the graphs alone allow against A: dense by one shard",
                        "×",
                        at.each(r -> at.limit(TestedSystem.DENSE_WHOLE, r))));
        all.add(
                told(
                        "what the graphs alone allow against C: decoupled by one shard",
                        "×",
                        at.each(r -> at.limit(TestedSystem.DECOUPLED_WHOLE, r))));
        all.add(
                least(
                        "throughput, D on " + devices + " against B on " + devices + ", 1 Gbit/s",
                        "×",
                        "–",
                        1.1,
                        1.0,
                        at.each(r -> ratio(at.rate(d, FAST, r), at.rate(on("B"), null, r)))));
        return all;
    }

    private List<TargetFigure> againstOthers() {
        List<TargetFigure> all = new ArrayList<>();
        if (asked("H")) {
            all.add(
                    told(
                            "throughput, D against H, the same network whole on each, 1 Gbit/s",
                            "×",
                            at.each(r -> ratio(at.rate(d, FAST, r), at.rate(on("H"), null, r)))));
            all.add(
                    told(
                            "latency of one image alone, D against H",
                            "×",
                            at.each(r -> ratio(at.alone(d, FAST, r), at.alone(on("H"), null, r)))));
            all.add(
                    told(
                            "model memory per device, D against H",
                            "%",
                            at.each(r -> at.savedMemory(d, on("H"), r))));
        }
        if (asked("A8")) {
            all.add(
                    told(
                            "throughput, D on " + devices + " against A8 on 1, 1 Gbit/s",
                            "×",
                            at.each(r -> ratio(at.rate(d, FAST, r), at.rate("A8", null, r)))));
            all.add(
                    told(
                            "latency of one image alone, D against A8",
                            "×",
                            at.each(r -> ratio(at.alone(d, FAST, r), at.alone("A8", null, r)))));
            all.add(
                    told(
                            "model memory per device, D against A8",
                            "%",
                            at.each(r -> at.savedMemory(d, "A8", r))));
        }
        all.add(
                least(
                        "throughput, D against F, 100 Mbit/s",
                        "×",
                        "hides communication",
                        1.8,
                        1.4,
                        at.each(r -> ratio(at.rate(d, WEAK, r), at.rate(on("F"), WEAK, r)))));
        if (asked("G")) {
            all.add(
                    least(
                            "throughput, D with its stem at home (G) against C, 100 Mbit/s",
                            "×",
                            "–",
                            3.6,
                            3.21,
                            at.each(r -> ratio(at.rate(on("G"), WEAK, r), at.bestOfC(r)))));
        }
        if (asked("W")) {
            all.add(
                    least(
                            "throughput, W against D, one of four devices of half the share",
                            "×",
                            "–",
                            0.83,
                            0.744,
                            at.each(r -> ratio(at.rate(on("W"), FAST, r), at.rate(d, FAST, r)))));
            all.add(
                    least(
                            "throughput, W against U, the same devices",
                            "×",
                            "–",
                            1.7,
                            1.4,
                            at.each(
                                    r ->
                                            ratio(
                                                    at.rate(on("W"), FAST, r),
                                                    at.rate(on("U"), FAST, r)))));
        }
        return all;
    }

    private List<TargetFigure> costs() {
        return List.of(
                most(
                        "latency of one image alone, D on " + devices + " against A",
                        "×",
                        "–",
                        0.28,
                        0.33,
                        at.each(r -> ratio(at.alone(d, FAST, r), at.alone("A", null, r)))),
                most(
                        "model memory per device, D on " + devices + " against A",
                        "%",
                        "−65.3",
                        -78,
                        -70,
                        at.each(r -> at.savedMemory(d, "A", r))),
                most(
                        "the same against B, whose networks DeCNN loads",
                        "%",
                        "–",
                        -78,
                        -70,
                        at.each(r -> at.savedMemory(d, on("B"), r))),
                most(
                        "p99 / p50 of latency at 80 % load, D on " + devices + ", 1 Gbit/s",
                        "×",
                        "–",
                        2,
                        3,
                        at.each(r -> at.tail(d, FAST, r))),
                most(
                        "exchange, CPU-ms per device and image, D on "
                                + devices
                                + ", at full CPU speed",
                        "ms",
                        "3–4 (fp32)",
                        1.2,
                        1.8,
                        at.each(r -> at.exchange(d, Results.NO_LIMITS, r))),
                most(
                        "resident size of a TaskManager, D on " + devices,
                        "MB",
                        "–",
                        350,
                        450,
                        at.each(r -> at.resident(d, r))));
    }
}
