package org.decnn.job.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Reads the JSON lines that {@code decnn classify} writes. */
public final class AnswerLines {

    private static final ObjectMapper JSON = new ObjectMapper();

    private AnswerLines() {}

    /** The lines by their id, of which there must not be two alike. */
    public static Map<String, JsonNode> in(Path file) throws IOException {
        Map<String, JsonNode> lines = new TreeMap<>();
        for (String text : Files.readAllLines(file)) {
            JsonNode line = JSON.readTree(text);
            if (lines.put(line.get("id").asText(), line) != null) {
                throw new AssertionError("two lines with the id of " + text);
            }
        }
        return lines;
    }

    /** What {@code --logits} adds. */
    public static float[] logits(JsonNode line) {
        float[] logits = new float[line.get("logits").size()];
        for (int c = 0; c < logits.length; c++) {
            logits[c] = line.get("logits").get(c).floatValue();
        }
        return logits;
    }

    public static int bestClass(JsonNode line) {
        return line.get("top").get(0).get("class").asInt();
    }

    /** Whether the best class is the one that the image's label says. */
    public static boolean isRight(JsonNode line) {
        return line.get("top").get(0).get("label").equals(line.get("label"));
    }
}
