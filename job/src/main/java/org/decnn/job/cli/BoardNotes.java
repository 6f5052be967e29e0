package org.decnn.job.cli;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.decnn.job.UsageException;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.shard.Stem;
import org.decnn.operators.local.ShardTrial;
import org.decnn.rewrite.plan.BoardFile;
import org.decnn.rewrite.plan.BoardProfile;
import org.decnn.rewrite.plan.MeasuredGraphs;

/** Notes what was measured of this board in a file for {@code decnn plan}. */
final class BoardNotes {

    private final Path file;
    private final int threads;
    private final BoardProfile before;
    private MeasuredGraphs busiest;

    /**
     * @param file or null, where nothing is noted; one that is there is added to
     * @throws UsageException if it was measured otherwise, or cannot be written
     */
    BoardNotes(Path file, int threads) throws IOException {
        this.file = file;
        this.threads = threads;
        OutputFile.requireWritable("--board-out", file);
        this.before = file != null && Files.exists(file) ? BoardFile.read(file) : null;
        if (before != null && before.threads() != threads) {
            throw new UsageException(
                    file
                            + " was measured with --threads "
                            + before.threads()
                            + ", not "
                            + threads
                            + ": measure with the same, or give another --board-out");
        }
    }

    void note(ModelManifest manifest, int shard, ShardTrial trial) {
        if (trial.millis().length == 0
                || manifest.macs(shard) == 0
                || busiest != null && busiest.gigaMacs() * 1e9 >= manifest.macs(shard)) {
            return;
        }
        busiest =
                new MeasuredGraphs(
                        manifest.name(),
                        manifest.shards(),
                        manifest.sendsPicture() ? Stem.SHARDS : Stem.HOME,
                        manifest.macs(shard) / 1e9,
                        trial.median(),
                        trial.imagesPerSecond());
    }

    void write(PrintWriter out) {
        if (file == null) {
            return;
        }
        if (busiest == null) {
            throw new UsageException(
                    "no shard has anything to compute, so that "
                            + file
                            + " is not written: measure another model directory");
        }
        BoardProfile board = board();
        OutputFile.write("--board-out", file, () -> BoardFile.write(board, file));
        out.println("  " + file + ": the board for 'decnn plan --board'");
    }

    /** With what was noted: at least one shard that computes. */
    BoardProfile board() {
        return before == null
                ? BoardProfile.of(
                        Runtime.getRuntime().availableProcessors(), memoryMB(), threads, busiest)
                : before.with(busiest);
    }

    /** The machine's, or the container's. */
    private static double memoryMB() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getTotalMemorySize()
                / 1e6;
    }
}
