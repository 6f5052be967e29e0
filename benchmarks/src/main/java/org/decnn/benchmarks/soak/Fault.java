package org.decnn.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One that was injected.
 *
 * @param millis since 1970
 * @param secondsToAnswer to the first committed answer of an image that was sent after it
 */
record Fault(long millis, String title, double secondsToAnswer) {

    static List<Fault> in(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> line.split("\t"))
                .map(
                        fields ->
                                new Fault(
                                        Long.parseLong(fields[0]),
                                        fields[1],
                                        Double.parseDouble(fields[2])))
                .toList();
    }
}
