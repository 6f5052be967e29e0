package org.decnn.benchmarks.fuzz.input;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files for what is read from files. */
final class Scratch {

    private static Path folder;

    private Scratch() {}

    /** A file in a folder that goes when the process ends. */
    static synchronized Path file(String name) {
        try {
            if (folder == null) {
                folder = Files.createTempDirectory("decnn-fuzz");
                folder.toFile().deleteOnExit();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path file = folder.resolve(name);
        file.toFile().deleteOnExit();
        return file;
    }
}
