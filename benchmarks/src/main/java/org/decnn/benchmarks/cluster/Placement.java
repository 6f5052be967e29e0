package org.decnn.benchmarks.cluster;

import java.util.HashSet;
import java.util.List;
import org.decnn.job.demo.RunningJob.Vertex;

/** Where the subtasks of a job's stages run. */
public record Placement(List<Vertex> stages) {

    /**
     * Of the vertices with something in their name.
     *
     * @param name what a stage's name has in it
     */
    public static Placement of(List<Vertex> vertices, String name) {
        return new Placement(
                vertices.stream().filter(vertex -> vertex.name().contains(name)).toList());
    }

    /** How many TaskManagers the first of the stages is on. */
    public int devices() {
        return stages.isEmpty() ? 0 : new HashSet<>(stages.get(0).taskManagers()).size();
    }

    /**
     * Checks that subtasks of one number share a TaskManager, and that there are so many of them.
     *
     * @return that they do, in a line
     * @throws IllegalStateException saying where they do not
     */
    public String require(int devices) {
        if (stages.isEmpty()) {
            throw new IllegalStateException("the job has no stages");
        }
        List<String> placement = stages.get(0).taskManagers();
        for (Vertex stage : stages) {
            if (!stage.taskManagers().equals(placement)) {
                throw new IllegalStateException(
                        "'%s' runs on %s, '%s' on %s"
                                .formatted(
                                        stages.get(0).name(),
                                        placement,
                                        stage.name(),
                                        stage.taskManagers()));
            }
        }
        if (placement.size() != devices || new HashSet<>(placement).size() != devices) {
            throw new IllegalStateException(
                    "the stages run on " + placement + ", not on " + devices + " devices");
        }
        return "subtask i of each of %d stages is on one TaskManager: %s"
                .formatted(stages.size(), String.join(", ", placement));
    }
}
