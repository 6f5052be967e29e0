package org.decnn.job.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.decnn.job.UsageException;
import org.decnn.model.directory.NetworkFile;
import picocli.CommandLine.Option;

/** The network file that a command writes. */
final class NetworkOutput {

    @Option(
            names = "--out",
            required = true,
            paramLabel = "OUT.onnx",
            description = "The network file to write.")
    private Path out;

    @Option(names = "--overwrite", description = "Replace a file that is there.")
    private boolean overwrite;

    /**
     * To be asked before the work begins that ends in the file.
     *
     * @throws UsageException if it cannot be written, or is there and not to be replaced
     */
    void requireWritable() {
        OutputFile.requireWritable("--out", out);
        if (Files.exists(out) && !overwrite) {
            throw new UsageException(
                    out + " exists: give --overwrite to replace it, or choose another --out");
        }
    }

    /**
     * @throws UsageException if it cannot be written after all
     */
    void write(NetworkFile network) {
        OutputFile.write("--out", out, () -> network.write(out));
    }

    Path file() {
        return out;
    }
}
