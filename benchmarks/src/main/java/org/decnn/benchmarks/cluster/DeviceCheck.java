package org.decnn.benchmarks.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.decnn.job.cli.CommandLines;
import org.decnn.job.demo.RunningJob;
import org.decnn.job.demo.RunningJob.Vertex;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Waits until a job runs, and checks that subtasks of one number share a TaskManager. */
@Command(
        name = "DeviceCheck",
        description =
                "Wait until a job runs, and check that subtask i of each stage is on one TaskManager.",
        mixinStandardHelpOptions = true)
public final class DeviceCheck implements Callable<Integer> {

    @Option(names = "--web", required = true, paramLabel = "URL")
    private String web;

    @Option(names = "--job", required = true, paramLabel = "ID")
    private String job;

    @Option(names = "--devices", required = true, paramLabel = "N")
    private int devices;

    @Option(
            names = "--patience",
            paramLabel = "S",
            defaultValue = "60",
            description = "Seconds to wait for the job. Default: ${DEFAULT-VALUE}.")
    private int patience;

    @Option(names = "--verbose")
    private boolean verbose;

    public static void main(String[] args) {
        System.exit(CommandLines.of(new DeviceCheck()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        RunningJob running = new RunningJob(web, job);
        Instant until = Instant.now().plus(Duration.ofSeconds(patience));
        while (!running.isRunning()) {
            if (Instant.now().isAfter(until)) {
                return fail("the job does not run within " + patience + " s");
            }
            Thread.sleep(200);
        }
        List<Vertex> stages =
                running.vertices().stream()
                        .filter(vertex -> vertex.name().startsWith("stage "))
                        .toList();
        if (stages.isEmpty()) {
            return fail("the job has no stages");
        }
        List<String> placement = stages.get(0).taskManagers();
        for (Vertex stage : stages) {
            if (!stage.taskManagers().equals(placement)) {
                return fail(
                        "'%s' runs on %s, '%s' on %s"
                                .formatted(
                                        stages.get(0).name(),
                                        placement,
                                        stage.name(),
                                        stage.taskManagers()));
            }
        }
        if (placement.size() != devices || new HashSet<>(placement).size() != devices) {
            return fail("the stages run on " + placement + ", not on " + devices + " devices");
        }
        System.out.printf(
                "subtask i of each of %d stages is on one TaskManager: %s%n",
                stages.size(), String.join(", ", placement));
        return 0;
    }

    private static int fail(String message) {
        System.err.println(message);
        return 1;
    }
}
