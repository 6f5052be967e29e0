package org.decnn.job.supervisor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginUtils;
import org.decnn.job.UsageException;

/** One job that is kept running, by the folder that holds its history: one process at a time. */
public final class JobKeeper {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Configuration flink;
    private final Path folder;

    /**
     * @param flink the cluster's configuration
     * @throws UsageException if the cluster does by itself what is done here
     */
    public JobKeeper(Configuration flink, Path folder) {
        String type = flink.get(HighAvailabilityOptions.HA_MODE);
        if (!type.equalsIgnoreCase("NONE")) {
            throw new UsageException(
                    "%s is %s: Flink itself goes on with the job, and two would be at it; submit it with 'flink run'"
                            .formatted(HighAvailabilityOptions.HA_MODE.key(), type));
        }
        this.flink = flink;
        this.folder = folder;
        FileSystem.initialize(flink, PluginUtils.createPluginManagerFromRootFolder(flink));
    }

    /**
     * Keeps the job running until somebody stops or cancels it.
     *
     * @param command {@code flink}
     * @param jar decnn-job.jar
     * @param options of the job
     */
    public void run(String command, Path jar, List<String> options, Consumer<String> out)
            throws Exception {
        RestorePoints points = RestorePoints.of(flink);
        try (FileChannel locked = lock();
                JobManager jobManager = new JobManager(flink, PATIENCE)) {
            new Supervisor(
                            jobManager,
                            points,
                            new History(folder),
                            new FlinkRun(command, jar, options),
                            out)
                    .run();
        }
    }

    /**
     * Stops the job with a savepoint, from which it goes on when it is run again.
     *
     * @return where the savepoint is
     */
    public String stop(Duration atMost) throws Exception {
        try (JobManager jobManager = new JobManager(flink, PATIENCE)) {
            JobID job =
                    new History(folder)
                            .current()
                            .orElseThrow(
                                    () ->
                                            new UsageException(
                                                    "no job was ever started from " + folder));
            Optional<JobStatus> state = jobManager.state(job);
            if (!isAlive(state)) {
                throw new UsageException(
                        "job %s does not run, there is nothing to stop".formatted(job));
            }
            return jobManager.stop(job, atMost);
        }
    }

    /**
     * The next job begins there.
     *
     * @param place path of a checkpoint or savepoint, or {@code nothing}
     */
    public void beginFrom(String place) throws Exception {
        try (FileChannel locked = lock();
                JobManager jobManager = new JobManager(flink, PATIENCE)) {
            History history = new History(folder);
            if (history.current().isPresent()
                    && isAlive(jobManager.state(history.current().get()))) {
                throw new UsageException(
                        "job %s runs: stop it with 'keep-running stop' before it is to begin elsewhere"
                                .formatted(history.current().get()));
            }
            history.beginFrom(place);
        }
    }

    private static boolean isAlive(Optional<JobStatus> state) {
        return state.isPresent() && !state.get().isGloballyTerminalState();
    }

    /** Held until it is closed, or the process ends. */
    private FileChannel lock() throws IOException {
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(
                        folder.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        if (!isTaken(channel)) {
            channel.close();
            throw new UsageException(
                    "another 'keep-running' is at work in %s: end it first, or give each job a folder of its own with --state"
                            .formatted(folder));
        }
        return channel;
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }
}
