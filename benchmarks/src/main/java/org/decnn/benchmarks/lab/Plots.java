package org.decnn.benchmarks.lab;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;
import org.decnn.benchmarks.lab.Bars.Row;
import org.decnn.benchmarks.lab.Results.Cell;
import org.decnn.benchmarks.lab.Results.Device;
import org.decnn.benchmarks.lab.Results.Latencies;
import org.decnn.benchmarks.lab.Results.Memory;

/** Pictures of results, as PNG and SVG; what they were measured with is written below each. */
public final class Plots {

    /** What of the machine is said below a picture. */
    private static final List<String> TOLD = List.of("machine", "devices", "networks", "versions");

    private final Results results;
    private final Page page;

    private Plots(Results results, Path folder) {
        this.results = results;
        this.page = new Page(folder, footer(results));
    }

    /** Draws a run's pictures again: results.json, and the folder that they go to. */
    public static void main(String[] arguments) throws IOException {
        draw(
                new ObjectMapper()
                        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .readValue(Path.of(arguments[0]).toFile(), Results.class),
                Files.createDirectories(Path.of(arguments[1])));
    }

    static void draw(Results results, Path folder) throws IOException {
        System.setProperty("java.awt.headless", "true");
        Plots plots = new Plots(results, folder);
        plots.overview();
        plots.throughput();
        plots.speedUp();
        plots.latency();
        plots.memory();
        plots.time();
    }

    /** Four ways to use small devices; none if one was not measured. */
    private void overview() throws IOException {
        Optional<TestedSystem> one = find("A");
        Optional<TestedSystem> copies = find("B");
        Optional<TestedSystem> decoupled = bestOfC();
        Optional<TestedSystem> split = largest("D");
        if (Stream.of(one, copies, decoupled, split).anyMatch(Optional::isEmpty)
                || networks().isEmpty()) {
            return;
        }
        List<TestedSystem> ways =
                Stream.of(one, copies, decoupled, split).map(Optional::orElseThrow).toList();
        int devices = split.orElseThrow().devices();
        page.save(
                new Overview(
                        List.of(
                                "dense on one device",
                                "a dense copy on each of " + devices,
                                "decoupled on one device",
                                "decoupled, split over " + devices),
                        List.of(
                                new Overview.Figure(
                                        "Throughput",
                                        "images/s, more is better",
                                        each(ways, this::rate)),
                                new Overview.Figure(
                                        "Latency of one image",
                                        "ms, less is better",
                                        each(ways, system -> latency(system, Latencies::p50))),
                                new Overview.Figure(
                                        "Model memory",
                                        "MB a device, less is better",
                                        each(ways, system -> memory(system, Memory::model))))),
                "overview");
    }

    private static List<Double> each(
            List<TestedSystem> systems, Function<TestedSystem, Double> value) {
        return systems.stream().map(value).toList();
    }

    private Optional<TestedSystem> find(String name) {
        return measured().filter(system -> system.name().equals(name)).findFirst();
    }

    private Optional<TestedSystem> largest(String name) {
        return measured()
                .filter(system -> system.name().equals(name))
                .max(Comparator.comparing(TestedSystem::devices));
    }

    private Optional<TestedSystem> bestOfC() {
        return measured()
                .filter(system -> system.name().equals("C"))
                .max(Comparator.comparing(this::rate));
    }

    private Stream<TestedSystem> measured() {
        return results.systems().stream().filter(system -> !cells(system, fastest()).isEmpty());
    }

    /** On the fastest network. */
    private double rate(TestedSystem system) {
        return medianOf(cells(system, fastest()), Cell::imagesPerSecond);
    }

    private double latency(TestedSystem system, Function<Latencies, Double> of) {
        return medianOf(cells(system, fastest()), cell -> of.apply(cell.alone()));
    }

