package org.decnn.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One image that was sent, and what should become of it: one of the last two is empty.
 *
 * @param picture name of the picture, if a prediction should come
 * @param reason of the dead letter that should come
 */
record SentImage(String id, String picture, String reason) {

    private static final String SEPARATOR = "\t";

    boolean isPicture() {
        return reason.isEmpty();
    }

    String line() {
        return String.join(SEPARATOR, id, picture, reason);
    }

    /** Reads the lines of a file that {@link TopicLoad} wrote. */
    static List<SentImage> in(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> line.split(SEPARATOR, -1))
                .map(fields -> new SentImage(fields[0], fields[1], fields[2]))
                .toList();
    }
}
