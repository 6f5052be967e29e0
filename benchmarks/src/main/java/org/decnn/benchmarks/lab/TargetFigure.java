package org.decnn.benchmarks.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.decnn.benchmarks.lab.Results.Cell;
import org.decnn.benchmarks.lab.Results.Device;
import org.decnn.benchmarks.lab.Results.Memory;

/**
 * A figure that the project is held to. Ratios are made within a repetition, and then their middle
 * one is taken.
 *
 * @param paper what Du et al. (2020) have, or what they leave open
 * @param aim what excellent work gives
 * @param bar what careful work gives
 * @param isMoreBetter whether the bar is the least, not the most
 * @param values one for each repetition that has what it takes
 */
public record TargetFigure(
        String what,
        String unit,
        String paper,
        double aim,
        double bar,
        boolean isMoreBetter,
        List<Double> values) {

    private static final String FAST = "1gbit";
    private static final String WEAK = "100mbit";

    /** Empty if it was not measured. */
    public Optional<Spread> spread() {
        return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
    }

    public boolean holds() {
        return spread().map(s -> isMoreBetter ? s.median() >= bar : s.median() <= bar)
                .orElse(false);
    }

    /** The figures that these results have to say something about, measured or not. */
    public static List<TargetFigure> of(Results results) {
        Lookup at = new Lookup(results);
        return List.of(
                least(
                        "throughput, D on 4 against C on 1, 1 Gbit/s",
                        "×",
                        "3.21",
                        3.8,
                        3.4,
                        at.each(r -> ratio(at.rate("D-4", FAST, r), at.bestOfC(r)))),
                least(
                        "throughput, D on 4 against C on 1, 100 Mbit/s",
                        "×",
                        "–",
                        3.6,
                        3.21,
                        at.each(r -> ratio(at.rate("D-4", WEAK, r), at.bestOfC(r)))),
                least(
                        "the same with its stem at home (G), 100 Mbit/s",
                        "×",
                        "–",
                        3.6,
                        3.21,
                        at.each(r -> ratio(at.rate("G-4", WEAK, r), at.bestOfC(r)))),
                least(
                        "throughput, D on 4 against A on 1, 1 Gbit/s",
                        "×",
                        "–",
                        4.4,
                        4.0,
                        at.each(r -> ratio(at.rate("D-4", FAST, r), at.rate("A", null, r)))),
                least(
                        "throughput, D on 4 against B on 4, 1 Gbit/s",
                        "×",
                        "–",
                        1.1,
                        1.0,
                        at.each(r -> ratio(at.rate("D-4", FAST, r), at.rate("B-4", null, r)))),
                most(
                        "latency of one image alone, D on 4 against A",
                        "×",
                        "–",
                        0.28,
                        0.35,
                        at.each(r -> ratio(at.alone("D-4", FAST, r), at.alone("A", null, r)))),
                most(
                        "model memory per device, D on 4 against A",
                        "%",
                        "−65.3",
                        -78,
                        -70,
                        at.each(r -> at.savedMemory("D-4", "A", r))),
                most(
                        "the same against B, whose networks DeCNN loads",
                        "%",
                        "–",
                        -78,
                        -70,
                        at.each(r -> at.savedMemory("D-4", "B-4", r))),
                least(
                        "throughput, D against F, 100 Mbit/s",
                        "×",
                        "hides communication",
                        1.8,
                        1.4,
                        at.each(r -> ratio(at.rate("D-4", WEAK, r), at.rate("F-4", WEAK, r)))),
                least(
                        "throughput, I against D, one of four devices of half the share",
                        "×",
                        "–",
                        0.83,
                        0.744,
                        at.each(r -> ratio(at.rate("I-4", FAST, r), at.rate("D-4", FAST, r)))),
                least(
                        "throughput, I against H, the same devices",
                        "×",
                        "–",
                        1.7,
                        1.4,
                        at.each(r -> ratio(at.rate("I-4", FAST, r), at.rate("H-4", FAST, r)))),
                most(
                        "p99 / p50 of latency at 80 % load, D on 4, 1 Gbit/s",
                        "×", "–", 2, 3, at.each(r -> at.tail("D-4", FAST, r))),
                most(
                        "exchange, CPU-ms per device and image, D on 4, at full CPU speed",
                        "ms",
                        "3–4 (fp32)",
                        1.5,
                        2.5,
                        at.each(r -> at.exchange("D-4", Results.NO_LIMITS, r))),
                most(
                        "resident size of a TaskManager, D on 4",
                        "MB",
                        "–",
                        350,
                        450,
                        at.each(r -> at.resident("D-4", r))));
    }

    private static TargetFigure least(
            String what, String unit, String paper, double aim, double bar, List<Double> values) {
        return new TargetFigure(what, unit, paper, aim, bar, true, values);
    }

    private static TargetFigure most(
            String what, String unit, String paper, double aim, double bar, List<Double> values) {
        return new TargetFigure(what, unit, paper, aim, bar, false, values);
    }

    private static OptionalDouble ratio(OptionalDouble one, OptionalDouble other) {
        return one.isPresent() && other.isPresent() && other.getAsDouble() != 0
                ? OptionalDouble.of(one.getAsDouble() / other.getAsDouble())
                : OptionalDouble.empty();
    }

    /** A ratio as what it is less, in percent. */
    private static OptionalDouble less(OptionalDouble ratio) {
        return ratio.isPresent() ? OptionalDouble.of(100 * (ratio.getAsDouble() - 1)) : ratio;
    }

    /** Finds what was measured. */
    private record Lookup(Results results) {

        List<Double> each(IntFunction<OptionalDouble> value) {
            int last = results.cells().stream().mapToInt(Cell::repetition).max().orElse(0);
            List<Double> values = new ArrayList<>();
            IntStream.rangeClosed(1, last)
                    .mapToObj(value)
                    .forEach(one -> one.ifPresent(values::add));
            return values;
        }

        /**
         * @param network null: the one that it was measured on
         */
        private Optional<Cell> cell(String system, String network, int repetition) {
            return results.cells().stream()
                    .filter(cell -> cell.system().equals(system) && cell.repetition() == repetition)
                    .filter(
                            cell ->
                                    network == null
                                            || cell.network() == null
                                            || cell.network().equals(network))
                    .findFirst();
        }

        OptionalDouble rate(String system, String network, int repetition) {
            return cell(system, network, repetition)
                    .map(cell -> OptionalDouble.of(cell.imagesPerSecond()))
                    .orElse(OptionalDouble.empty());
        }

        /** The faster of the whole graph and all shards on one device. */
        OptionalDouble bestOfC(int repetition) {
            return results.cells().stream()
                    .filter(cell -> cell.system().startsWith("C-"))
                    .filter(cell -> cell.repetition() == repetition)
                    .mapToDouble(Cell::imagesPerSecond)
                    .max();
        }

        OptionalDouble alone(String system, String network, int repetition) {
            return of(cell(system, network, repetition).map(cell -> cell.alone().p50()));
        }

        OptionalDouble tail(String system, String network, int repetition) {
            return of(
                    cell(system, network, repetition)
                            .flatMap(cell -> cell.loads().stream().reduce((one, next) -> next))
                            .filter(load -> !load.latencies().millis().isEmpty())
                            .map(load -> load.latencies().p99() / load.latencies().p50()));
        }

        OptionalDouble exchange(String system, String network, int repetition) {
            return cell(system, network, repetition).stream()
                    .flatMap(cell -> cell.devices().stream())
                    .map(Device::exchangeMillis)
                    .filter(java.util.Objects::nonNull)
                    .mapToDouble(Double::doubleValue)
                    .average();
        }

        OptionalDouble modelMemory(String system, int repetition) {
            return memory(system, repetition).mapToDouble(Memory::model).average();
        }

        OptionalDouble savedMemory(String system, String against, int repetition) {
            return less(ratio(modelMemory(system, repetition), modelMemory(against, repetition)));
        }

        OptionalDouble resident(String system, int repetition) {
            return memory(system, repetition).mapToDouble(memory -> memory.after() / 1e6).max();
        }

        private java.util.stream.Stream<Memory> memory(String system, int repetition) {
            return results.memory().stream()
                    .filter(memory -> memory.system().equals(system))
                    .filter(memory -> memory.repetition() == repetition);
        }

        private static OptionalDouble of(Optional<Double> value) {
            return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
        }
    }
}
