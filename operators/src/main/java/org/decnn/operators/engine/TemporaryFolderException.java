package org.decnn.operators.engine;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The temporary folder does not do, and another one would. */
public final class TemporaryFolderException extends EngineException {

    private static final String ANOTHER =
            "name another temporary folder with -Djava.io.tmpdir=DIR (for ./decnn in"
                    + " DECNN_JAVA_OPTS)";

    private TemporaryFolderException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The folder that Java makes temporary files in. */
    public static Path folder() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /**
     * Something cannot be written there: it is full, read only, or not there.
     *
     * @param what as the subject of a sentence
     */
    public static TemporaryFolderException cannotHold(String what, IOException e) {
        return new TemporaryFolderException(
                what
                        + " cannot be written to the temporary folder "
                        + folder()
                        + " ("
                        + reason(e)
                        + "): make room there, or "
                        + ANOTHER,
                e);
    }

    private static String reason(IOException e) {
        if (!Files.isDirectory(folder())) {
            return "it does not exist";
        }
        return e instanceof FileSystemException file && file.getReason() != null
                ? file.getReason()
                : String.valueOf(e.getMessage());
    }

    /**
     * There is too little room.
     *
     * @param free bytes that are left
     * @param needed bytes
     */
    public static TemporaryFolderException tooSmall(long free, long needed) {
        return new TemporaryFolderException(
                "the temporary folder "
                        + folder()
                        + " has "
                        + (free >> 20)
                        + " MB left, and this takes "
                        + (needed >> 20)
                        + ": make room there, or "
                        + ANOTHER,
                null);
    }

    /** It is mounted so that no program, hence no library, is run from it. */
    public static TemporaryFolderException forbidsExecution(String what) {
        return new TemporaryFolderException(
                what
                        + " cannot be loaded from the temporary folder "
                        + folder()
                        + ", which forbids execution (noexec): "
                        + ANOTHER,
                null);
    }
}
