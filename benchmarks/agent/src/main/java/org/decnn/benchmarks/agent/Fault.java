package org.decnn.benchmarks.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What a device can be made to do wrong, once for each time that it is asked for: by a file of the
 * fault's name, in lower case, in a folder that all devices see. The one that comes to it first
 * deletes the file. Public, as it is called from the classes that fail.
 */
public enum Fault {
    PROCESSING,
    SNAPSHOTTING,
    RESTORING,
    CLOSING,
    /** A slice that came is passed over. */
    SLICE;

    private static volatile Path folder;

    static void askedForIn(Path orders) {
        folder = orders;
    }

    /** Fails if that has been asked for. */
    public void strike(Object where) {
        if (isDue(where)) {
            throw new IllegalStateException(told(where));
        }
    }

    /** Whether it has been asked for, and nobody did it yet. */
    public boolean isDue(Object where) {
        try {
            boolean due = Files.deleteIfExists(folder.resolve(name().toLowerCase(Locale.ROOT)));
            if (due) {
                System.out.println(told(where));
            }
            return due;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String told(Object where) {
        return "fault injected: " + name().toLowerCase(Locale.ROOT) + " in " + where;
    }
}
