package org.decnn.benchmarks.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.decnn.benchmarks.lab.Results.Cell;
import org.decnn.benchmarks.lab.Results.Device;
import org.decnn.benchmarks.lab.Results.Latencies;
import org.decnn.benchmarks.lab.Results.Load;
import org.decnn.benchmarks.lab.Results.Memory;

/** Results as a page of Markdown. */
final class ResultTable {

    private static final String NONE = "–";

    private final Results results;
    private final StringBuilder page = new StringBuilder();

    private ResultTable(Results results) {
        this.results = results;
    }

    static String of(Results results) {
        ResultTable table = new ResultTable(results);
        table.write();
        return table.page.toString();
    }

    private void write() {
        line("# The device lab, " + results.started());
        line("");
        results.machine().forEach((name, value) -> line("- " + name + ": " + value));
        results.method().forEach(sentence -> line("- " + sentence));
        line("");
        line("## Figures to reach");
        line("");
        row("figure", "paper", "aim", "bar", "median (min–max), n", "bar holds");
        row("---", "---", "---", "---", "---", "---");
        for (TargetFigure figure : TargetFigures.of(results)) {
            row(
                    figure.what() + ", " + figure.unit(),
                    figure.paper(),
                    figure.aim() == null ? NONE : number(figure.aim()),
                    figure.bar() == null
                            ? NONE
                            : (figure.isMoreBetter() ? "≥ " : "≤ ") + number(figure.bar()),
                    figure.spread().map(ResultTable::spread).orElse("not measured"),
                    figure.spread().isEmpty() || figure.bar() == null
                            ? NONE
                            : figure.holds() ? "yes" : "**no**");
        }
        line("");
        kernels();
        line("## Systems");
        line("");
        line(
                "Medians (min–max) over repetitions; of devices the mean. CPU: compute + exchange + rest.");
        line("");
        row(
                "system",
                "network",
                "images/s",
                "n",
                "alone p50 / p99 ms (n)",
                "load: p50 / p99 ms (n)",
                "CPU-ms per image and device",
                "KB sent per image and device",
                "computed");
        row("---", "---", "---", "---", "---", "---", "---", "---", "---");
        for (TestedSystem system : results.systems()) {
            networksOf(system).forEach(network -> systemRow(system, network));
        }
        line("");
        line("## Memory of a device's TaskManager, MB");
        line("");
        row("system", "bare", "blank job", "with the model", "model", "peak");
        row("---", "---", "---", "---", "---", "---");
        for (TestedSystem system : results.systems()) {
            List<Memory> memory =
                    results.memory().stream()
                            .filter(one -> one.system().equals(system.id()))
                            .toList();
            if (!memory.isEmpty()) {
                row(
                        system.id(),
                        megabytes(memory, Memory::bare),
                        megabytes(memory, Memory::before),
                        megabytes(memory, Memory::after),
                        megabytes(memory, Memory::model),
                        megabytes(memory, Memory::peak));
            }
        }
        wakeUps();
        line("");
        line("## Checks");
        line("");
        results.checks().forEach(check -> line("- " + check));
    }

    private void kernels() {
        List<String> models =
                results.kernels().stream().map(Results.Kernel::model).distinct().toList();
        if (models.isEmpty()) {
            return;
        }
        line("## The graphs alone");
        line("");
        line(
                "Processor time of an image in the engine, one core without limits; medians of repetitions.");
        line("");
        row("model", "ms", "runs");
        row("---", "---", "---");
        for (String model : models) {
            List<Results.Kernel> times =
                    results.kernels().stream().filter(one -> one.model().equals(model)).toList();
            row(
                    model.equals(TestedSystem.DECOUPLED_SPLIT) ? model + ", one shard" : model,
                    spread(
                            Spread.of(
                                    times.stream()
                                            .map(one -> Spread.of(one.millis()).median())
                                            .toList())),
                    Integer.toString(times.stream().mapToInt(one -> one.millis().size()).sum()));
        }
        line("");
    }

