package org.decnn.job.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.PipelineOptionsInternal;

/**
 * {@code flink run}, as a process of its own.
 *
 * @param flink the command
 * @param jar decnn-job.jar
 * @param options of the job
 */
record FlinkRun(String flink, Path jar, List<String> options) implements Submitter {

    /** A small board takes its time; a process that is ended by this may have submitted the job. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Override
    public Outcome submit(JobID job, Optional<RestorePoint> from)
            throws IOException, InterruptedException {
        Path said = Files.createTempFile("decnn-flink-run", ".log");
        try {
            Process process =
                    new ProcessBuilder(command(job, from))
                            .redirectErrorStream(true)
                            .redirectOutput(said.toFile())
                            .start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                return new Outcome(
                        1, List.of("'flink run' took more than " + PATIENCE.toMinutes() + " min"));
            }
            int code = process.exitValue();
            return new Outcome(code, telling(code, Files.readAllLines(said)));
        } finally {
            Files.deleteIfExists(said);
        }
    }

    private List<String> command(JobID job, Optional<RestorePoint> from) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                flink,
                                "run",
                                "-d",
                                "-D"
                                        + PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID.key()
                                        + "="
                                        + job));
        from.ifPresent(
                point ->
                        command.addAll(
                                List.of(
                                        "-s",
                                        point.path(),
                                        "-claimMode",
                                        point.claimed() ? "claim" : "no_claim")));
        command.add(jar.toString());
        command.addAll(options);
        return command;
    }

    /** What the job itself says; where it fails without a word, the last line. */
    private static List<String> telling(int code, List<String> said) {
        List<String> own = said.stream().filter(line -> line.startsWith("decnn: ")).toList();
        return code == 0 || !own.isEmpty()
                ? own
                : said.stream()
                        .filter(line -> !line.isBlank())
                        .reduce((earlier, later) -> later)
                        .map(List::of)
                        .orElse(List.of("'flink run' says nothing"));
    }
}