    private void throughput() throws IOException {
        save(
                "throughput",
                "Throughput",
                "images/s, more is better",
                List.of(""),
                false,
                cells -> {
                    List<Cell> answered = cells.stream().filter(cell -> cell.images() > 0).toList();
                    return answered.isEmpty()
                            ? null
                            : new Row(
                                    "",
                                    List.of(medianOf(answered, Cell::imagesPerSecond)),
                                    List.of(),
                                    false);
                });
    }

    private void latency() throws IOException {
        save(
                "latency",
                "Latency, from append to append",
                "ms: half of all images, and the line to 99 of 100; less is better",
                List.of("one image alone", "at 80 % load"),
                false,
                cells -> {
                    List<Latencies> alone = cells.stream().map(Cell::alone).toList();
                    List<Latencies> loaded =
                            cells.stream()
                                    .filter(cell -> !cell.loads().isEmpty())
                                    .map(cell -> cell.loads().get(cell.loads().size() - 1))
                                    .map(Results.Load::latencies)
                                    .toList();
                    return loaded.isEmpty() || alone.stream().allMatch(l -> l.millis().isEmpty())
                            ? null
                            : new Row(
                                    "",
                                    List.of(
                                            medianOf(alone, Latencies::p50),
                                            medianOf(loaded, Latencies::p50)),
                                    List.of(
                                            medianOf(alone, Latencies::p99),
                                            medianOf(loaded, Latencies::p99)),
                                    false);
                });
    }

    private void time() throws IOException {
        save(
                "time",
                "Processor time for an image, on each device",
                "CPU-ms, mean of devices; less is better",
                List.of("rest", "exchange", "compute"),
                true,
                cells ->
                        cells.stream()
                                        .flatMap(cell -> cell.devices().stream())
                                        .allMatch(device -> device.computeMillis() == null)
                                ? null
                                : new Row(
                                        "",
                                        List.of(
                                                device(cells, Device::restMillis),
                                                device(cells, Device::exchangeMillis),
                                                device(cells, Device::computeMillis)),
                                        List.of(),
                                        false));
    }

    private double device(List<Cell> cells, Function<Device, Double> value) {
        return medianOf(
                cells,
                cell -> {
                    var mean =
                            cell.devices().stream()
                                    .map(value)
                                    .filter(Objects::nonNull)
                                    .mapToDouble(Double::doubleValue)
                                    .average();
                    return mean.isPresent() ? mean.getAsDouble() : null;
                });
    }

    /** A row for each system and network. */
    private void save(
            String file,
            String title,
            String unit,
            List<String> series,
            boolean stacked,
            Function<List<Cell>, Row> of)
            throws IOException {
        List<Row> rows = new ArrayList<>();
        for (TestedSystem system : results.systems()) {
            for (String network : system.exchanges() ? networks() : Arrays.asList((String) null)) {
                List<Cell> cells = cells(system, network);
                Row row = cells.isEmpty() ? null : of.apply(cells);
                if (row != null) {
                    rows.add(
                            new Row(
                                    nameOf(system) + (network == null ? "" : ", " + network),
                                    row.parts(),
                                    row.most(),
                                    system.name().equals("D")));
                }
            }
        }
        if (!rows.isEmpty()) {
            page.save(new Bars(title, unit, series, stacked, rows), file);
        }
    }

    /** In few words. */
    private static String nameOf(TestedSystem system) {
        String on = system.devices() == 1 ? "one device" : system.devices() + " devices";
        String what =
                switch (system.name()) {
                    case "A" -> "dense on " + on;
                    case "A8" -> "dense in 8 bits on " + on;
                    case "B" -> "dense copies on " + on;
                    case "C" ->
                            "decoupled on "
                                    + on
                                    + (system.isWhole() ? "" : ", in " + system.shards());
                    case "D" -> "split over " + on;
                    case "E" -> "dense, split over " + on;
                    case "F" -> "split, one image at a time";
                    case "G" -> "split, stem at home";
                    case "H" -> "decoupled copies on " + on;
                    case "U" -> "split, unequal devices";
                    default -> "split by weights, unequal devices";
                };
        return system.name() + "  " + what;
    }

