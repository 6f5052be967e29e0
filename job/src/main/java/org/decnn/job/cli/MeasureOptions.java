package org.decnn.job.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.decnn.job.UsageException;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.operators.engine.Engine;
import org.decnn.operators.local.ResidentMemory;
import org.decnn.operators.local.ShardTrial;
import org.decnn.rewrite.plan.UnequalBoards;
import picocli.CommandLine.Option;

/** Measures what the board that it runs on can do of a model directory's shards. */
final class MeasureOptions {

    @Option(
            names = "--measure",
            description =
                    "Instead of settings, run the shards' graphs on this board and print how long"
                            + " an image takes, how many a second they allow, and their memory.")
    private boolean measure;

    @Option(
            names = "--repetitions",
            paramLabel = "N",
            description = "How often each is measured (default: 20).")
    private Integer repetitions;

    @Option(
            names = "--others",
            paramLabel = "R,…",
            split = ",",
            description =
                    "Images a second that the other boards were measured at on shard 1 of the same"
                            + " model directory: also print the --weights for this board and them.")
    private List<Double> others;

    @Option(
            names = "--board-out",
            paramLabel = "FILE",
            description =
                    "Also write what was measured for 'decnn plan --board FILE'; a file that is"
                            + " there is added to.")
    private Path boardOut;

    boolean isMeasured() {
        if (!measure && (repetitions != null || others != null || boardOut != null)) {
            throw new UsageException(
                    "--repetitions, --others and --board-out go with --measure: give that too");
        }
        return measure;
    }

    void print(ModelDirectory directory, Engine engine, PrintWriter out) throws IOException {
        int times = repetitions == null ? 20 : repetitions;
        if (times < 1) {
            throw new UsageException("--repetitions is at least 1, not " + times);
        }
        if (others != null && others.stream().anyMatch(rate -> !(rate > 0))) {
            throw new UsageException(
                    "--others are images a second, more than 0, not "
                            + others.stream()
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(",")));
        }
        BoardNotes notes = new BoardNotes(boardOut, engine.threads());
        directory.verify();
        out.printf(
                Locale.ROOT,
                "%s on this board, %d core(s), each graph by %d thread(s), %d times after a warm-up%n",
                directory.manifest().name(),
                Runtime.getRuntime().availableProcessors(),
                engine.threads(),
                times);
        double first = 0;
        double graphsMs = 0;
        for (int shard = 0; shard < directory.manifest().shards(); shard++) {
            ShardTrial trial = ShardTrial.of(directory, shard, engine, times);
            out.println(line(shard, trial));
            out.flush();
            first = shard == 0 ? trial.imagesPerSecond() : first;
            graphsMs += trial.millis().length == 0 ? 0 : trial.median();
            notes.note(directory.manifest(), shard, trial);
        }
        if (ResidentMemory.peak() > 0) {
            out.printf(
                    Locale.ROOT,
                    "  this process, Java and all: %,.0f MB at most%n",
                    ResidentMemory.peak() / 1e6);
        }
        if (others != null && first == 0) {
            throw new UsageException(
                    "shard 1 has nothing to compute, so that boards are not compared by it: measure"
                            + " a directory of equal shards");
        }
        if (others != null) {
            List<Double> rates = new ArrayList<>(List.of(first));
            rates.addAll(others);
            UnequalBoards boards = new UnequalBoards(rates);
            double besideMs =
                    notes.board()
                            .overheads()
                            .besideGraphsMs(rates.size(), directory.manifest().stages().size() + 1);
            out.println(weightsLine(boards, graphsMs * engine.threads(), besideMs));
        }
        notes.write(out);
        out.flush();
    }

    private static String line(int shard, ShardTrial trial) {
        if (trial.millis().length == 0) {
            return String.format(Locale.ROOT, "  shard %d: nothing to compute", shard + 1);
        }
        return String.format(
                Locale.ROOT,
                "  shard %d: %.2f ms an image (%.2f to %.2f), at most %.1f images/s; %,.1f MB",
                shard + 1,
                trial.median(),
                trial.millis()[0],
                trial.millis()[trial.millis().length - 1],
                trial.imagesPerSecond(),
                trial.residentBytes() / 1e6);
    }

    private static String weightsLine(UnequalBoards boards, double graphsMs, double besideMs) {
        List<Double> weights = boards.weights(graphsMs, besideMs);
        String speeds = option(boards.speeds());
        if (Collections.min(weights) <= 0) {
            return String.format(
                    Locale.ROOT,
                    "  for this board and the others, by speed: %s. With some %.1f ms of this board for an image beside its graphs,"
                            + " the slowest board would hold the others up whatever it has",
                    speeds,
                    besideMs);
        }
        return String.format(
                Locale.ROOT,
                "  for this board and the others: %s; by the graphs alone %s, but each board has some %.1f ms of this one's"
                        + " for an image beside them",
                option(weights),
                speeds,
                besideMs);
    }

    /** The greatest has 1, the least a thousandth or more. */
    private static String option(List<Double> weights) {
        return weights.stream()
                .map(weight -> BigDecimal.valueOf(Math.max(0.001, weight)))
                .map(weight -> weight.setScale(3, RoundingMode.HALF_UP).stripTrailingZeros())
                .map(BigDecimal::toPlainString)
                .collect(Collectors.joining(",", "--weights ", ""));
    }
}
