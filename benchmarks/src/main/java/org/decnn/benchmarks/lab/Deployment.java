package org.decnn.benchmarks.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.decnn.benchmarks.cluster.Placement;
import org.decnn.job.demo.Photographs.Photograph;
import org.decnn.job.demo.RunningJob;
import org.decnn.model.directory.LocalModelFiles;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelManifest;

/** TaskManagers of their own, one a device, and a system's job on them. */
final class Deployment implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 120;
    private static final int FRESH_SECONDS = 5;
    private static final int REASON_SECONDS = 20;

    /** How the lab runs both jobs alike. */
    static final List<String> JOB_OPTIONS =
            List.of("--checkpoint-interval", "10000", "--property", "linger.ms=0");

    private final Cluster cluster;
    private final Lab.Folders folders;
    private final String name;
    private final TreeMap<Integer, Process> taskManagers = new TreeMap<>();
    private String job;
    private Feed feed;
    private List<String> placed = List.of();

    private Deployment(Cluster cluster, Lab.Folders folders, String name) {
        this.cluster = cluster;
        this.folders = folders;
        this.name = name;
    }

    /** Starts TaskManagers on devices 1 to N, and waits until they and no others are there. */
    static Deployment start(
            Cluster cluster,
            Lab.Folders folders,
            String name,
            int devices,
            TaskManagerMemory memory,
            List<String> jvm)
            throws Exception {
        Deployment deployment = new Deployment(cluster, folders, name);
        try {
            for (int device = 1; device <= devices; device++) {
                deployment.taskManagers.put(
                        device,
                        cluster.startTaskManager(deployment.idOf(device), device, memory, jvm));
            }
            Wait.until(
                    PATIENCE_SECONDS,
                    deployment::allRegistered,
                    devices + " TaskManagers do not register");
            return deployment;
        } catch (Exception e) {
            deployment.close();
            throw e;
        }
    }

    private boolean allRegistered() throws InterruptedException {
        for (Map.Entry<Integer, Process> entry : taskManagers.entrySet()) {
            if (!entry.getValue().isAlive()) {
                throw new LabException(
                        "the TaskManager "
                                + idOf(entry.getKey())
                                + " ends with exit code "
                                + entry.getValue().exitValue());
            }
        }
        return cluster.rest()
                .taskManagers()
                .equals(
                        new java.util.HashSet<>(
                                taskManagers.keySet().stream().map(this::idOf).toList()));
    }

    String idOf(int device) {
        return "device-" + device + "-" + name;
    }

    /**
     * Submits a system's job and waits until it runs as it should: subtask i of each stage on one
     * TaskManager.
     *
     * @param top classes that a prediction names
     * @return how it is placed, in a line
     */
    String run(TestedSystem system, int top, List<Photograph> pictures) throws Exception {
        String jobName = name + "-" + system.id();
        feed = new Feed(cluster.brokers(), jobName, system.devices(), pictures);
        job = cluster.submit(options(system, top, jobName));
        RunningJob running = new RunningJob(cluster.rest().web(), job);
        Wait.until(
                PATIENCE_SECONDS,
                () -> {
                    requireAlive();
                    return running.isRunning();
                },
                "the job of " + system.id() + " does not run");
        Placement placement =
                Placement.of(running.vertices(), system.isWhole() ? "whole network" : "stage ");
        placed =
                placement.stages().isEmpty() ? List.of() : placement.stages().get(0).taskManagers();
        return placement.require(system.devices());
    }

    private List<String> options(TestedSystem system, int top, String jobName) {
        List<String> options = new ArrayList<>();
        if (system.isWhole()) {
            options.addAll(List.of("-C", folders.jar().toUri().toString()));
            options.addAll(List.of("-c", WholeNetworkJob.class.getName()));
        }
        options.add(folders.home().resolve("job/target/decnn-job.jar").toString());
        options.addAll(List.of("--model", folders.model(system.model()).toUri().toString()));
        options.addAll(List.of("--brokers", cluster.brokers()));
        options.addAll(feed.topics());
        options.addAll(List.of("--devices", Integer.toString(system.devices())));
        options.addAll(List.of("--top", Integer.toString(top), "--group", jobName));
        options.addAll(JOB_OPTIONS);
        if (!system.isWhole()) {
            options.addAll(List.of("--delivery", "at-least-once"));
        }
        if (system.isPlain()) {
            options.add("--plain");
        }
        if (system.inFlight() > 0) {
            options.addAll(List.of("--max-in-flight", Integer.toString(system.inFlight())));
        }
        return options;
    }

    /**
     * @throws LabException if a TaskManager has ended
     */
    void requireProcesses() {
        for (Map.Entry<Integer, Process> entry : taskManagers.entrySet()) {
            if (!entry.getValue().isAlive()) {
                int code = entry.getValue().exitValue();
                throw new LabException(
                        idOf(entry.getKey())
                                + " ended with exit code "
                                + code
                                + (code == 137 ? ": over its memory limit?" : ""));
            }
        }
    }

    /**
     * @throws LabException if the job has failed, or a TaskManager
     */
    void requireAlive() throws Exception {
        requireProcesses();
        if (job != null && cluster.rest().state(job).startsWith("FAIL")) {
            // Flink writes down why when all tasks have ended.
            Wait.until(
                    REASON_SECONDS,
                    () -> cluster.rest().failure(job).isPresent(),
                    "the job failed, and Flink gives no reason (see the logs: --keep)");
            throw new LabException("the job failed: " + cluster.rest().failure(job).orElseThrow());
        }
    }

    /** By subtask of the stages, the device that it runs on. */
    List<Integer> placed() {
        return placed.stream()
                .map(
                        id ->
                                taskManagers.keySet().stream()
                                        .filter(device -> idOf(device).equals(id))
                                        .findFirst()
                                        .orElseThrow())
                .toList();
    }

    /** What the system says of each device's process. */
    List<ProcessFacts> processes() throws IOException {
        List<ProcessFacts> facts = new ArrayList<>();
        for (int device : taskManagers.keySet()) {
            facts.add(ProcessFacts.of(pid(device)));
        }
        return facts;
    }

    Feed feed() {
        return feed;
    }

    /** By device, from 1. */
    long pid(int device) {
        return taskManagers.get(device).pid();
    }

    /**
     * By device; without those whose job does not count it, or that have told nothing new for a
     * while. Flink answers with what a TaskManager told it last, which on a full link may be long
     * ago: here each has told anew since it was asked.
     */
    Map<Integer, FlinkRest.StageTimes> stageTimes() throws Exception {
        Map<String, FlinkRest.StageTimes> earlier = cluster.rest().stageTimes(job);
        Map<String, FlinkRest.StageTimes> times = earlier;
        long end = System.nanoTime() + FRESH_SECONDS * 1_000_000_000L;
        while (earlier.entrySet().stream().anyMatch(times.entrySet()::contains)
                && System.nanoTime() < end) {
            Thread.sleep(50);
            times = cluster.rest().stageTimes(job);
        }
        Map<Integer, FlinkRest.StageTimes> byDevice = new TreeMap<>();
        for (int device : taskManagers.keySet()) {
            FlinkRest.StageTimes told = times.get(idOf(device));
            if (told != null && !told.equals(earlier.get(idOf(device)))) {
                byDevice.put(device, told);
            }
        }
        return byDevice;
    }

    /** Ends the job; the TaskManagers stay. */
    void cancel() throws Exception {
        if (feed != null) {
            feed.close();
            feed = null;
        }
        if (job != null) {
            cluster.rest().cancel(job);
            String cancelled = job;
            job = null;
            Wait.until(
                    PATIENCE_SECONDS,
                    () ->
                            !List.of("RUNNING", "CANCELLING")
                                    .contains(cluster.rest().state(cancelled)),
                    "the job does not end");
        }
    }

    /** Has the TaskManagers let go of what an earlier job has left, its classes above all. */
    void collectGarbage() throws IOException {
        for (Process process : taskManagers.values()) {
            DiagnosticCommand.run(process.pid(), "GC.run");
        }
    }

    static ModelManifest manifest(Path model) {
        return ModelDirectory.open(new LocalModelFiles(model)).manifest();
    }

    /** Ends the TaskManagers and whatever runs on them, and waits until they are forgotten. */
    @Override
    public void close() throws Exception {
        if (feed != null) {
            feed.close();
        }
        for (Process process : taskManagers.values()) {
            process.destroy();
        }
        for (Process process : taskManagers.values()) {
            Processes.end(process);
        }
        Wait.until(
                150,
                () -> cluster.rest().taskManagers().isEmpty(),
                "the TaskManagers that ended are not forgotten");
    }
}
