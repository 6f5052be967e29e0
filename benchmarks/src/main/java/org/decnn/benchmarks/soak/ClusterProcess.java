package org.decnn.benchmarks.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.decnn.benchmarks.lab.DiagnosticCommand;
import org.decnn.benchmarks.soak.Sample.Life;

/**
 * One of a cluster's Java processes on this machine, and what it takes.
 *
 * @param temporary its own folder of temporary files, if it has one
 */
record ClusterProcess(Life life, Optional<Path> temporary) {

    private static final Map<String, String> NAMES =
            Map.of(
                    "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                    "jobmanager",
                    "kafka.Kafka",
                    "kafka");
    private static final String TASK_MANAGER =
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
    private static final String RESOURCE_ID = "taskmanager.resource-id=";
    private static final String TEMPORARY = "-Djava.io.tmpdir=";

    /** Of the heap's generations, and of the metaspace. */
    private static final Pattern USED = Pattern.compile("(?m)^ *(\\S.*?),? +used (\\d+)K");

    private static final double KILOBYTES_IN_MB = 1024;

    /** Those whose configuration is in a folder. */
    static List<ClusterProcess> of(Path configuration) throws IOException {
        List<ClusterProcess> found = new ArrayList<>();
        try (DirectoryStream<Path> processes =
                Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                List<String> command = command(process);
                if (command.stream().anyMatch(word -> word.startsWith(configuration.toString()))) {
                    long pid = Long.parseLong(process.getFileName().toString());
                    name(command)
                            .ifPresent(
                                    name ->
                                            found.add(
                                                    new ClusterProcess(
                                                            new Life(name, pid),
                                                            temporary(name, command))));
                }
            }
        }
        return found;
    }

    private static List<String> command(Path process) {
        try {
            return List.of(Files.readString(process.resolve("cmdline"), UTF_8).split("\0"));
        } catch (IOException e) {
            return List.of(); // it has just ended
        }
    }

    private static Optional<String> name(List<String> command) {
        if (command.contains(TASK_MANAGER)) {
            return last(command, RESOURCE_ID);
        }
        return command.stream().map(NAMES::get).filter(name -> name != null).findFirst();
    }

    /** Kafka's is the whole cluster's. */
    private static Optional<Path> temporary(String name, List<String> command) {
        return name.equals("kafka") ? Optional.empty() : last(command, TEMPORARY).map(Path::of);
    }

    private static Optional<String> last(List<String> command, String key) {
        return command.stream()
                .filter(word -> word.startsWith(key))
                .map(word -> word.substring(key.length()))
                .reduce((one, later) -> later);
    }

    /**
     * What it takes now; of the heap after a collection, where it listens for who asks for one.
     *
     * @throws IOException if it has ended
     */
    Map<Quantity, Double> measure() throws IOException {
        Map<Quantity, Double> values = measureOutside();
        if (DiagnosticCommand.isHeardBy(life.pid())) {
            DiagnosticCommand.run(life.pid(), "GC.run");
            values.putAll(heap(DiagnosticCommand.run(life.pid(), "GC.heap_info")));
        }
        return values;
    }

    private Map<Quantity, Double> measureOutside() throws IOException {
        Path process = Path.of("/proc", Long.toString(life.pid()));
        List<String> status = Files.readAllLines(process.resolve("status"));
        Map<Quantity, Double> values = new TreeMap<>();
        values.put(Quantity.RESIDENT, number(status, "VmRSS:") / KILOBYTES_IN_MB);
        values.put(Quantity.THREADS, number(status, "Threads:"));
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            values.put(Quantity.OPEN_FILES, (double) files.count());
        }
        if (temporary.isPresent()) {
            values.put(
                    Quantity.TEMPORARY_FILES, (double) FileTree.of(temporary.get()).files().size());
        }
        return values;
    }

    /** From what {@code GC.heap_info} says, whichever collector there is. */
    static Map<Quantity, Double> heap(String said) {
        double heap = 0;
        Map<Quantity, Double> values = new TreeMap<>();
        Matcher used = USED.matcher(said);
        while (used.find()) {
            double megabytes = Long.parseLong(used.group(2)) / KILOBYTES_IN_MB;
            if (used.group(1).equals("Metaspace")) {
                values.put(Quantity.METASPACE, megabytes);
            } else if (!used.group(1).equals("class space")) {
                heap += megabytes;
            }
        }
        if (heap > 0) {
            values.put(Quantity.HEAP, heap);
        }
        return values;
    }

    private static double number(List<String> status, String key) {
        return status.stream()
                .filter(line -> line.startsWith(key))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }
}
