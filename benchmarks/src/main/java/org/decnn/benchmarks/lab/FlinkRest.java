package org.decnn.benchmarks.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Flink's REST interface, as far as the lab asks it. */
final class FlinkRest {

    private static final String STEM = ".stage.0.";

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final String web;

    FlinkRest(String web) {
        this.web = web;
    }

    String web() {
        return web;
    }

    /** Ids of the TaskManagers that are registered; none as long as nobody answers. */
    Set<String> taskManagers() throws InterruptedException {
        try {
            Set<String> ids = new HashSet<>();
            get("/taskmanagers")
                    .get("taskmanagers")
                    .forEach(one -> ids.add(one.get("id").asText()));
            return ids;
        } catch (IOException e) {
            return Set.of();
        }
    }

    boolean answers() throws InterruptedException {
        try {
            get("/overview");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    String state(String job) throws IOException, InterruptedException {
        return get("/jobs/" + job).get("state").asText();
    }

    void cancel(String job) throws IOException, InterruptedException {
        client.send(
                HttpRequest.newBuilder(URI.create(web + "/jobs/" + job + "?mode=cancel"))
                        .method("PATCH", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }

    /** Why a job failed, in a line; none as long as Flink has not written it down. */
    Optional<String> failure(String job) throws IOException, InterruptedException {
        JsonNode entries = get("/jobs/" + job + "/exceptions").at("/exceptionHistory/entries");
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        String[] lines = entries.get(0).get("stacktrace").asText().split("\\R");
        String cause = lines[0];
        for (String line : lines) {
            if (line.startsWith("Caused by: ")) {
                cause = line;
            }
        }
        return Optional.of(cause);
    }

    /**
     * Processor time of a TaskManager's stages, as it told all of it at once.
     *
     * @param computeNanos in the engine
     * @param threadNanos of the stages' threads, the engine included
     */
    record StageTimes(long computeNanos, long threadNanos) {
        private StageTimes plus(StageTimes other) {
            return new StageTimes(
                    computeNanos + other.computeNanos, threadNanos + other.threadNanos);
        }
    }

    /** By TaskManager; empty if the job does not count it. How old it is, Flink does not say. */
    Map<String, StageTimes> stageTimes(String job) throws IOException, InterruptedException {
        Map<String, StageTimes> times = new HashMap<>();
        for (JsonNode vertex : get("/jobs/" + job).get("vertices")) {
            String path = "/jobs/" + job + "/vertices/" + vertex.get("id").asText();
            Map<String, Long> values = values(path, ".computeNanos", ".threadNanos");
            if (values.isEmpty()) {
                continue;
            }
            List<String> places = new ArrayList<>();
            get(path)
                    .get("subtasks")
                    .forEach(subtask -> places.add(subtask.get("taskmanager-id").asText()));
            values.forEach(
                    (name, nanos) -> {
                        String place =
                                places.get(Integer.parseInt(name.substring(0, name.indexOf('.'))));
                        boolean compute = name.endsWith(".computeNanos");
                        times.merge(
                                place,
                                new StageTimes(compute ? nanos : 0, compute ? 0 : nanos),
                                StageTimes::plus);
                    });
        }
        return times;
    }

    /** Metrics of a vertex's subtasks whose names end so, all by one request. */
    private Map<String, Long> values(String vertex, String... ends)
            throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        for (JsonNode metric : get(vertex + "/metrics")) {
            String name = metric.get("id").asText();
            // The stem is computed in the decoder's thread, whose time is nobody's here.
            if (!name.contains(STEM) && Arrays.stream(ends).anyMatch(name::endsWith)) {
                names.add(name);
            }
        }
        Map<String, Long> values = new HashMap<>();
        if (!names.isEmpty()) {
            String all = URLEncoder.encode(String.join(",", names), StandardCharsets.UTF_8);
            for (JsonNode metric : get(vertex + "/metrics?get=" + all)) {
                values.put(metric.get("id").asText(), metric.get("value").asLong());
            }
        }
        return values;
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response =
                client.send(
                        HttpRequest.newBuilder(URI.create(web + path))
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(path + " answers " + response.statusCode());
        }
        return json.readTree(response.body());
    }
}
