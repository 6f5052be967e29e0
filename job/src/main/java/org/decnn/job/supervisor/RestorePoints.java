package org.decnn.job.supervisor;

import java.io.DataInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;
import org.decnn.job.UsageException;

/**
 * The retained checkpoints and the savepoints of a job, where Flink writes them: {@code
 * CHECKPOINTS/JOB/chk-N} and {@code SAVEPOINTS/savepoint-JOB[0:6]-RANDOM}. Flink writes {@code
 * _metadata} last; one without it never was complete, and nothing was committed for it.
 */
final class RestorePoints {

    private static final String CHECKPOINT =
            AbstractFsCheckpointStorageAccess.CHECKPOINT_DIR_PREFIX;
    private static final String METADATA = AbstractFsCheckpointStorageAccess.METADATA_FILE_NAME;

    /**
     * What there is of a job.
     *
     * @param unreadable newer ones, a line each, with why they cannot be read
     */
    record Found(Optional<RestorePoint> newest, List<String> unreadable) {}

    private final Path checkpoints;
    private final Optional<Path> savepoints;

    RestorePoints(Path checkpoints, Optional<Path> savepoints) {
        this.checkpoints = checkpoints;
        this.savepoints = savepoints;
    }

    /**
     * Where a cluster's configuration has them.
     *
     * @throws UsageException if they would not outlive the JobManager, or could not be told from
     *     another job's
     */
    static RestorePoints of(ReadableConfig flink) {
        String folder =
                flink.getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY)
                        .orElseThrow(
                                () ->
                                        new UsageException(
                                                "config.yaml has no "
                                                        + CheckpointingOptions.CHECKPOINTS_DIRECTORY
                                                                .key()
                                                        + ", and what the JobManager holds dies with it: set it to a folder that all devices share"));
        require(
                flink.get(CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION)
                        .name()
                        .equals("RETAIN_ON_CANCELLATION"),
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION.key()
                        + " is to be RETAIN_ON_CANCELLATION in config.yaml: without it a job that fails takes its checkpoints with it");
        require(
                flink.get(CheckpointingOptions.CREATE_CHECKPOINT_SUB_DIR),
                CheckpointingOptions.CREATE_CHECKPOINT_SUB_DIR.key()
                        + " is to be true in config.yaml: without it the checkpoints of one job cannot be told from another's");
        return new RestorePoints(
                new Path(folder),
                flink.getOptional(CheckpointingOptions.SAVEPOINT_DIRECTORY).map(Path::new));
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new UsageException(message);
        }
    }

    String folder() {
        return checkpoints.toString();
    }

    /** Whether the job has completed one, readable or not. */
    boolean has(JobID job) throws IOException {
        for (FileStatus folder : folders(job)) {
            if (isComplete(folder.getPath())) {
                return true;
            }
        }
        return false;
    }

    /** The newest by the job's own count: no clock of a device or a file server has a say. */
    Found newestOf(JobID job) throws IOException {
        List<RestorePoint> readable = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        for (FileStatus folder : folders(job)) {
            Path path = folder.getPath();
            if (!isComplete(path)) {
                continue;
            }
            try {
                readable.add(read(path));
            } catch (FileNotFoundException e) {
                // Subsumed by a newer one since the folder was listed.
            } catch (IOException | RuntimeException e) {
                unreadable.add(new Unreadable(path, e));
            }
        }
        Optional<RestorePoint> newest =
                readable.stream().max(Comparator.comparingLong(RestorePoint::number));
        long number = newest.map(RestorePoint::number).orElse(Long.MIN_VALUE);
        return new Found(
                newest,
                unreadable.stream()
                        .filter(one -> one.number() > number)
                        .map(Unreadable::line)
                        .toList());
    }

    private record Unreadable(Path path, Exception reason) {

        /** That of a savepoint is in what cannot be read: it may be the newest. */
        long number() {
            return isCheckpoint(path.getName())
                    ? Long.parseLong(path.getName().substring(CHECKPOINT.length()))
                    : Long.MAX_VALUE;
        }

        String line() {
            return path + " cannot be read (" + reason + ")";
        }
    }

    private static boolean isCheckpoint(String name) {
        return name.matches(CHECKPOINT + "\\d{1,18}");
    }

    private List<FileStatus> folders(JobID job) throws IOException {
        List<FileStatus> folders = new ArrayList<>();
        for (FileStatus status : list(new Path(checkpoints, job.toString()))) {
            if (isCheckpoint(status.getPath().getName())) {
                folders.add(status);
            }
        }
        if (savepoints.isPresent()) {
            String prefix = "savepoint-" + job.toString().substring(0, 6) + "-";
            for (FileStatus status : list(savepoints.get())) {
                if (status.getPath().getName().startsWith(prefix)) {
                    folders.add(status);
                }
            }
        }
        return folders;
    }

    private static FileStatus[] list(Path folder) throws IOException {
        try {
            FileStatus[] listed = folder.getFileSystem().listStatus(folder);
            return listed == null ? new FileStatus[0] : listed;
        } catch (FileNotFoundException e) {
            return new FileStatus[0];
        }
    }

    private static boolean isComplete(Path folder) throws IOException {
        return folder.getFileSystem().exists(new Path(folder, METADATA));
    }

    private static RestorePoint read(Path folder) throws IOException {
        Path metadata = new Path(folder, METADATA);
        try (DataInputStream in = new DataInputStream(metadata.getFileSystem().open(metadata))) {
            long number =
                    Checkpoints.loadCheckpointMetadata(
                                    in, RestorePoints.class.getClassLoader(), folder.toString())
                            .getCheckpointId();
            return new RestorePoint(folder.toString(), number, isCheckpoint(folder.getName()));
        }
    }
}
