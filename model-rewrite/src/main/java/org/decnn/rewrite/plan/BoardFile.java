package org.decnn.rewrite.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.decnn.model.shard.Stem;
import org.decnn.rewrite.data.DataException;

/**
 * A board as JSON: {@code cores}, {@code coreGmacs} and {@code memoryMB}; and, where they are
 * known, {@code threads}, {@code measured} and {@code overheads}. The keys are those of {@link
 * BoardProfile}, {@link MeasuredGraphs} and {@link Overheads}.
 */
public final class BoardFile {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private static final Set<String> KEYS =
            Set.of("cores", "coreGmacs", "memoryMB", "threads", "measured", "overheads");
    private static final Set<String> OF_GRAPHS =
            Set.of("network", "shards", "stem", "gigaMacs", "ms", "imagesPerSecond");
    private static final Set<String> OF_OVERHEADS =
            Set.of(
                    "imageMs",
                    "exchangeMs",
                    "nanosPerByte",
                    "linkEfficiency",
                    "processMB",
                    "stageMB",
                    "activationCopies",
                    "systemMB");

    private final Path file;

    private BoardFile(Path file) {
        this.file = file;
    }

    /**
     * @throws DataException naming the file, the key and the remedy, if it is no board
     */
    public static BoardProfile read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new DataException(
                    file
                            + " does not exist: give a board file, as 'decnn settings DIR --measure"
                            + " --board-out FILE' writes it");
        }
        BoardFile board = new BoardFile(file);
        try {
            return board.profile(JSON.readTree(file.toFile()));
        } catch (JsonProcessingException e) {
            throw board.wrong("is not JSON (" + e.getOriginalMessage() + ")", e);
        } catch (IllegalArgumentException e) {
            throw board.wrong(e.getMessage(), e);
        }
    }

    /** What {@link #read} reads; overheads only where they are the board's own. */
    public static void write(BoardProfile board, Path file) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.put("cores", board.cores());
        root.put("coreGmacs", rounded(board.coreGmacs()));
        root.put("memoryMB", rounded(board.memoryMB()));
        root.put("threads", board.threads());
        ArrayNode measured = root.putArray("measured");
        for (MeasuredGraphs graphs : board.measured()) {
            measured.addObject()
                    .put("network", graphs.network())
                    .put("shards", graphs.shards())
                    .put("stem", graphs.stem().name().toLowerCase(Locale.ROOT))
                    .put("gigaMacs", graphs.gigaMacs())
                    .put("ms", rounded(graphs.ms()))
                    .put("imagesPerSecond", rounded(graphs.imagesPerSecond()));
        }
        if (!board.overheads().equals(Overheads.onCoreOf(board.coreGmacs()))) {
            root.set("overheads", JSON.valueToTree(board.overheads()));
        }
        Files.write(file, JSON.writeValueAsBytes(root));
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    private BoardProfile profile(JsonNode root) {
        requireKeys(root, KEYS, "");
        double coreGmacs = number(root, "coreGmacs");
        List<MeasuredGraphs> measured = new ArrayList<>();
        for (JsonNode graphs : root.path("measured")) {
            measured.add(graphs(graphs));
        }
        return new BoardProfile(
                number(root, "cores"),
                coreGmacs,
                number(root, "memoryMB"),
                root.has("threads") ? (int) number(root, "threads") : 1,
                measured,
                root.has("overheads") ? overheads(root.get("overheads"), coreGmacs) : null);
    }

    private MeasuredGraphs graphs(JsonNode graphs) {
        requireKeys(graphs, OF_GRAPHS, " in 'measured'");
        String stem = graphs.path("stem").asText("shards");
        if (!stem.equals("shards") && !stem.equals("home")) {
            throw wrong("says stem '" + stem + "', which is shards or home", null);
        }
        if (!graphs.path("network").isTextual()) {
            throw missing("network", " in 'measured'");
        }
        return new MeasuredGraphs(
                graphs.get("network").asText(),
                (int) number(graphs, "shards"),
                Stem.valueOf(stem.toUpperCase(Locale.ROOT)),
                number(graphs, "gigaMacs"),
                number(graphs, "ms"),
                graphs.has("imagesPerSecond") ? number(graphs, "imagesPerSecond") : 0);
    }

    /** Those that are not said are as they would be without. */
    private Overheads overheads(JsonNode own, double coreGmacs) {
        requireKeys(own, OF_OVERHEADS, " in 'overheads'");
        ObjectNode all = JSON.valueToTree(Overheads.onCoreOf(coreGmacs));
        own.fieldNames().forEachRemaining(key -> all.put(key, number(own, key)));
        return JSON.convertValue(all, Overheads.class);
    }

    private void requireKeys(JsonNode node, Set<String> known, String where) {
        if (!node.isObject()) {
            throw wrong("holds no JSON object" + where, null);
        }
        for (Iterator<String> keys = node.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (!known.contains(key)) {
                throw wrong("has an unknown key '" + key + "'" + where, null);
            }
        }
    }

    private double number(JsonNode node, String key) {
        if (!node.has(key)) {
            throw missing(key, "");
        }
        if (!node.get(key).isNumber()) {
            throw wrong("says '" + key + "' with what is no number", null);
        }
        return node.get(key).asDouble();
    }

    private DataException missing(String key, String where) {
        return wrong("has no '" + key + "'" + where, null);
    }

    private DataException wrong(String what, Exception cause) {
        return new DataException(
                file
                        + " is no board file: it "
                        + what
                        + "; write it with 'decnn settings DIR --measure --board-out FILE', or by"
                        + " hand as docs/planning.md says",
                cause);
    }
}
