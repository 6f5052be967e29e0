package org.decnn.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.decnn.benchmarks.lab.Results.Cell;
import org.decnn.benchmarks.lab.Results.Device;
import org.decnn.benchmarks.lab.Results.Kernel;
import org.decnn.benchmarks.lab.Results.Latencies;
import org.decnn.benchmarks.lab.Results.Load;
import org.decnn.benchmarks.lab.Results.Memory;
import org.junit.jupiter.api.Test;

class TargetFigureTest {

    private static final long MB = 1_000_000;

    @Test
    void ratiosAreMadeWithinARepetition() {
        // The machine is half as fast in the second: the ratio is the same.
        TargetFigure figure =
                figure(
                        "D on 4 against C on 1, 1 Gbit/s",
                        cell("C-whole", null, 1, 4),
                        cell("C-shards", null, 1, 3),
                        cell("D-4", "1gbit", 1, 14),
                        cell("C-whole", null, 2, 2),
                        cell("D-4", "1gbit", 2, 7));
        assertThat(figure.values()).containsExactly(3.5, 3.5);
        assertThat(figure.holds()).isTrue();
    }

    @Test
    void theBaselineIsTheFasterOfTheWholeGraphAndAllShards() {
        TargetFigure figure =
                figure(
                        "D on 4 against C on 1, 100 Mbit/s",
                        cell("C-whole", null, 1, 3),
                        cell("C-shards", null, 1, 4),
                        cell("D-4", "1gbit", 1, 14),
                        cell("D-4", "100mbit", 1, 12));
        assertThat(figure.values()).containsExactly(3.0);
        assertThat(figure.holds()).isFalse();
    }

    @Test
    void whatWasNotMeasuredHoldsNothing() {
        TargetFigure figure = figure("D against F", cell("D-4", "100mbit", 1, 12));
        assertThat(figure.spread()).isEmpty();
        assertThat(figure.holds()).isFalse();
    }

    @Test
    void memoryIsComparedAsWhatIsSaved() {
        Results results =
                results(
                        List.of(
                                new Memory("A", 1, 1, 150 * MB, 200 * MB, 300 * MB, 310 * MB),
                                new Memory("D-4", 1, 1, 150 * MB, 200 * MB, 220 * MB, 230 * MB),
                                new Memory("D-4", 1, 2, 150 * MB, 200 * MB, 230 * MB, 240 * MB)),
                        cell("A", null, 1, 4));
        TargetFigure saved = find(results, "model memory");
        assertThat(saved.values().get(0)).isCloseTo(-75, within(1e-9));
        assertThat(saved.holds()).isTrue();
        assertThat(find(results, "resident size").values()).containsExactly(230.0);
    }

    @Test
    void thePageSaysEachFigureWithItsBar() {
        String page =
                ResultTable.of(
                        results(List.of(), cell("A", null, 1, 4), cell("D-4", "1gbit", 1, 10)));
        assertThat(page)
                .contains(
                        "| throughput, D on 4 against A on 1, 1 Gbit/s, × | – | – | – | 2.50, n = 1 | – |")
                .contains(
                        "| the same, as a part of what the graphs alone allow, × | – | 0.95 | ≥ 0.88 | 0.50, n = 1 | **no** |")
                .contains(
                        "| throughput, D against F, 100 Mbit/s, × | hides communication | 1.80 | ≥ 1.40 | not measured | – |")
                .contains("30.0 = 20.0 + 2.00 + 8.00");
    }

    @Test
    void barsAreForFourDevices() {
        Results eight =
                new Results(
                        "today",
                        Map.of(),
                        List.of(),
                        List.of(),
                        TestedSystem.all(List.of(1, 4, 8), 8),
                        Map.of(),
                        List.of(),
                        List.of(),
                        List.of(cell("C-whole", null, 1, 4), cell("D-8", "1gbit", 1, 28)));
        assertThat(TargetFigures.of(eight)).allMatch(figure -> figure.bar() == null);
        assertThat(find(eight, "D on 8 against C on 1, 1 Gbit/s").values()).containsExactly(7.0);
    }

    private static TargetFigure figure(String what, Cell... cells) {
        return find(results(List.of(), cells), what);
    }

    private static TargetFigure find(Results results, String what) {
        return TargetFigures.of(results).stream()
                .filter(figure -> figure.what().contains(what))
                .findFirst()
                .orElseThrow();
    }

    private static Cell cell(String system, String network, int repetition, double rate) {
        return new Cell(
                system,
                network,
                repetition,
                rate,
                50,
                List.of(new Device(1, 30, 20.0, 2.0, 1000.0, List.of())),
                new Latencies(List.of(100.0), 0),
                List.of(new Load(0.8, 0.8 * rate, new Latencies(List.of(100.0, 150.0), 0))));
    }

    private static Results results(List<Memory> memory, Cell... cells) {
        return new Results(
                "today",
                Map.of(),
                List.of(),
                List.of(),
                TestedSystem.all(List.of(1, 2, 4), 4),
                Map.of(),
                List.of(
                        new Kernel("dense-whole", 1, List.of(60.0, 10.0, 50.0)),
                        new Kernel("decoupled-split", 1, List.of(10.0))),
                memory,
                List.of(cells));
    }
}
