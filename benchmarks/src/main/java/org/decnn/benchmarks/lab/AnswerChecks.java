package org.decnn.benchmarks.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.decnn.job.demo.Photographs.Photograph;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelManifest;

/**
 * Holds each system's answers for a few pictures to the unsplit network's, before it is timed.
 *
 * @param jvm flags of the TaskManagers
 * @param held told of what was tried, in a line
 */
record AnswerChecks(
        Cluster cluster,
        Lab.Folders folders,
        TaskManagerJvm jvm,
        List<Photograph> pictures,
        Consumer<String> held) {

    private static final int PATIENCE_SECONDS = 120;

    void check(List<TestedSystem> systems) throws Exception {
        Map<String, LogitsCheck> expected = new TreeMap<>();
        Map<String, List<TestedSystem>> ofModel =
                systems.stream()
                        .collect(
                                Collectors.groupingBy(
                                        TestedSystem::model,
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        for (List<TestedSystem> alike : ofModel.values()) {
            TestedSystem first = alike.get(0);
            ModelDirectory directory = folders.directory(first);
            if (!expected.containsKey(first.network())) {
                expected.put(first.network(), LogitsCheck.of(directory, pictures));
            }
            int most = alike.stream().mapToInt(TestedSystem::devices).max().orElseThrow();
            TaskManagerMemory memory =
                    alike.stream()
                            .map(one -> TaskManagerMemory.of(one, directory))
                            .reduce(TaskManagerMemory::atLeast)
                            .orElseThrow();
            try (Deployment deployment =
                    Deployment.start(
                            cluster,
                            folders,
                            "check-" + first.model(),
                            most,
                            memory,
                            jvm.flags(first))) {
                for (TestedSystem system : alike) {
                    check(deployment, system, expected.get(system.network()));
                    deployment.cancel();
                }
            }
        }
    }

    private void check(Deployment deployment, TestedSystem system, LogitsCheck expected)
            throws Exception {
        ModelManifest manifest = folders.directory(system).manifest();
        held.accept(system.id() + ": " + deployment.run(system, manifest.classes(), pictures));
        for (int i = 0; i < pictures.size(); i++) {
            deployment.feed().send();
        }
        List<Feed.Answer> answers = new ArrayList<>();
        Wait.until(
                PATIENCE_SECONDS,
                () -> {
                    deployment.requireAlive();
                    answers.addAll(deployment.feed().poll(100));
                    return answers.size() == pictures.size();
                },
                system.id() + " does not answer");
        held.accept(expected.require(system, answers, LogitsCheck.tolerance(system, manifest)));
    }
}
