package org.decnn.job.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.decnn.job.UsageException;
import org.decnn.job.settings.BoardMemory;
import org.decnn.rewrite.plan.BoardFile;
import org.decnn.rewrite.plan.BoardProfile;
import picocli.CommandLine.Option;

/** What each board can do: from a file, or by hand. */
final class BoardOptions {

    private static final double MEGA = 1e6;

    @Option(
            names = "--board",
            paramLabel = "FILE",
            description =
                    "The board, as 'decnn settings DIR --measure --board-out FILE' writes it, or"
                            + " written by hand.")
    private Path board;

    @Option(
            names = "--core-gmacs",
            paramLabel = "R",
            description =
                    "Instead: billions of multiply-accumulates that one core computes a second, as"
                            + " the engine reaches it.")
    private Double coreGmacs;

    @Option(
            names = "--cores",
            paramLabel = "N",
            description = "With --core-gmacs: cores of a board (default: 1).")
    private Double cores;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "With --core-gmacs: threads of one graph, as for the job (default: 1).")
    private Integer threads;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description = "With --core-gmacs: memory of a board, e.g. 1g (default: 4g).")
    private String memory = null;

    BoardProfile profile() throws IOException {
        if (board != null
                && (coreGmacs != null || cores != null || threads != null || memory != null)) {
            throw new UsageException(
                    "--board says what --core-gmacs, --cores, --threads and --memory say: leave them"
                            + " out, or change "
                            + board);
        }
        if (board != null) {
            return BoardFile.read(board);
        }
        if (coreGmacs == null) {
            throw new UsageException(
                    "nothing says how fast a board is: give --board FILE, which 'decnn settings DIR"
                            + " --measure --board-out FILE' writes, or --core-gmacs, --cores and"
                            + " --memory");
        }
        positive("--core-gmacs", coreGmacs);
        positive("--cores", cores == null ? 1 : cores);
        positive("--threads", threads == null ? 1 : threads);
        return new BoardProfile(
                cores == null ? 1 : cores,
                coreGmacs,
                BoardMemory.parse(memory == null ? "4g" : memory).bytes() / MEGA,
                threads == null ? 1 : threads,
                List.of(),
                null);
    }

    private static void positive(String option, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new UsageException(option + " " + value + ": give a number above 0");
        }
    }
}
