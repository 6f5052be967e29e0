package org.decnn.job.demo;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.decnn.job.demo.RunningJob.Vertex;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.shard.Edge;
import org.decnn.operators.stage.DeviceFacts;

/**
 * What the devices ran, held and sent.
 *
 * @param counters of the job, named by {@link DeviceFacts}
 * @param images that were decoded since the job started
 */
record DemoSummary(
        ModelManifest manifest,
        List<Vertex> vertices,
        Map<String, Long> counters,
        long images,
        double imagesPerSecond) {

    void print(PrintWriter out) {
        printDevices(out);
        printExchanges(out);
        out.println();
        out.printf(
                Locale.ROOT,
                "%.0f images/s, JPEG decoding and exactly-once delivery included%n",
                imagesPerSecond);
        out.flush();
    }

    private void printDevices(PrintWriter out) {
        long whole = 4 * manifest.parameters();
        out.println();
        out.printf("%-8s %-24s %s%n", "device", "weights held", "ran");
        Map<String, Integer> devices = devices();
        devices.forEach(
                (taskManager, device) -> {
                    long held = weightsOn(device);
                    out.printf(
                            Locale.ROOT,
                            "%-8d %-24s %s%n",
                            device + 1,
                            String.format(
                                    Locale.ROOT, "%,d bytes, %.1f %%", held, 100. * held / whole),
                            subtasksOn(taskManager));
                });
        out.printf(Locale.ROOT, "%-8s %,d bytes%n", "network", whole);
    }

    /** TaskManagers by the number of the subtasks that the first stage has on them. */
    private Map<String, Integer> devices() {
        Map<String, Integer> devices = new LinkedHashMap<>();
        vertices.stream()
                .filter(vertex -> vertex.name().startsWith("stage 1 "))
                .flatMap(vertex -> vertex.taskManagers().stream())
                .forEach(taskManager -> devices.putIfAbsent(taskManager, devices.size()));
        return devices;
    }

    private long weightsOn(int device) {
        long bytes = counters.getOrDefault(DeviceFacts.stemBytes(device), 0L);
        for (ModelManifest.StageEntry stage : manifest.stages()) {
            for (int shard = 0; shard < manifest.shards(); shard++) {
                bytes +=
                        counters.getOrDefault(
                                DeviceFacts.weightBytes(device, stage.number(), shard), 0L);
            }
        }
        return bytes;
    }

    /** Subtask numbers, and the operators that have that subtask there. */
    private String subtasksOn(String taskManager) {
        Map<Integer, StringBuilder> bySubtask = new TreeMap<>();
        for (Vertex vertex : vertices) {
            for (int subtask = 0; subtask < vertex.taskManagers().size(); subtask++) {
                if (vertex.taskManagers().get(subtask).equals(taskManager)) {
                    StringBuilder names =
                            bySubtask.computeIfAbsent(subtask, number -> new StringBuilder());
                    names.append(names.isEmpty() ? "" : ", ").append(shortName(vertex));
                }
            }
        }
        StringBuilder text = new StringBuilder();
        bySubtask.forEach(
                (subtask, names) ->
                        text.append(text.isEmpty() ? "" : "; ")
                                .append("subtask ")
                                .append(subtask)
                                .append(" of ")
                                .append(names));
        return text.toString();
    }

    /** A chain's first operator. */
    private static String shortName(Vertex vertex) {
        return vertex.name().split(" -> ")[0].replaceFirst("^Source: ", "");
    }

    private void printExchanges(PrintWriter out) {
        out.println();
        out.printf("%-24s %-20s %s%n", "exchange", "bytes an image", "of them between devices");
        for (Edge edge : manifest.edges()) {
            long all =
                    counters.getOrDefault(
                            DeviceFacts.sliceBytes(edge.fromStage(), edge.toStage()), 0L);
            long network =
                    counters.getOrDefault(
                            DeviceFacts.networkBytes(edge.fromStage(), edge.toStage()), 0L);
            out.printf(
                    Locale.ROOT,
                    "%-24s %-20s %,d%n",
                    edge.label() + " " + name(edge.fromStage()) + "→" + name(edge.toStage()),
                    String.format(Locale.ROOT, "%,d", all / images),
                    network / images);
        }
    }

    private String name(int stage) {
        if (stage == 0) {
            return "image";
        }
        return stage == manifest.logitsStage() ? "logits" : Integer.toString(stage);
    }
}
