package org.decnn.benchmarks.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Starts the lab's Java processes and notes them, so that whoever cleans up finds them.
 *
 * @param folder of the lab's files
 * @param jvmArguments options that each of Flink's processes gets
 */
record Processes(Machine machine, Path folder, String java, List<String> jvmArguments) {

    /** All processes have it in their environment: an id may have passed on to another. */
    static final String MARK = "DECNN_LAB";

    private static final int PATIENCE_SECONDS = 20;

    Path log(String name) {
        return folder.resolve("logs").resolve(name + ".log");
    }

    Process start(String name, int place, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(machine.prefix(place));
        command.add(java);
        command.add("-Djava.io.tmpdir=" + folder.resolve("tmp"));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log(name).toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        Map<String, String> environment = builder.environment();
        environment.put(MARK, folder.toString());
        // The C library would keep a heap for each of a JVM's many threads.
        environment.put("MALLOC_ARENA_MAX", "1");
        environment.put("FLINK_CONF_DIR", folder.resolve("conf").toString());
        Process process = builder.start();
        Files.writeString(
                folder.resolve("processes"),
                process.pid() + "\n",
                UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        return process;
    }

    /** A process of Flink's, with what its installation has. */
    Process startFlink(String name, int place, List<String> options, List<String> arguments)
            throws IOException {
        List<String> all = new ArrayList<>(jvmArguments);
        all.addAll(options);
        all.add("-Dlog4j2.configurationFile=" + folder.resolve("conf/log4j.properties"));
        all.addAll(List.of("-cp", folder.resolve("flink") + "/*"));
        all.addAll(arguments);
        return start(name, place, all);
    }

    /** The last line of a log that says something. */
    String lastLine(String name) throws IOException {
        List<String> lines =
                Files.readAllLines(log(name)).stream().filter(line -> !line.isBlank()).toList();
        return lines.isEmpty() ? "it says nothing" : lines.get(lines.size() - 1);
    }

    /**
     * Waits for a process and returns the last line that it says.
     *
     * @param otherwise what to say if it fails
     */
    String waitedLine(Process process, String name, String otherwise)
            throws IOException, InterruptedException {
        if (process.waitFor() != 0) {
            throw new LabException(otherwise + ": " + lastLine(name));
        }
        return lastLine(name);
    }

    static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
