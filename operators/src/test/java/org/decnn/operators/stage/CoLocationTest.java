package org.decnn.operators.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.TaskInfoImpl;
import org.decnn.operators.model.NetworkName;
import org.junit.jupiter.api.Test;

/** A network of two stages over four shards: with decoding and the sum of logits, four places. */
class CoLocationTest {

    private static final int STAGES = 2;
    private static final int SHARDS = 4;

    private final JobID job = new JobID();

    @Test
    void nothingIsElsewhereOnceAllStagesOfASubtaskHaveOpened() {
        CoLocation first = enter(job, "board-1", 0, 3, 0);
        assertThat(first.elsewhere()).isEqualTo(3);

        List<CoLocation> rest =
                IntStream.rangeClosed(1, STAGES + 1)
                        .mapToObj(stage -> enter(job, "board-1", 0, 3, stage))
                        .toList();

        assertThat(first.elsewhere()).isZero();
        assertThat(rest).allMatch(stage -> stage.elsewhere() == 0);
    }

    @Test
    void stagesOfOtherJobsNetworksTaskManagersSubtasksAndParallelismsAreElsewhere() {
        CoLocation decoding = enter(job, "board-1", 0, 3, 0);

        enter(new JobID(), "board-1", 0, 3, 1);
        enter(job, "other", "board-1", 0, 3, 1);
        enter(job, "board-2", 0, 3, 1);
        enter(job, "board-1", 1, 3, 1);
        enter(job, "board-1", 0, 4, 1);

        assertThat(decoding.elsewhere()).isEqualTo(3);
    }

    @Test
    void aStageThatClosesIsNoLongerThere() {
        CoLocation decoding = enter(job, "board-1", 0, 3, 0);
        CoLocation stage = enter(job, "board-1", 0, 3, 1);

        stage.leave();

        assertThat(decoding.elsewhere()).isEqualTo(3);
    }

    @Test
    void aStageThatClosesAfterItsSuccessorHasOpenedTakesNothingAway() {
        CoLocation before = enter(job, "board-1", 0, 3, 0);
        CoLocation after = enter(job, "board-1", 0, 3, 0);

        before.leave();

        assertThat(after.elsewhere()).isEqualTo(3);
    }

    private static CoLocation enter(
            JobID job, String taskManager, int subtask, int subtasks, int stage) {
        return enter(job, "", taskManager, subtask, subtasks, stage);
    }

    private static CoLocation enter(
            JobID job, String network, String taskManager, int subtask, int subtasks, int stage) {
        TaskInfoImpl task = new TaskInfoImpl("stage", SHARDS, subtask, subtasks, 0);
        return CoLocation.enter(
                job, new NetworkName(network), taskManager, task, stage, STAGES, SHARDS);
    }
}
