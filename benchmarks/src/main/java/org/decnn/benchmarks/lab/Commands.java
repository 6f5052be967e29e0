package org.decnn.benchmarks.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;

/** Short commands of the system. */
final class Commands {

    private Commands() {}

    /** Starts a command whose output nobody reads. */
    static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Runs a command and returns its exit code. */
    static int run(List<String> command) throws IOException, InterruptedException {
        return start(command).waitFor();
    }

    /**
     * Runs a command and returns what it says.
     *
     * @throws LabException if it fails
     */
    static String output(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new LabException("'" + String.join(" ", command) + "' fails: " + said.strip());
        }
        return said;
    }
}
