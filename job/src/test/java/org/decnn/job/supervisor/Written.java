package org.decnn.job.supervisor;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;

/** Checkpoints and savepoints without state, where Flink writes them. */
record Written(Path checkpoints, Path savepoints) {

    static Written in(Path folder) {
        return new Written(folder.resolve("checkpoints"), folder.resolve("savepoints"));
    }

    Path checkpoint(JobID job, long number) throws IOException {
        return write(halfCheckpoint(job, number), number);
    }

    /** One that the JobManager's death kept from being completed. */
    Path halfCheckpoint(JobID job, long number) throws IOException {
        return Files.createDirectories(
                checkpoints.resolve(job.toString()).resolve("chk-" + number));
    }

    Path savepoint(JobID job, long number) throws IOException {
        return write(
                Files.createDirectories(
                        savepoints.resolve(
                                "savepoint-" + job.toString().substring(0, 6) + "-" + number)),
                number);
    }

    private static Path write(Path folder, long number) throws IOException {
        try (OutputStream out = Files.newOutputStream(folder.resolve("_metadata"))) {
            Checkpoints.storeCheckpointMetadata(
                    new CheckpointMetadata(number, List.of(), List.of()), out);
        }
        return folder;
    }

    RestorePoints points() {
        return new RestorePoints(flink(checkpoints), java.util.Optional.of(flink(savepoints)));
    }

    private static org.apache.flink.core.fs.Path flink(Path path) {
        return new org.apache.flink.core.fs.Path(path.toUri());
    }
}
