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
 * The plan against the device lab's run of 2026-11-28 11:46 (docs/lab-log.md, "Systems" and
 * "Memory"): its board, of which the graphs alone are given, and what it then measured of whole
 * jobs.
 */
class LabPlanTest {

    /** How far the plan may be off. */
    private static final Percentage CLOSE = Percentage.withPercentage(15);

    private static final String DENSE = "dense";
    private static final String DECOUPLED = "decoupled";

    /** The graphs' processor time in the lab's own jobs, without limits. */
    private static Plan byTheTable;

    /** By benchmarks/jmh/run SpeedUpLimit: nothing else running, as settings --measure does it. */
    private static Plan byTheGraphsAlone;

    @BeforeAll
    static void planForTheLab() throws IOException {
        BoardProfile lab = BoardFile.read(Path.of("../benchmarks/lab/board.json"));
        byTheTable = planFor(lab);
        BoardProfile alone = lab;
        double[] millis = {74.8, 61.3, 15.93};
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
        byTheGraphsAlone = planFor(alone);
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
    void theLabsOwnFiguresArePlanned(
            String system, double rate, double imagesPerSecond, double latency, double memory) {
        for (Plan plan : List.of(byTheTable, byTheGraphsAlone)) {
            PlannedWay way = planned(plan, system, rate);
            assertThat(way.measured()).isTrue();
            assertThat(way.imagesPerSecond()).isCloseTo(imagesPerSecond, CLOSE);
            assertThat(way.latencyMs()).isCloseTo(latency, CLOSE);
            assertThat(way.memoryMB()).isCloseTo(memory, CLOSE);
        }
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
                    case "B-4" -> Way.copies(4);
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
