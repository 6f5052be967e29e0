package org.decnn.benchmarks.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the system says of a process at one moment.
 *
 * @param residentBytes VmRSS
 * @param peakBytes VmHWM
 * @param threadNanos processor time by the name of the thread, of which the system keeps 15 bytes;
 *     threads of one name are added up
 */
record ProcessFacts(long residentBytes, long peakBytes, Map<String, Long> threadNanos) {

    /** The system counts in hundredths of a second. */
    private static final long TICK_NANOS = 10_000_000;

    static ProcessFacts of(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        List<String> status = Files.readAllLines(process.resolve("status"));
        Map<String, Long> threads = new HashMap<>();
        try (Stream<Path> tasks = Files.list(process.resolve("task"))) {
            for (Path task : tasks.toList()) {
                addThread(task.resolve("stat"), threads);
            }
        }
        return new ProcessFacts(kilobytes(status, "VmRSS:"), kilobytes(status, "VmHWM:"), threads);
    }

    private static void addThread(Path stat, Map<String, Long> threads) {
        String line;
        try {
            line = Files.readString(stat, ISO_8859_1);
        } catch (IOException e) {
            return; // it has just ended
        }
        threads.merge(threadName(line), threadNanos(line), Long::sum);
    }

    /** A name may hold blanks and brackets: it ends with the last one. */
    static String threadName(String stat) {
        return stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    }

    /** User and system time: the 14th and 15th field, of which two are before the name's end. */
    static long threadNanos(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_NANOS;
    }

    private static long kilobytes(List<String> status, String key) {
        return status.stream()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    long cpuNanos() {
        return threadNanos.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Processor time of the threads whose name begins so. */
    long cpuNanos(String prefix) {
        return threadNanos.entrySet().stream()
                .filter(thread -> thread.getKey().startsWith(prefix))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
