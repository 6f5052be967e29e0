package org.decnn.operators.testing;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.common.JobID;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.clusterframework.types.ResourceID;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.metrics.groups.TaskManagerMetricGroup;
import org.apache.flink.runtime.metrics.groups.TaskMetricGroup;
import org.apache.flink.runtime.metrics.util.TestingMetricRegistry;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;

/** A task whose operators' metrics a test reads as a reporter would: by name and labels. */
public final class WatchedTask {

    private final Map<String, Metric> metrics = new HashMap<>();
    private final MockEnvironment environment;

    public WatchedTask(int maxParallelism, int parallelism, int subtask) {
        TestingMetricRegistry registry =
                TestingMetricRegistry.builder()
                        .setRegisterConsumer(
                                (metric, name, group) ->
                                        metrics.put(key(name, group.getAllVariables()), metric))
                        .build();
        TaskMetricGroup task =
                TaskManagerMetricGroup.createTaskManagerMetricGroup(
                                registry, "device", ResourceID.generate())
                        .addJob(new JobID(), "job")
                        .addTask(ExecutionAttemptID.randomId(), "task");
        environment =
                new MockEnvironmentBuilder()
                        .setMaxParallelism(maxParallelism)
                        .setParallelism(parallelism)
                        .setSubtaskIndex(subtask)
                        .setMetricGroup(task)
                        .build();
    }

    private static String key(String name, Map<String, String> labels) {
        Map<String, String> own = new TreeMap<>(labels);
        own.keySet().retainAll(Set.of("<stage>", "<shard>"));
        return name + own;
    }

    public MockEnvironment environment() {
        return environment;
    }

    /** What a shard's counter, or gauge of a number, is at. */
    public long value(String name, int stage, int shard) {
        Metric metric =
                metrics.get(key(name, Map.of("<stage>", "" + stage, "<shard>", "" + shard)));
        if (metric instanceof Counter counter) {
            return counter.getCount();
        }
        if (metric instanceof Gauge<?> gauge) {
            return ((Number) gauge.getValue()).longValue();
        }
        throw new AssertionError("there is no number " + name + " among " + metrics.keySet());
    }
}
