package org.decnn.benchmarks.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.decnn.benchmarks.lab.Results.Cell;
import org.decnn.benchmarks.lab.Results.Device;
import org.decnn.benchmarks.lab.Results.Memory;

/** Finds what was measured, by repetition. */
record Measured(Results results) {

    static OptionalDouble ratio(OptionalDouble one, OptionalDouble other) {
        return one.isPresent() && other.isPresent() && other.getAsDouble() != 0
                ? OptionalDouble.of(one.getAsDouble() / other.getAsDouble())
                : OptionalDouble.empty();
    }

    /** A ratio as what it is less, in percent. */
    private static OptionalDouble less(OptionalDouble ratio) {
        return ratio.isPresent() ? OptionalDouble.of(100 * (ratio.getAsDouble() - 1)) : ratio;
    }

    List<Double> each(IntFunction<OptionalDouble> value) {
        int last = results.cells().stream().mapToInt(Cell::repetition).max().orElse(0);
        List<Double> values = new ArrayList<>();
        IntStream.rangeClosed(1, last).mapToObj(value).forEach(one -> one.ifPresent(values::add));
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
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .average();
    }

    /**
     * How many times one device's throughput with a network the shards of the split one could have
     * if nothing but the graphs took time.
     */
    OptionalDouble limit(String model, int repetition) {
        return ratio(kernel(model, repetition), kernel(TestedSystem.DECOUPLED_SPLIT, repetition));
    }

    private OptionalDouble kernel(String model, int repetition) {
        return results.kernels().stream()
                .filter(one -> one.model().equals(model) && one.repetition() == repetition)
                .mapToDouble(one -> Spread.of(one.millis()).median())
                .findFirst();
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

    private Stream<Memory> memory(String system, int repetition) {
        return results.memory().stream()
                .filter(memory -> memory.system().equals(system))
                .filter(memory -> memory.repetition() == repetition);
    }

    private static OptionalDouble of(Optional<Double> value) {
        return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }
}
