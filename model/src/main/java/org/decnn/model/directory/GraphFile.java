package org.decnn.model.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A shard's graph as a local file, held to its checksum; for engines that read files, so that no
 * graph passes through the heap. A copy of a remote file goes when it is closed.
 */
public record GraphFile(Path path, boolean copied) implements AutoCloseable {

    @Override
    public void close() {
        if (copied) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                throw new ModelDirectoryException(path + " cannot be deleted: " + e, e);
            }
        }
    }
}
