package org.decnn.benchmarks.lab;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.decnn.model.directory.GraphFile;
import org.decnn.model.directory.LocalModelFiles;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelManifest;
import org.decnn.operators.engine.OnnxRuntimeEngine;
import org.decnn.operators.engine.ShardSession;

/**
 * What an image costs in the engine alone: neither decoded nor exchanged, on one core at its full
 * speed. Of a network that is split, shard 0 of each stage. Networks take turns, so that a machine
 * whose speed moves is as fast for one as for another. Run as a process of its own, with the model
 * directories as arguments.
 */
public final class KernelTimes {

    private static final int WARM_UP = 3;

    /** So many turns are measured. */
    private static final int TURNS = 15;

    private KernelTimes() {}

    public static void main(String[] models) throws Exception {
        System.out.println(
                new ObjectMapper()
                        .writeValueAsString(of(Stream.of(models).map(Path::of).toList())));
    }

    /**
     * Measures models in this process.
     *
     * @param models model directories
     * @return processor time of each turn in milliseconds, by the name of the directory
     */
    static Map<String, List<Double>> of(List<Path> models) {
        Map<String, List<ShardSession>> graphs = new LinkedHashMap<>();
        Map<String, List<Double>> millis = new LinkedHashMap<>();
        for (Path model : models) {
            graphs.put(model.getFileName().toString(), load(model));
        }
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (int turn = 0; turn < WARM_UP + TURNS; turn++) {
            for (Map.Entry<String, List<ShardSession>> graph : graphs.entrySet()) {
                long before = threads.getCurrentThreadCpuTime();
                graph.getValue().forEach(ShardSession::run);
                double took = (threads.getCurrentThreadCpuTime() - before) / 1e6;
                if (turn >= WARM_UP) {
                    millis.computeIfAbsent(graph.getKey(), name -> new ArrayList<>()).add(took);
                }
            }
        }
        return millis;
    }

    private static List<ShardSession> load(Path model) {
        ModelDirectory directory = ModelDirectory.open(new LocalModelFiles(model));
        List<ShardSession> sessions = new ArrayList<>();
        for (ModelManifest.StageEntry stage : directory.manifest().stages()) {
            ModelManifest.ShardEntry shard = stage.shards().get(0);
            if (!shard.idle()) {
                try (GraphFile graph = directory.graphFile(stage.number(), 0)) {
                    sessions.add(
                            new OnnxRuntimeEngine()
                                    .load(graph.path(), shard.inputs(), shard.outputs()));
                }
            }
        }
        return sessions;
    }

    /**
     * Measures models on device 1, without limits and with nothing else at work.
     *
     * @param models folders of model directories, by name within the lab's
     */
    static List<Results.Kernel> of(
            Processes processes,
            Lab.Folders folders,
            Kernels kernels,
            List<String> models,
            int repetition)
            throws Exception {
        List<Results.Kernel> times = new ArrayList<>();
        Map<List<String>, List<String>> byFlags =
                models.stream()
                        .collect(
                                Collectors.groupingBy(
                                        one ->
                                                kernels.flags(
                                                        one.equals(TestedSystem.DENSE_8_WHOLE)),
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        for (Map.Entry<List<String>, List<String>> alike : byFlags.entrySet()) {
            measured(processes, folders, alike.getKey(), alike.getValue())
                    .forEach(
                            (model, millis) ->
                                    times.add(new Results.Kernel(model, repetition, millis)));
        }
        return times;
    }

    private static Map<String, List<Double>> measured(
            Processes processes, Lab.Folders folders, List<String> flags, List<String> models)
            throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-Xmx512m", "-XX:+UseSerialGC"));
        arguments.addAll(flags);
        arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
        arguments.add(KernelTimes.class.getName());
        models.forEach(model -> arguments.add(folders.model(model).toString()));
        Process process = processes.start("kernels", 1, arguments);
        String said = processes.waitedLine(process, "kernels", "the kernels cannot be measured");
        return new ObjectMapper().readValue(said, new TypeReference<>() {});
    }
}
