package org.decnn.benchmarks.monitoring;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Prometheus' HTTP interface, as far as the check asks it. */
final class Prometheus {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** A value at a time, which is in epoch seconds. */
    record Sample(double time, double value) {}

    record Series(Map<String, String> labels, List<Sample> samples) {
        double last() {
            return samples.get(samples.size() - 1).value();
        }
    }

    /**
     * An alert as Prometheus has read it.
     *
     * @param state inactive, pending or firing
     * @param error of its last evaluation, empty if there was none
     */
    record Alert(String name, String expression, String state, String error) {
        boolean isFiring() {
            return state.equals("firing");
        }
    }

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final String url;

    Prometheus(String url) {
        this.url = url;
    }

    /** What an expression gives now. */
    List<Series> query(String expression) throws IOException, InterruptedException {
        return series(get("/api/v1/query?query=" + encoded(expression)), "value");
    }

    List<Series> query(String expression, Instant from, Instant to, Duration step)
            throws IOException, InterruptedException {
        String path =
                "/api/v1/query_range?query=%s&start=%d&end=%d&step=%d"
                        .formatted(
                                encoded(expression),
                                from.getEpochSecond(),
                                to.getEpochSecond(),
                                step.toSeconds());
        return series(get(path), "values");
    }

    List<Alert> alerts() throws IOException, InterruptedException {
        List<Alert> alerts = new ArrayList<>();
        for (JsonNode group : get("/api/v1/rules?type=alert").get("groups")) {
            for (JsonNode rule : group.get("rules")) {
                alerts.add(
                        new Alert(
                                rule.get("name").asText(),
                                rule.get("query").asText(),
                                rule.get("state").asText(),
                                rule.path("lastError").asText()));
            }
        }
        return alerts;
    }

    private static List<Series> series(JsonNode data, String field) {
        List<Series> all = new ArrayList<>();
        for (JsonNode result : data.get("result")) {
            Map<String, String> labels = new HashMap<>();
            for (Map.Entry<String, JsonNode> label : result.get("metric").properties()) {
                labels.put(label.getKey(), label.getValue().asText());
            }
            List<Sample> samples = new ArrayList<>();
            if (field.equals("value")) {
                samples.add(sample(result.get(field)));
            } else {
                result.get(field).forEach(sample -> samples.add(sample(sample)));
            }
            all.add(new Series(labels, samples));
        }
        return all;
    }

    /** Values are texts, as JSON knows neither NaN nor infinity. */
    private static Sample sample(JsonNode pair) {
        String value = pair.get(1).asText().replace("Inf", "Infinity");
        return new Sample(pair.get(0).asDouble(), Double.parseDouble(value));
    }

    private static String encoded(String expression) {
        return URLEncoder.encode(expression, StandardCharsets.UTF_8);
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE).build();
        JsonNode answer =
                json.readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        if (!answer.path("status").asText().equals("success")) {
            throw new IOException("Prometheus: " + answer.path("error").asText(answer.toString()));
        }
        return answer.get("data");
    }
}
