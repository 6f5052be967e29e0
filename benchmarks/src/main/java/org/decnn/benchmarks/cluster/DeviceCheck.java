package org.decnn.benchmarks.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.decnn.job.cli.CommandLines;
import org.decnn.job.demo.RunningJob;
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
        try {
            System.out.println(Placement.of(running.vertices(), "stage ").require(devices));
            return 0;
        } catch (IllegalStateException e) {
            return fail(e.getMessage());
        }
    }

    private static int fail(String message) {
        System.err.println(message);
        return 1;
    }
}
