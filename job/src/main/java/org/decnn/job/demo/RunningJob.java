package org.decnn.job.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What Flink's REST interface says of a job: where its subtasks run, and its accumulators. */
public final class RunningJob {

    /**
     * One operator chain.
     *
     * @param taskManagers id of the TaskManager that each subtask runs on
     */
    public record Vertex(String name, List<String> taskManagers) {}

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final String job;

    public RunningJob(String webAddress, String jobId) {
        this.job = webAddress + "/jobs/" + jobId;
    }

    /** The job's vertices, from source to sinks. */
    public List<Vertex> vertices() throws IOException, InterruptedException {
        List<Vertex> vertices = new ArrayList<>();
        for (JsonNode vertex : get(job).get("vertices")) {
            JsonNode details = get(job + "/vertices/" + vertex.get("id").asText());
            List<String> taskManagers = new ArrayList<>();
            details.get("subtasks")
                    .forEach(subtask -> taskManagers.add(subtask.get("taskmanager-id").asText()));
            vertices.add(new Vertex(vertex.get("name").asText(), taskManagers));
        }
        return vertices;
    }

    /** Whether all subtasks run. */
    public boolean isRunning() throws IOException, InterruptedException {
        JsonNode details = get(job);
        if (!details.get("state").asText().equals("RUNNING")) {
            return false;
        }
        for (JsonNode vertex : details.get("vertices")) {
            // Its "status" is RUNNING as soon as one of its subtasks is, with others yet to be
            // deployed.
            if (vertex.at("/tasks/RUNNING").asInt() != vertex.get("parallelism").asInt()) {
                return false;
            }
        }
        return true;
    }

    /** The job's counters by name, as of the last heartbeats. */
    public Map<String, Long> counters() throws IOException, InterruptedException {
        Map<String, Long> counters = new TreeMap<>();
        for (JsonNode counter : get(job + "/accumulators").get("user-task-accumulators")) {
            counters.put(
                    counter.get("name").asText(), Long.parseLong(counter.get("value").asText()));
        }
        return counters;
    }

    /**
     * The greatest value of a gauge among the subtasks of each vertex that has it, by the vertex's
     * name, as of the last fetch.
     */
    public Map<String, Double> greatest(String gauge) throws IOException, InterruptedException {
        Map<String, Double> values = new TreeMap<>();
        for (JsonNode vertex : get(job).get("vertices")) {
            String metrics = job + "/vertices/" + vertex.get("id").asText() + "/subtasks/metrics";
            for (JsonNode metric : get(metrics)) {
                String id = metric.get("id").asText();
                if (id.endsWith("." + gauge)) {
                    String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8);
                    get(metrics + "?agg=max&get=" + encoded)
                            .forEach(
                                    value ->
                                            values.merge(
                                                    vertex.get("name").asText(),
                                                    value.get("max").asDouble(),
                                                    Math::max));
                }
            }
        }
        return values;
    }

    private JsonNode get(String address) throws IOException, InterruptedException {
        HttpResponse<String> response =
                client.send(
                        HttpRequest.newBuilder(URI.create(address)).build(),
                        HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(
                    address + " answers " + response.statusCode() + ": " + response.body());
        }
        return json.readTree(response.body());
    }
}
