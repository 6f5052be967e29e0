package org.decnn.job.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.decnn.job.UsageException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which checkpoint or savepoint a job goes on from. */
class RestorePointsTest {

    @TempDir private Path folder;
    private final JobID job = new JobID();
    private Written written;
    private RestorePoints points;

    @BeforeEach
    void folders() {
        written = Written.in(folder);
        points = written.points();
    }

    @Test
    void theNewestIsTheOneThatTheJobCountedLast() throws IOException {
        written.checkpoint(job, 9);
        Path newest = written.checkpoint(job, 10);
        // As after a restored backup, or by a file server whose clock is off.
        Files.setLastModifiedTime(newest.resolve("_metadata"), FileTime.fromMillis(0));

        assertThat(newest()).endsWith(job + "/chk-10");
    }

    @Test
    void aSavepointNewerThanTheCheckpointsIsTaken() throws IOException {
        written.checkpoint(job, 10);
        written.savepoint(job, 11);
        assertThat(newest()).contains("savepoint-");

        written.checkpoint(job, 12);
        assertThat(newest()).endsWith("chk-12");
    }

    @Test
    void whatOnlyTheUserMayDeleteIsNotClaimed() throws IOException {
        written.checkpoint(job, 10);
        assertThat(points.newestOf(job).newest().orElseThrow().claimed()).isTrue();
        written.savepoint(job, 11);
        assertThat(points.newestOf(job).newest().orElseThrow().claimed()).isFalse();
    }

    @Test
    void oneThatWasNeverCompleteIsNone() throws IOException {
        written.checkpoint(job, 10);
        written.halfCheckpoint(job, 11);

        assertThat(newest()).endsWith("chk-10");
        assertThat(points.newestOf(job).unreadable()).isEmpty();
    }

    @Test
    void anotherJobsIsNotTaken() throws IOException {
        JobID other = new JobID();
        written.checkpoint(other, 99);
        written.savepoint(other, 100);
        assertThat(points.newestOf(job).newest()).isEmpty();
        assertThat(points.has(job)).isFalse();
    }

    @Test
    void anUnreadableOneIsNamed() throws IOException {
        written.checkpoint(job, 10);
        Files.writeString(written.checkpoint(job, 11).resolve("_metadata"), "");

        assertThat(newest()).endsWith("chk-10");
        assertThat(points.newestOf(job).unreadable())
                .singleElement()
                .asString()
                .contains("chk-11 cannot be read");
        written.checkpoint(job, 12);
        assertThat(points.newestOf(job).unreadable()).isEmpty();
    }

    @Test
    void settingsUnderWhichNothingOutlivesTheJobManagerAreRefused() {
        assertRefused(Map.of(), "execution.checkpointing.dir");
        assertRefused(
                Map.of("execution.checkpointing.dir", folder.toUri().toString()),
                "RETAIN_ON_CANCELLATION");
        assertRefused(
                Map.of(
                        "execution.checkpointing.dir",
                        folder.toUri().toString(),
                        "execution.checkpointing.externalized-checkpoint-retention",
                        "RETAIN_ON_CANCELLATION",
                        "execution.checkpointing.create-subdir",
                        "false"),
                "execution.checkpointing.create-subdir");
    }

    private static void assertRefused(Map<String, String> flink, String key) {
        assertThatThrownBy(() -> RestorePoints.of(Configuration.fromMap(flink)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(key)
                .hasMessageContaining("config.yaml");
    }

    private String newest() throws IOException {
        return points.newestOf(job).newest().orElseThrow().path();
    }
}
