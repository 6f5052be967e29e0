package org.decnn.rewrite.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.StreamSupport;
import org.decnn.rewrite.data.DataException;

/** The accuracies in a file that {@code decnn evaluate --json} wrote. */
public final class EvaluationFile {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final JsonNode root;

    private EvaluationFile(Path file, JsonNode root) {
        this.file = file;
        this.root = root;
    }

    /** Where nothing was evaluated. */
    public static EvaluationFile none() {
        return new EvaluationFile(null, MissingNode.getInstance());
    }

    /**
     * @throws DataException if it is no such file
     */
    public static EvaluationFile read(Path file) throws IOException {
        try {
            EvaluationFile evaluation = new EvaluationFile(file, JSON.readTree(file.toFile()));
            if (!evaluation.required(evaluation.root, "networks").isArray()) {
                throw notAnEvaluation(file, "its 'networks' are no list", null);
            }
            return evaluation;
        } catch (JsonProcessingException e) {
            throw notAnEvaluation(file, e.getOriginalMessage(), e);
        }
    }

    /**
     * The accuracy of a network, found by its path, else by its file's name where only one network
     * of the evaluation has it.
     *
     * @throws DataException if the network is there without its accuracy
     */
    Optional<MeasuredAccuracy> of(Path network) {
        return entry(network).map(this::accuracy);
    }

    /**
     * The probability that two networks of one accuracy disagree as much, by McNemar's test; empty
     * where the two were not evaluated together.
     */
    OptionalDouble sameAccuracy(Path one, Path other) {
        String first = entry(one).map(EvaluationFile::name).orElse("");
        String second = entry(other).map(EvaluationFile::name).orElse("");
        return elements("pairs").stream()
                .filter(
                        pair ->
                                List.of(first, second).equals(names(pair))
                                        || List.of(second, first).equals(names(pair)))
                .mapToDouble(pair -> required(pair, "p").asDouble())
                .findFirst();
    }

    private static List<String> names(JsonNode pair) {
        return List.of(pair.path("first").asText(), pair.path("second").asText());
    }

    private Optional<JsonNode> entry(Path network) {
        List<JsonNode> found = endingIn(network);
        if (found.isEmpty()) {
            found = endingIn(network.getFileName());
        }
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private List<JsonNode> endingIn(Path path) {
        return elements("networks").stream()
                .filter(network -> Path.of(name(network)).endsWith(path))
                .toList();
    }

    private static String name(JsonNode network) {
        return network.path("network").asText();
    }

    private List<JsonNode> elements(String key) {
        return StreamSupport.stream(root.path(key).spliterator(), false).toList();
    }

    private MeasuredAccuracy accuracy(JsonNode network) {
        JsonNode top1 = required(network, "top1");
        return new MeasuredAccuracy(
                required(root, "images").asLong(),
                required(top1, "accuracy").asDouble(),
                required(top1, "low").asDouble(),
                required(top1, "high").asDouble(),
                required(required(network, "top5"), "accuracy").asDouble());
    }

    private JsonNode required(JsonNode node, String key) {
        if (!node.hasNonNull(key)) {
            throw notAnEvaluation(file, "it has no '" + key + "'", null);
        }
        return node.get(key);
    }

    private static DataException notAnEvaluation(Path file, String why, Exception cause) {
        return new DataException(
                file
                        + " is no evaluation ("
                        + why
                        + "): give the file that decnn evaluate --json wrote",
                cause);
    }
}
