package org.decnn.rewrite.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.decnn.model.network.Network;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.shard.Stem;
import org.decnn.rewrite.structure.Decoupling;
import org.decnn.rewrite.structure.Shuffles;
import org.decnn.rewrite.structure.Structure;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The plan against two of the device lab's runs (docs/planning.md): its board, of which the graphs
 * alone are given, and what each run measured of whole jobs. On 2026-11-28 the host was quiet, on
 * 2026-11-30 it was not.
 */
class LabPlanTest {

    /** How far the plan may be off. */
    private static final Percentage CLOSE = Percentage.withPercentage(15);

    private static final String DENSE = "dense";
    private static final String DECOUPLED = "decoupled";

    /** The graphs' processor time in the lab's own jobs of 28 Nov, without limits. */
    private static Plan byTheTable;

    /** By the graphs alone, as settings --measure runs them: dense, decoupled, one shard. */
    private static Plan quiet;

    private static Plan busy;

    @BeforeAll
    static void planForTheLab() throws IOException {
        BoardProfile lab = BoardFile.read(Path.of("../benchmarks/lab/board.json"));
        byTheTable = planFor(lab);
        quiet = planFor(with(lab, 74.8, 61.3, 15.93));
        busy = planFor(with(lab, 79.0, 65.3, 17.3));
    }

    private static BoardProfile with(BoardProfile lab, double... millis) {
        BoardProfile alone = lab;
        for (int i = 0; i < millis.length; i++) {
            MeasuredGraphs graphs = lab.measured().get(i);
            alone =
                    alone.with(
                            new MeasuredGraphs(
                                    graphs.network(),
                                    graphs.shards(),
                                    graphs.stem(),
                                    graphs.gigaMacs(),
                                    millis[i],
                                    0));
        }
        return alone;
    }

    private static Plan planFor(BoardProfile board) {
        Planner planner = new Planner(board, 4, List.of(1000.0, 100.0));
        planner.add(DENSE, resnet50(Decoupling.DENSE));
        planner.add(
                DECOUPLED,
                resnet50(new Decoupling(4, List.of(2.0, 1.5, 1.75, 1.75), Shuffles.BUTTERFLY)));
        return planner.plan();
    }

    private static Network resnet50(Decoupling decoupling) {
        return Structure.RESNET50.blank(decoupling, 1000, 224);
    }

    @ParameterizedTest(name = "{0} at {1} Mbit/s")
    @CsvSource({
        // As DeCNN loads it: A's own memory is as ONNX Runtime's examples load.
        "A,   1000, 4.78, 208,  464",
        "B-4, 1000, 18.7, 204,  464",
        "C,   1000, 5.54, 179,  458",
        "D-4, 1000, 19.9, 66.0, 417",
        "D-4, 100,  18.9, 98.0, 417"
    })
    void theQuietRunIsPlanned(
            String system, double rate, double imagesPerSecond, double latency, double memory) {
        for (Plan plan : List.of(byTheTable, quiet)) {
            PlannedWay way = planned(plan, system, rate);
            assertThat(way.measured()).isTrue();
            assertThat(way.imagesPerSecond()).isCloseTo(imagesPerSecond, CLOSE);
            assertThat(way.latencyMs()).isCloseTo(latency, CLOSE);
            assertThat(way.memoryMB()).isCloseTo(memory, CLOSE);
        }
    }

    @ParameterizedTest(name = "{0} at {1} Mbit/s")
    @CsvSource({
        "A,   1000, 4.24, 228",
        "B-4, 1000, 16.2, 228",
        "C,   1000, 5.31, 180",
        "H-4, 1000, 19.5, 191",
        "D-4, 1000, 16.5, 72.0",
        "D-4, 100,  16.5, 104"
    })
    void theBusyRunIsPlanned(String system, double rate, double imagesPerSecond, double latency) {
        PlannedWay way = planned(busy, system, rate);
        assertThat(way.measured()).isTrue();
        assertThat(way.imagesPerSecond()).isCloseTo(imagesPerSecond, CLOSE);
        assertThat(way.latencyMs()).isCloseTo(latency, CLOSE);
    }

    @Test
    void copiesAreAdvisedForThroughputAndTheSplitForLatency() {
        for (Advice advice : byTheTable.advice()) {
            assertThat(advice.throughput().way()).isEqualTo(Way.copies(4));
            // On the faster network what is sent matters little, and float32 is exact.
            ElementType wire =
                    advice.megabitsPerSecond() == 1000 ? ElementType.FLOAT32 : ElementType.FLOAT16;
            assertThat(advice.latency().way()).isEqualTo(new Way(4, 1, Stem.SHARDS, wire));
            assertThat(advice.latency().file()).isEqualTo(DECOUPLED);
            assertThat(advice.line()).startsWith("throughput only: ").contains("latency counts");
        }
    }

    private static PlannedWay planned(Plan plan, String system, double rate) {
        Way way =
                switch (system) {
                    case "A", "C" -> Way.copies(1);
                    case "B-4", "H-4" -> Way.copies(4);
                    case "E-4" -> new Way(4, 1, Stem.SHARDS, ElementType.FLOAT32);
                    case "G-4" -> new Way(4, 1, Stem.HOME, ElementType.UINT8);
                    default -> new Way(4, 1, Stem.SHARDS, ElementType.UINT8);
                };
        String network = List.of("A", "B-4", "E-4").contains(system) ? DENSE : DECOUPLED;
        return plan.ways().stream()
                .filter(planned -> planned.file().equals(network))
                .filter(planned -> planned.megabitsPerSecond() == rate && planned.way().equals(way))
                .findFirst()
                .orElseThrow();
    }
}
