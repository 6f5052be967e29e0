package org.decnn.model.directory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where a model directory lies: a local folder, or any file system. */
public interface ModelFiles {

    /** Opens a file. The path is relative, with forward slashes. */
    InputStream open(String path) throws IOException;

    /** Paths of all files, at any depth. */
    List<String> list() throws IOException;

    /** The file itself, where it lies in this machine's own file system. */
    default Optional<Path> local(String path) {
        return Optional.empty();
    }

    /** The directory's name for messages. */
    String location();
}
