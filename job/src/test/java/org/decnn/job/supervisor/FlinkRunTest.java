package org.decnn.job.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How 'flink run' is called, and what is made of what it says. */
class FlinkRunTest {

    @TempDir private Path folder;
    private final JobID job = new JobID();

    @Test
    void aCheckpointIsClaimedAndASavepointIsNot() throws Exception {
        FlinkRun run = run("printf 'decnn: %s\\n' \"$*\"");
        String id = "-D$internal.pipeline.job-id=" + job;

        assertThat(run.submit(job, Optional.empty()).said())
                .containsExactly("decnn: run -d " + id + " job.jar --model m");
        assertThat(run.submit(job, Optional.of(new RestorePoint("chk-7", 7, true))).said())
                .containsExactly(
                        "decnn: run -d " + id + " -s chk-7 -claimMode claim job.jar --model m");
        assertThat(run.submit(job, Optional.of(new RestorePoint("save", 8, false))).said())
                .containsExactly(
                        "decnn: run -d " + id + " -s save -claimMode no_claim job.jar --model m");
    }

    @Test
    void theJobsOwnLinesAreToldOfMany() throws Exception {
        assertThat(
                        run("echo decnn: buffers are few; echo Job has been submitted")
                                .submit(job, Optional.empty()))
                .isEqualTo(new Submitter.Outcome(0, List.of("decnn: buffers are few")));
        assertThat(
                        run("echo decnn: no topic; echo at org.decnn; exit 2")
                                .submit(job, Optional.empty()))
                .isEqualTo(new Submitter.Outcome(2, List.of("decnn: no topic")));
        assertThat(run("echo Could not build; exit 1").submit(job, Optional.empty()))
                .isEqualTo(new Submitter.Outcome(1, List.of("Could not build")));
        assertThat(run("exit 1").submit(job, Optional.empty()))
                .isEqualTo(new Submitter.Outcome(1, List.of("'flink run' says nothing")));
    }

    private FlinkRun run(String script) throws Exception {
        Path flink = Files.writeString(folder.resolve("flink"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(flink, PosixFilePermissions.fromString("rwx------"));
        return new FlinkRun(flink.toString(), Path.of("job.jar"), List.of("--model", "m"));
    }
}
