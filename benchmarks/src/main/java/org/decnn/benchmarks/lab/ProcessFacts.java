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
 * @param threads by the system's number of them
 */
record ProcessFacts(long residentBytes, long peakBytes, Map<String, NamedThread> threads) {

    /**
     * @param name of which the system keeps 15 bytes
     */
    record NamedThread(String name, ThreadUse use) {}

    /** The system counts in hundredths of a second. */
    private static final long TICK_NANOS = 10_000_000;

    static ProcessFacts of(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        List<String> status = Files.readAllLines(process.resolve("status"));
        Map<String, NamedThread> threads = new HashMap<>();
        try (Stream<Path> tasks = Files.list(process.resolve("task"))) {
            for (Path task : tasks.toList()) {
                addThread(task, threads);
            }
        }
        return new ProcessFacts(kilobytes(status, "VmRSS:"), kilobytes(status, "VmHWM:"), threads);
    }

    private static void addThread(Path task, Map<String, NamedThread> threads) {
        String stat;
        List<String> status;
        try {
            stat = Files.readString(task.resolve("stat"), ISO_8859_1);
            status = Files.readAllLines(task.resolve("status"), ISO_8859_1);
        } catch (IOException e) {
            return; // it has just ended
        }
        ThreadUse use =
                new ThreadUse(
                        threadNanos(stat),
                        number(status, "voluntary_ctxt_switches:"),
                        number(status, "nonvoluntary_ctxt_switches:"));
        threads.put(task.getFileName().toString(), new NamedThread(threadName(stat), use));
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
        return 1024 * number(status, key);
    }

    private static long number(List<String> status, String key) {
        return status.stream()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    long cpuNanos() {
        return threads.values().stream().mapToLong(thread -> thread.use().cpuNanos()).sum();
    }

    /** What the threads of a kind that are there have had since. */
    ThreadUse since(ProcessFacts earlier, ThreadKind kind) {
        return threads.entrySet().stream()
                .filter(thread -> ThreadKind.of(thread.getValue().name()) == kind)
                .map(thread -> thread.getValue().use().since(earlier.useOf(thread.getKey())))
                .reduce(ThreadUse.NONE, ThreadUse::plus);
    }

    private ThreadUse useOf(String thread) {
        NamedThread known = threads.get(thread);
        return known == null ? ThreadUse.NONE : known.use();
    }
}