    private void wakeUps() {
        List<Cell> counted =
                results.cells().stream()
                        .filter(cell -> !cell.devices().isEmpty())
                        .filter(cell -> cell.devices().get(0).threads() != null)
                        .filter(cell -> cell.system().startsWith("D"))
                        .toList();
        if (counted.isEmpty()) {
            return;
        }
        line("");
        line("## What wakes a device of D");
        line("");
        line(
                "At saturation, for each image: CPU-ms · times woken · times made to give way; medians of repetitions, of devices the mean.");
        line("");
        Map<String, List<Cell>> columns =
                counted.stream()
                        .collect(
                                Collectors.groupingBy(
                                        cell -> cell.system() + ", " + cell.network(),
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        row("threads", columns.keySet().toArray(String[]::new));
        row("---", columns.keySet().stream().map(name -> "---").toArray(String[]::new));
        for (ThreadKind kind : ThreadKind.values()) {
            row(
                    kind.toString(),
                    columns.values().stream()
                            .map(cells -> wakeUps(cells, List.of(kind.toString())))
                            .toArray(String[]::new));
        }
        List<String> all = Arrays.stream(ThreadKind.values()).map(ThreadKind::toString).toList();
        row(
                "all",
                columns.values().stream().map(cells -> wakeUps(cells, all)).toArray(String[]::new));
    }

    private static String wakeUps(List<Cell> cells, List<String> kinds) {
        return String.join(
                " · ",
                devices(cells, device -> sum(device, kinds, Results.Threads::cpuMillis)),
                devices(cells, device -> sum(device, kinds, Results.Threads::wakeUps)),
                devices(cells, device -> sum(device, kinds, Results.Threads::preemptions)));
    }

    private static Double sum(
            Device device, List<String> kinds, ToDoubleFunction<Results.Threads> value) {
        return device.threads().stream()
                .filter(threads -> kinds.contains(threads.kind()))
                .mapToDouble(value)
                .sum();
    }

    private List<String> networksOf(TestedSystem system) {
        return results.cells().stream()
                .filter(cell -> cell.system().equals(system.id()))
                .map(cell -> Objects.requireNonNullElse(cell.network(), NONE))
                .distinct()
                .toList();
    }

    private void systemRow(TestedSystem system, String network) {
        List<Cell> cells =
                results.cells().stream()
                        .filter(cell -> cell.system().equals(system.id()))
                        .filter(
                                cell ->
                                        Objects.requireNonNullElse(cell.network(), NONE)
                                                .equals(network))
                        .toList();
        Double computed = results.computedBytes().get(system.id());
        row(
                "**" + system.id() + "** " + system.what(),
                network,
                throughput(cells),
                Integer.toString(cells.stream().mapToInt(Cell::images).sum()),
                latencies(cells.stream().map(Cell::alone).toList()),
                loads(cells),
                cpu(cells),
                devices(
                        cells,
                        device -> device.bytesSent() == null ? null : device.bytesSent() / 1e3),
                computed == null ? NONE : number(computed / 1e3));
    }

    private static String throughput(List<Cell> cells) {
        List<Cell> answered = cells.stream().filter(cell -> cell.images() > 0).toList();
        return answered.isEmpty() ? NONE : spread(answered, Cell::imagesPerSecond);
    }

    private static String loads(List<Cell> cells) {
        List<String> all = new ArrayList<>();
        cells.stream()
                .flatMap(cell -> cell.loads().stream())
                .map(Load::part)
                .distinct()
                .forEach(
                        part ->
                                all.add(
                                        Math.round(100 * part)
                                                + " %: "
                                                + latencies(
                                                        cells.stream()
                                                                .flatMap(
                                                                        cell ->
                                                                                cell
                                                                                        .loads()
                                                                                        .stream())
                                                                .filter(load -> load.part() == part)
                                                                .map(Load::latencies)
                                                                .toList())));
        return all.isEmpty() ? NONE : String.join("; ", all);
    }

    private static String latencies(List<Latencies> repetitions) {
        List<Double> p50 = present(repetitions.stream().map(Latencies::p50).toList());
        List<Double> p99 = present(repetitions.stream().map(Latencies::p99).toList());
        if (p50.isEmpty()) {
            return NONE;
        }
        int n = repetitions.stream().mapToInt(one -> one.millis().size()).sum();
        int unfinished = repetitions.stream().mapToInt(Latencies::unfinished).sum();
        return number(Spread.of(p50).median())
                + " / "
                + number(Spread.of(p99).median())
                + " ("
                + n
                + (unfinished > 0 ? ", " + unfinished + " of them not done" : "")
                + ")";
    }

    private static String cpu(List<Cell> cells) {
        String total = devices(cells, Device::cpuMillis);
        String compute = devices(cells, Device::computeMillis);
        return compute.equals(NONE)
                ? total
                : total
                        + " = "
                        + String.join(
                                " + ",
                                compute,
                                devices(cells, Device::exchangeMillis),
                                devices(cells, Device::restMillis));
    }

    private static String devices(List<Cell> cells, Function<Device, Double> value) {
        List<Double> means =
                cells.stream()
                        .map(cell -> present(cell.devices().stream().map(value).toList()))
                        .filter(values -> !values.isEmpty())
                        .map(values -> values.stream().mapToDouble(v -> v).average().orElseThrow())
                        .toList();
        return means.isEmpty() ? NONE : number(Spread.of(means).median());
    }

    private static List<Double> present(List<Double> values) {
        return values.stream().filter(Objects::nonNull).toList();
    }

    private static String spread(List<Cell> cells, Function<Cell, Double> value) {
        return spread(Spread.of(cells.stream().map(value).toList()));
    }

    private static String megabytes(List<Memory> memory, Function<Memory, Long> value) {
        return spread(Spread.of(memory.stream().map(one -> value.apply(one) / 1e6).toList()));
    }

    static String spread(Spread spread) {
        return spread.n() == 1
                ? number(spread.median()) + ", n = 1"
                : "%s (%s–%s), n = %d"
                        .formatted(
                                number(spread.median()),
                                number(spread.min()),
                                number(spread.max()),
                                spread.n());
    }

    /** Three digits that count, and no more. */
    static String number(double value) {
        double size = Math.abs(value);
        String format =
                size >= 100
                        ? "%.0f"
                        : size >= 10 ? "%.1f" : size >= 0.1 || size == 0 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value).replace('-', '−');
    }

    private void row(String... cells) {
        line("| " + String.join(" | ", cells) + " |");
    }

    private void row(String first, String[] others) {
        line("| " + first + " | " + String.join(" | ", others) + " |");
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}
