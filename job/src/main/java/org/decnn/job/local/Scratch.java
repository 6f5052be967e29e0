package org.decnn.job.local;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.util.FileUtils;
import org.decnn.operators.engine.TemporaryFolderException;

/** A temporary folder that goes when it is closed. */
public final class Scratch implements AutoCloseable {

    private static final int ATTEMPTS = 40;
    private static final int PAUSE_MILLIS = 50;

    private final Path folder;

    private Scratch(Path folder) {
        this.folder = folder;
    }

    /**
     * @param room bytes that are going to be needed in it, and beside it to unpack libraries
     * @throws TemporaryFolderException if it cannot be made, or there is less room
     */
    public static Scratch create(long room) {
        try {
            requireRoom(room);
            return new Scratch(Files.createTempDirectory("decnn-"));
        } catch (IOException e) {
            throw TemporaryFolderException.cannotHold("what a run needs", e);
        }
    }

    private static void requireRoom(long needed) throws IOException {
        FileStore store = Files.getFileStore(TemporaryFolderException.folder());
        long free = store.getUsableSpace();
        // Some network file systems say 0 of everything.
        if (store.getTotalSpace() > 0 && free < needed) {
            throw TemporaryFolderException.tooSmall(free, needed);
        }
    }

    public Path folder() {
        return folder;
    }

    /** Flink's last threads and Kafka's may be deleting in it too, and one then stumbles. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted(); // after Ctrl-C, which is no reason to hurry
        FileUtils.deleteDirectoryQuietly(folder.toFile());
        for (int attempt = 0; attempt < ATTEMPTS && Files.exists(folder); attempt++) {
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            FileUtils.deleteDirectoryQuietly(folder.toFile());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
