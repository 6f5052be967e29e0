package org.decnn.model.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.onnx.OnnxReader;
import org.decnn.model.onnx.OnnxWriter;

/**
 * A network as an {@code .onnx} file, with how pictures become its input, where the file says so:
 * files that DeCNN writes carry it in their metadata under {@value #PREPROCESSING}.
 */
public record NetworkFile(Network network, Optional<Preprocessing> preprocessing) {

    /** The metadata key whose value is the {@link Preprocessing} as JSON. */
    public static final String PREPROCESSING = "decnn.preprocessing";

    /**
     * @param inputSize height and width of the input, where the file leaves them free
     * @throws NetworkException naming the file and the remedy, if it is no network
     */
    public static NetworkFile read(Path file, OptionalInt inputSize) {
        Network network = OnnxReader.read(file, inputSize);
        String json = OnnxReader.metadata(file).get(PREPROCESSING);
        try {
            return new NetworkFile(
                    network,
                    json == null
                            ? Optional.empty()
                            : Optional.of(
                                    ModelDirectory.JSON.readValue(json, Preprocessing.class)));
        } catch (JsonProcessingException e) {
            throw new NetworkException(
                    file
                            + ": its metadata '"
                            + PREPROCESSING
                            + "' is not understood ("
                            + e.getOriginalMessage()
                            + "); write the file again",
                    e);
        }
    }

    /** Writes the file whole or not at all. */
    public void write(Path file) throws IOException {
        byte[] bytes =
                OnnxWriter.write(
                        network,
                        preprocessing.map(it -> Map.of(PREPROCESSING, json(it))).orElse(Map.of()));
        Path whole = file.toAbsolutePath();
        Path part = whole.resolveSibling(whole.getFileName() + ".part");
        Files.write(part, bytes);
        Files.move(
                part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String json(Preprocessing preprocessing) {
        try {
            return ModelDirectory.JSON.writeValueAsString(preprocessing);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
