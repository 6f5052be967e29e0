package org.decnn.operators.stage;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.runtime.metrics.scope.ScopeFormat;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.decnn.operators.model.NetworkName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stage's place beside the others of its subtask. All are to be in one process, decoding as stage
 * 0 and the sum of logits as the last among them; Flink sees to it as long as they have one
 * parallelism, which a running job's can be changed from outside. Each stage enters when it opens
 * and leaves when it closes.
 */
public final class CoLocation {

    private static final Logger LOG = LoggerFactory.getLogger(CoLocation.class);

    /** Parallelism too: stages of another one hold other shards. */
    private record Place(
            JobID job, NetworkName network, String taskManager, int subtask, int subtasks) {}

    private static final ConcurrentMap<Place, Map<Integer, CoLocation>> PLACES =
            new ConcurrentHashMap<>();

    private final Place place;
    private final int stage;
    private final int logitsStage;
    private boolean checked;

    private CoLocation(Place place, int stage, int logitsStage) {
        this.place = place;
        this.stage = stage;
        this.logitsStage = logitsStage;
    }

    /**
     * Enters a stage of a network of so many stages and shards, in place of one from before a
     * restart.
     */
    public static CoLocation enter(
            RuntimeContext runtime, NetworkName network, int stage, int stages, int shards) {
        // In a test's cluster several TaskManagers share a process.
        String taskManager =
                runtime.getMetricGroup()
                        .getAllVariables()
                        .getOrDefault(ScopeFormat.SCOPE_TASKMANAGER_ID, "");
        return enter(
                runtime.getJobInfo().getJobId(),
                network,
                taskManager,
                runtime.getTaskInfo(),
                stage,
                stages,
                shards);
    }

    static CoLocation enter(
            JobID job,
            NetworkName network,
            String taskManager,
            TaskInfo task,
            int stage,
            int stages,
            int shards) {
        Place place =
                new Place(
                        job,
                        network,
                        taskManager,
                        task.getIndexOfThisSubtask(),
                        task.getNumberOfParallelSubtasks());
        CoLocation entered = new CoLocation(place, stage, stages + 1);
        PLACES.compute(
                place,
                (same, there) -> {
                    Map<Integer, CoLocation> here =
                            there == null ? new ConcurrentHashMap<>() : there;
                    here.put(stage, entered);
                    if (entered.elsewhere(here) == 0) {
                        LOG.info(
                                "Subtask {} of {} holds shard(s) {} of all {} stages{}",
                                place.subtask(),
                                place.subtasks(),
                                shardsOn(task, shards),
                                stages,
                                network);
                    }
                    return here;
                });
        return entered;
    }

    private static String shardsOn(TaskInfo task, int shards) {
        KeyGroupRange groups =
                KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                        task.getMaxNumberOfParallelSubtasks(),
                        task.getNumberOfParallelSubtasks(),
                        task.getIndexOfThisSubtask());
        return IntStream.rangeClosed(groups.getStartKeyGroup(), groups.getEndKeyGroup())
                .mapToObj(group -> Integer.toString(group % shards))
                .collect(Collectors.joining(", "));
    }

    /** How many stages of this one's subtask are not in this process; 0 is right. */
    public int elsewhere() {
        return elsewhere(PLACES.getOrDefault(place, Map.of()));
    }

    private int elsewhere(Map<Integer, CoLocation> here) {
        return logitsStage + 1 - here.size();
    }

    /**
     * Says what is wrong, if something is: once, and by the first of the stages that are here. To
     * be called when all subtasks have opened, as they have where a checkpoint is complete.
     */
    public void check() {
        if (checked) {
            return;
        }
        checked = true;
        Map<Integer, CoLocation> here = PLACES.getOrDefault(place, Map.of());
        boolean speaks =
                IntStream.range(1, logitsStage)
                        .filter(here::containsKey)
                        .limit(1)
                        .anyMatch(first -> first == stage);
        if (elsewhere(here) > 0 && speaks) {
            LOG.warn(
                    "Subtask {} of {}{} is on several devices (elsewhere: {}): its activations cross"
                            + " the network, and images in flight may wait for ever. Give all"
                            + " operators of the job the same parallelism",
                    place.subtask(),
                    place.subtasks(),
                    place.network(),
                    IntStream.rangeClosed(0, logitsStage)
                            .filter(other -> !here.containsKey(other))
                            .mapToObj(this::nameOf)
                            .collect(Collectors.joining(", ")));
        }
    }

    private String nameOf(int other) {
        if (other == 0) {
            return "decoding";
        }
        return other == logitsStage ? "the sum of logits" : "stage " + other;
    }

    /** Leaves, unless a later one has come already. */
    public void leave() {
        PLACES.computeIfPresent(
                place,
                (same, here) -> {
                    here.remove(stage, this);
                    return here.isEmpty() ? null : here;
                });
    }
}
