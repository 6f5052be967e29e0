package org.decnn.benchmarks.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import org.decnn.job.cli.CommandLines;
import org.decnn.job.demo.RunningJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Waits until a job runs on so many devices, and checks that subtasks of one number share a
 * TaskManager, by REST and, where it is asked for, by what the devices say.
 */
@Command(
        name = "DeviceCheck",
        description =
                "Wait until a job runs, and check that subtask i of each stage is on one TaskManager.",
        mixinStandardHelpOptions = true)
public final class DeviceCheck implements Callable<Integer> {

    private static final String ELSEWHERE = "stagesElsewhere";

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

    @Option(
            names = "--ask-devices",
            description = "Hold them to their own gauge too, as soon as it has been fetched.")
    private boolean asksDevices;

    @Option(names = "--verbose")
    private boolean verbose;

    public static void main(String[] args) {
        System.exit(CommandLines.of(new DeviceCheck()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        RunningJob running = new RunningJob(web, job);
        Instant until = Instant.now().plus(Duration.ofSeconds(patience));
        Placement placement = placement(running);
        while (!running.isRunning() || placement.devices() != devices) {
            if (Instant.now().isAfter(until)) {
                return fail(
                        "the job does not run on %d devices within %d s; its stages are on %s"
                                .formatted(devices, patience, placement.stages()));
            }
            Thread.sleep(200);
            placement = placement(running);
        }
        try {
            String placed = placement.require(devices);
            if (asksDevices) {
                awaitAllTogether(running, placement.stages().size(), until);
            }
            System.out.println(placed);
            return 0;
        } catch (IllegalStateException e) {
            return fail(e.getMessage());
        }
    }

    private static Placement placement(RunningJob running) throws Exception {
        return Placement.of(running.vertices(), "stage ");
    }

    /** The devices say so themselves, as soon as their metrics have been fetched. */
    private static void awaitAllTogether(RunningJob running, int stages, Instant until)
            throws Exception {
        Map<String, Double> elsewhere = running.greatest(ELSEWHERE);
        while (elsewhere.size() < stages || elsewhere.values().stream().anyMatch(n -> n != 0)) {
            if (Instant.now().isAfter(until)) {
                throw new IllegalStateException(
                        ELSEWHERE + " is not 0 on all stages: " + elsewhere);
            }
            Thread.sleep(500);
            elsewhere = running.greatest(ELSEWHERE);
        }
    }

    private static int fail(String message) {
        System.err.println(message);
        return 1;
    }
}
