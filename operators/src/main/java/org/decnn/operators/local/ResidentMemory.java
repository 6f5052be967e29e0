package org.decnn.operators.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux says of the memory that this process holds; 0 elsewhere. */
public final class ResidentMemory {

    private static final Path STATUS = Path.of("/proc/self/status");

    private ResidentMemory() {}

    /** Bytes that are resident now. */
    public static long now() {
        return bytes("VmRSS:");
    }

    /** The most bytes that were resident at a time since the process began. */
    public static long peak() {
        return bytes("VmHWM:");
    }

    private static long bytes(String key) {
        List<String> status;
        try {
            status = Files.readAllLines(STATUS);
        } catch (IOException e) {
            return 0;
        }
        return status.stream()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }
}