    private void memory() throws IOException {
        List<Row> rows =
                results.systems().stream()
                        .filter(system -> !memories(system).isEmpty())
                        .map(
                                system ->
                                        new Row(
                                                nameOf(system),
                                                List.of(
                                                        memory(system, Memory::bare),
                                                        memory(
                                                                system,
                                                                one -> one.before() - one.bare()),
                                                        memory(system, Memory::model)),
                                                List.of(),
                                                system.name().equals("D")))
                        .toList();
        if (!rows.isEmpty()) {
            page.save(
                    new Bars(
                            "Resident memory of a device's TaskManager",
                            "MB; less is better",
                            List.of(
                                    "no job",
                                    "a job without a model",
                                    "the model, loaded and warm"),
                            true,
                            rows),
                    "memory");
        }
    }

    private List<Memory> memories(TestedSystem system) {
        return results.memory().stream()
                .filter(memory -> memory.system().equals(system.id()))
                .toList();
    }

    private double memory(TestedSystem system, Function<Memory, Long> bytes) {
        return medianOf(memories(system), memory -> bytes.apply(memory) / 1e6);
    }

    /** Over counts of devices, if the split network was measured on more than one. */
    private void speedUp() throws IOException {
        Optional<TestedSystem> one = bestOfC();
        List<TestedSystem> split =
                results.systems().stream()
                        .filter(system -> system.name().equals("D"))
                        .sorted(Comparator.comparing(TestedSystem::devices))
                        .toList();
        if (one.isEmpty() || split.size() < 2) {
            return;
        }
        List<SpeedUp.Line> lines = new ArrayList<>();
        for (String network : networks()) {
            List<Double> devices = new ArrayList<>(List.of(1.0));
            List<Double> times = new ArrayList<>(List.of(1.0));
            for (TestedSystem system : split) {
                List<Cell> cells = cells(system, network);
                if (!cells.isEmpty()) {
                    devices.add((double) system.devices());
                    times.add(medianOf(cells, Cell::imagesPerSecond) / rate(one.orElseThrow()));
                }
            }
            lines.add(new SpeedUp.Line(network, devices, times));
        }
        page.save(new SpeedUp(lines, allowed(split.get(split.size() - 1))), "speed-up");
    }

    /** Of one device's throughput. */
    private OptionalDouble allowed(TestedSystem split) {
        Measured measured = new Measured(results);
        List<Double> limits = measured.each(r -> measured.limit(TestedSystem.DECOUPLED_WHOLE, r));
        return limits.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Spread.of(limits).median() * split.devices() / split.shards());
    }

    private List<String> networks() {
        return results.cells().stream()
                .map(Cell::network)
                .filter(network -> network != null && !network.equals(Results.NO_LIMITS))
                .distinct()
                .toList();
    }

    /** The first that was measured; null if none was. */
    private String fastest() {
        return networks().isEmpty() ? null : networks().get(0);
    }

    /**
     * @param network of what exchanges something
     */
    private List<Cell> cells(TestedSystem system, String network) {
        return results.cells().stream()
                .filter(cell -> cell.system().equals(system.id()))
                .filter(cell -> !system.exchanges() || cell.network().equals(network))
                .toList();
    }

    private static <T> double medianOf(List<T> all, Function<T, Double> value) {
        List<Double> values = all.stream().map(value).filter(Objects::nonNull).toList();
        return values.isEmpty() ? 0 : Spread.of(values).median();
    }

    private static String footer(Results results) {
        int n = results.cells().stream().mapToInt(Cell::repetition).max().orElse(0);
        List<String> parts = new ArrayList<>();
        parts.add(results.started());
        parts.add(String.format(Locale.ROOT, "median of n = %d repetition(s)", n));
        TOLD.stream().map(results.machine()::get).filter(Objects::nonNull).forEach(parts::add);
        return String.join(" · ", parts);
    }
}
