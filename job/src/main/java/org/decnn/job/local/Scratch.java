package org.decnn.job.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.util.FileUtils;

/** A temporary folder that goes when it is closed, or when the process is interrupted. */
public final class Scratch implements AutoCloseable {

    private final Path folder;
    private final Thread hook;

    private Scratch(Path folder) {
        this.folder = folder;
        this.hook = new Thread(this::delete, "delete " + folder);
    }

    public static Scratch create() throws IOException {
        Scratch scratch = new Scratch(Files.createTempDirectory("decnn-"));
        Runtime.getRuntime().addShutdownHook(scratch.hook);
        return scratch;
    }

    public Path folder() {
        return folder;
    }

    /** Others may be writing and deleting still when the process is interrupted. */
    private void delete() {
        FileUtils.deleteDirectoryQuietly(folder.toFile());
    }

    @Override
    public void close() {
        delete();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is going down, and the hook runs.
        }
    }
}
