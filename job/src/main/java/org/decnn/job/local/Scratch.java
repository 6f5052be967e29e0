package org.decnn.job.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.util.FileUtils;

/** A temporary folder that goes when it is closed. */
public final class Scratch implements AutoCloseable {

    private final Path folder;

    private Scratch(Path folder) {
        this.folder = folder;
    }

    public static Scratch create() throws IOException {
        return new Scratch(Files.createTempDirectory("decnn-"));
    }

    public Path folder() {
        return folder;
    }

    /** Flink's last threads may be deleting in it too. */
    @Override
    public void close() {
        FileUtils.deleteDirectoryQuietly(folder.toFile());
    }
}
