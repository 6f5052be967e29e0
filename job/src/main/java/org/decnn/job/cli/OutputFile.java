package org.decnn.job.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.decnn.job.UsageException;

/** A file that a command writes at its end, looked at before it begins. */
final class OutputFile {

    private OutputFile() {}

    /**
     * @param option that names the file
     * @param file or null, where the option was not given
     * @throws UsageException if the file cannot be written there
     */
    static void requireWritable(String option, Path file) {
        if (file == null) {
            return;
        }
        if (Files.isDirectory(file)) {
            throw new UsageException(file + " is a folder: give " + option + " a file");
        }
        if (!Files.isDirectory(file.toAbsolutePath().getParent())) {
            throw new UsageException(file + " lies in a folder that does not exist: make it first");
        }
    }
}
