package org.decnn.job.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.decnn.job.UsageException;

/** A file that a command writes at its end, looked at before it begins. */
final class OutputFile {

    /** What writes the file. */
    @FunctionalInterface
    interface Writing {
        void write() throws IOException;
    }

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
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw new UsageException(file + " lies in a folder that does not exist: make it first");
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw cannotBeWritten(option, file, "you may not write there");
        }
    }

    /**
     * Writes the file, or fails with its name.
     *
     * @param option that names the file, or the folder
     * @throws UsageException if it cannot be written, because the disk is full for example
     */
    static void write(String option, Path file, Writing writing) {
        try {
            writing.write();
        } catch (IOException e) {
            throw cannotBeWritten(option, file, e);
        } catch (UncheckedIOException e) {
            throw cannotBeWritten(option, file, e.getCause());
        }
    }

    /** What such a failure is called. */
    static UsageException cannotBeWritten(String option, Path file, IOException e) {
        return cannotBeWritten(option, file, reason(e));
    }

    private static UsageException cannotBeWritten(String option, Path file, String reason) {
        return new UsageException(
                file
                        + " cannot be written ("
                        + reason
                        + "): make room for it there, or give another "
                        + option);
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "you may not write there";
        }
        if (e instanceof NoSuchFileException) {
            return "its folder does not exist";
        }
        boolean said = e instanceof FileSystemException file && file.getReason() != null;
        return said ? ((FileSystemException) e).getReason() : String.valueOf(e.getMessage());
    }
}
