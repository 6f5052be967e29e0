package org.decnn.benchmarks.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A Grafana dashboard as its file has it: panels on a grid of 24 columns, each with its queries.
 */
record Dashboard(String title, List<Panel> panels) {

    /** In columns and rows of the grid. */
    record Place(int x, int y, int width, int height) {}

    /**
     * @param type row, timeseries or table
     * @param unit by Grafana's name
     */
    record Panel(String type, String title, String unit, Place place, List<Query> queries) {
        boolean isHeading() {
            return type.equals("row");
        }

        boolean isTable() {
            return type.equals("table");
        }
    }

    /**
     * @param expression with the dashboard's variables at their defaults
     * @param legend a text, or a label's name in double braces
     */
    record Query(String expression, String legend) {
        String nameOf(Map<String, String> labels) {
            String name = legend;
            for (Map.Entry<String, String> label : labels.entrySet()) {
                name = name.replace("{{" + label.getKey() + "}}", label.getValue());
            }
            return name;
        }
    }

    static Dashboard read(Path file) throws IOException {
        JsonNode root = new ObjectMapper().readTree(file.toFile());
        Map<String, String> variables = new HashMap<>();
        for (JsonNode variable : root.at("/templating/list")) {
            variables.put("$" + required(variable, "name"), required(variable, "query"));
        }
        List<Panel> panels = new ArrayList<>();
        for (JsonNode panel : root.get("panels")) {
            List<Query> queries = new ArrayList<>();
            for (JsonNode target : panel.path("targets")) {
                String expression = required(target, "expr");
                for (Map.Entry<String, String> variable : variables.entrySet()) {
                    expression = expression.replace(variable.getKey(), variable.getValue());
                }
                queries.add(new Query(expression, target.path("legendFormat").asText()));
            }
            JsonNode place = panel.get("gridPos");
            panels.add(
                    new Panel(
                            required(panel, "type"),
                            required(panel, "title"),
                            panel.at("/fieldConfig/defaults/unit").asText("short"),
                            new Place(
                                    place.get("x").asInt(),
                                    place.get("y").asInt(),
                                    place.get("w").asInt(),
                                    place.get("h").asInt()),
                            queries));
        }
        return new Dashboard(required(root, "title"), panels);
    }

    private static String required(JsonNode node, String field) throws IOException {
        if (!node.hasNonNull(field)) {
            throw new IOException("the dashboard lacks '" + field + "' in " + node);
        }
        return node.get(field).asText();
    }
}
