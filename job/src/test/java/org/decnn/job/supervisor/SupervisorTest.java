package org.decnn.job.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a job is submitted again, and from where. */
class SupervisorTest {

    @TempDir private Path folder;
    private final List<JobID> submitted = new ArrayList<>();
    private final List<String> origins = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private FakeJobManager flink;
    private JobManager jobManager;
    private Written written;
    private Supervisor supervisor;
    private List<String> remarks = List.of();
    private int exitCode;

    @BeforeEach
    void begin() throws Exception {
        flink = new FakeJobManager();
        jobManager = new JobManager(flink.configuration(), Duration.ofSeconds(20));
        written = Written.in(folder);
        supervisor = newSupervisor();
    }

    @AfterEach
    void end() {
        jobManager.close();
        flink.close();
    }

    private Supervisor newSupervisor() {
        return new Supervisor(
                jobManager,
                written.points(),
                new History(folder.resolve("state")),
                this::submit,
                said::add);
    }

    private Submitter.Outcome submit(JobID job, Optional<RestorePoint> from) {
        submitted.add(job);
        origins.add(from.map(point -> Path.of(point.path()).getFileName().toString()).orElse(""));
        if (exitCode == 0) {
            flink.jobs.put(job, JobStatus.RUNNING);
        }
        return new Submitter.Outcome(
                exitCode, exitCode == 0 ? remarks : List.of("decnn: topic 'none' does not exist"));
    }

    private JobID job() {
        return submitted.get(submitted.size() - 1);
    }

    @Test
    void aJobThatIsLostWithItsJobManagerGoesOnFromItsNewestCheckpoint() throws Exception {
        look();
        written.checkpoint(job(), 7);
        written.halfCheckpoint(job(), 8);
        written.checkpoint(new JobID(), 9);
        look();
        flink.restart();
        look();

        assertThat(origins).containsExactly("", "chk-7");
        assertThat(submitted).doesNotHaveDuplicates();
    }

    @Test
    void whatIsLostAgainBeforeItsFirstCheckpointGoesOnFromTheOneBefore() throws Exception {
        look();
        written.checkpoint(job(), 7);
        flink.restart();
        look();
        flink.restart();
        look();

        assertThat(origins).containsExactly("", "chk-7", "chk-7");
    }

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            names = {"FAILED", "FINISHED", "CANCELED"},
            mode = EnumSource.Mode.EXCLUDE)
    void aJobThatIsNotAtItsEndIsLetBe(JobStatus state) throws Exception {
        look();
        flink.jobs.put(job(), state);
        look();
        look();

        assertThat(submitted).hasSize(1);
    }

    @Test
    void aJobManagerThatDoesNotAnswerMayHaveTheJob() throws Exception {
        look();
        flink.failing = 503;
        look();
        look();
        flink.failing = 404;
        look();

        assertThat(submitted).hasSize(1);
        assertThat(said).last().asString().contains("waiting for the JobManager at 127.0.0.1:");
    }

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            names = {"FINISHED", "CANCELED"})
    void whatTheUserEndedStaysSoUntilItIsStartedAgain(JobStatus state) throws Exception {
        look();
        written.checkpoint(job(), 7);
        written.savepoint(job(), 8);
        flink.jobs.put(job(), state);

        assertThat(supervisor.look()).isEmpty();
        assertThat(submitted).hasSize(1);

        supervisor = newSupervisor();
        look();
        assertThat(origins)
                .containsExactly("", "savepoint-%s-8".formatted(start(submitted.get(0))));
    }

    @Test
    void aFailedJobIsStartedAgainLessAndLessOftenUntilItMakesProgress() throws Exception {
        assertThat(look()).isEqualTo(Duration.ofSeconds(1));
        flink.jobs.put(job(), JobStatus.FAILED);
        assertThat(look()).isEqualTo(Duration.ofSeconds(2));
        flink.jobs.put(job(), JobStatus.FAILED);
        assertThat(look()).isEqualTo(Duration.ofSeconds(4));
        written.checkpoint(job(), 1);
        look();
        flink.jobs.put(job(), JobStatus.FAILED);
        assertThat(look()).isEqualTo(Duration.ofSeconds(1));
        assertThat(origins).containsExactly("", "", "", "chk-1");
    }

    @Test
    void aRefusedSubmissionIsTriedAgainUnderTheSameIdAndSaidOnce() throws Exception {
        exitCode = 2;
        for (int i = 0; i < 9; i++) {
            look();
        }
        assertThat(look()).isEqualTo(Duration.ofMinutes(1));
        assertThat(submitted).hasSize(10).containsOnly(job());
        assertThat(said)
                .containsExactly("not started, exit code 2: decnn: topic 'none' does not exist");
    }

    @Test
    void whatASubmissionRemarksIsPassedOn() throws Exception {
        remarks = List.of("decnn: taskmanager.memory.segment-size is 32kb, 512kb is wanted");
        look();
        assertThat(said).containsAll(remarks);
    }

    @Test
    void aSubmissionWhoseAnswerWasLostIsTheJob() throws Exception {
        exitCode = 1;
        look();
        flink.jobs.put(job(), JobStatus.RUNNING);
        look();

        assertThat(submitted).hasSize(1);
    }

    @Test
    void aKilledSupervisorsSubmissionMayYetArriveAndIsTakenOnce() throws Exception {
        exitCode = 137;
        look();
        exitCode = 0;
        supervisor = newSupervisor();
        look();

        assertThat(submitted).hasSize(2).containsOnly(job());
    }

    @Test
    void checkpointsThatAreGoneAreNotTakenForNone() throws Exception {
        look();
        written.checkpoint(job(), 7);
        look();
        FileUtils.deleteDirectory(written.checkpoints().toFile());
        flink.restart();
        look();
        look();

        assertThat(submitted).hasSize(1);
        assertThat(said)
                .last()
                .asString()
                .contains("had checkpoints, and none can be read in")
                .contains("keep-running from");
    }

    @Test
    void anOlderCheckpointInPlaceOfAnUnreadableOneIsSaid() throws Exception {
        look();
        written.checkpoint(job(), 7);
        Files.writeString(written.checkpoint(job(), 8).resolve("_metadata"), "x");
        flink.restart();
        look();

        assertThat(origins).containsExactly("", "chk-7");
        assertThat(said)
                .anySatisfy(
                        line ->
                                assertThat(line)
                                        .contains("chk-8 cannot be read")
                                        .contains("come out again"));
    }

    @Test
    void theUserMaySayWhereToBegin() throws Exception {
        look();
        written.checkpoint(job(), 7);
        look();
        flink.restart();
        new History(folder.resolve("state")).beginFrom("file:/old/savepoint-abc");
        supervisor = newSupervisor();
        look();
        assertThat(origins).containsExactly("", "savepoint-abc");

        written.checkpoint(job(), 3);
        flink.restart();
        look();
        assertThat(origins).last().isEqualTo("chk-3");
    }

    @Test
    void aHistoryWhoseLastLineAPowerCutLeftHalfIsRead() throws Exception {
        look();
        Files.writeString(
                folder.resolve("state/history"), "started 3f2a", StandardOpenOption.APPEND);
        supervisor = newSupervisor();
        look();
        flink.restart();
        look();
        supervisor = newSupervisor();
        look();

        assertThat(submitted).hasSize(2).doesNotHaveDuplicates();
    }

    private Duration look() throws InterruptedException {
        return supervisor.look().orElseThrow();
    }

    private static String start(JobID job) {
        return job.toString().substring(0, 6);
    }
}
