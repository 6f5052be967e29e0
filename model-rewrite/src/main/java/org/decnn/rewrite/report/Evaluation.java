package org.decnn.rewrite.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.decnn.rewrite.data.DataException;

/** The accuracies in a file that {@code decnn evaluate --json} wrote. */
public final class Evaluation {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final List<JsonNode> networks;

    private Evaluation(Path file, List<JsonNode> networks) {
        this.file = file;
        this.networks = networks;
    }

    /** Where nothing was evaluated. */
    public static Evaluation none() {
        return new Evaluation(null, List.of());
    }

    /**
     * @throws DataException if it is no such file
     */
    public static Evaluation read(Path file) throws IOException {
        JsonNode networks;
        try {
            networks = JSON.readTree(file.toFile()).path("networks");
        } catch (JsonProcessingException e) {
            throw notAnEvaluation(file, e.getOriginalMessage(), e);
        }
        if (!networks.isArray()) {
            throw notAnEvaluation(file, "it has no list 'networks'", null);
        }
        return new Evaluation(file, StreamSupport.stream(networks.spliterator(), false).toList());
    }

    /**
     * The accuracy of a network, found by its path, else by its file's name where only one network
     * of the evaluation has it.
     *
     * @throws DataException if the network is there without its accuracy
     */
    Optional<Accuracy> of(Path network) {
        List<JsonNode> found = with(Path.of("").resolve(network));
        if (found.isEmpty()) {
            found = with(network.getFileName());
        }
        return found.size() == 1 ? Optional.of(accuracy(found.get(0))) : Optional.empty();
    }

    private List<JsonNode> with(Path path) {
        return networks.stream()
                .filter(node -> Path.of(node.path("file").asText()).endsWith(path))
                .toList();
    }

    private Accuracy accuracy(JsonNode network) {
        if (!network.path("images").isNumber() || !network.path("top1").isNumber()) {
            throw notAnEvaluation(
                    file, network.path("file").asText() + " has no images and top1", null);
        }
        try {
            return JSON.treeToValue(network, Accuracy.class);
        } catch (JsonProcessingException e) {
            throw notAnEvaluation(file, e.getOriginalMessage(), e);
        }
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
