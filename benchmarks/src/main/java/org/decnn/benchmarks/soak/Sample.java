package org.decnn.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * One value at one time.
 *
 * @param millis since 1970
 * @param life the process that has it: one that was started again is another
 */
record Sample(long millis, Life life, Quantity quantity, double value) {

    static final String HEADER = "millis,process,pid,quantity,value";

    /**
     * A process from its start to its end.
     *
     * @param pid 0 for what is no process
     */
    record Life(String name, long pid) {}

    String line() {
        return String.format(
                Locale.ROOT, "%d,%s,%d,%s,%.3f", millis, life.name(), life.pid(), quantity, value);
    }

    static List<Sample> in(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .skip(1)
                .map(line -> line.split(","))
                .map(
                        fields ->
                                new Sample(
                                        Long.parseLong(fields[0]),
                                        new Life(fields[1], Long.parseLong(fields[2])),
                                        Quantity.valueOf(fields[3]),
                                        Double.parseDouble(fields[4])))
                .toList();
    }
}
