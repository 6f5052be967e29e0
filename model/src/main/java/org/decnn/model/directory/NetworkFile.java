package org.decnn.model.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.onnx.OnnxReader;
import org.decnn.model.onnx.OnnxWriter;
import org.decnn.model.onnx.ReadOptions;

/**
 * A network as an {@code .onnx} file, with how pictures become its input, where the file says so:
 * files that DeCNN writes carry it in their metadata under {@value #PREPROCESSING}.
 *
 * @param notes what else the file says of itself, by metadata key
 */
public record NetworkFile(
        Network network, Optional<Preprocessing> preprocessing, Map<String, String> notes) {

    /** The metadata key whose value is the {@link Preprocessing} as JSON. */
    public static final String PREPROCESSING = "decnn.preprocessing";

    /** The metadata key whose value is the names of the classes, in order, as a JSON list. */
    public static final String LABELS = "decnn.labels";

    public NetworkFile {
        notes = Map.copyOf(notes);
    }

    /** A network of which there is no more to say. */
    public NetworkFile(Network network, Optional<Preprocessing> preprocessing) {
        this(network, preprocessing, Map.of());
    }

    /**
     * @param inputSize height and width of the input, where the file leaves them free
     * @throws NetworkException naming the file and the remedy, if it is no network
     */
    public static NetworkFile read(Path file, OptionalInt inputSize) {
        return read(file, ReadOptions.ofSize(inputSize));
    }

    /**
     * @param options what the file leaves open
     * @throws NetworkException naming the file and the remedy, if it is no network
     */
    public static NetworkFile read(Path file, ReadOptions options) {
        OnnxReader.Described described = OnnxReader.readDescribed(file, options);
        Map<String, String> notes = new TreeMap<>(described.metadata());
        String json = notes.remove(PREPROCESSING);
        try {
            return new NetworkFile(
                    described.network(),
                    json == null
                            ? Optional.empty()
                            : Optional.of(ModelDirectory.JSON.readValue(json, Preprocessing.class)),
                    notes);
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

    /**
     * Names of the classes, in order; none where the file does not say them.
     *
     * @throws NetworkException if what it says is no list
     */
    public List<String> labels() {
        String json = notes.getOrDefault(LABELS, "[]");
        try {
            return List.of(ModelDirectory.JSON.readValue(json, String[].class));
        } catch (JsonProcessingException e) {
            throw new NetworkException(
                    "metadata '" + LABELS + "' is no list of names; write the file again", e);
        }
    }

    /** The same file with other names of the classes. */
    public NetworkFile withLabels(List<String> labels) {
        Map<String, String> more = new TreeMap<>(notes);
        more.put(LABELS, json(labels));
        return new NetworkFile(network, preprocessing, more);
    }

    /** Writes the file whole or not at all. */
    public void write(Path file) throws IOException {
        Map<String, String> metadata = new TreeMap<>(notes);
        preprocessing.ifPresent(it -> metadata.put(PREPROCESSING, json(it)));
        byte[] bytes = OnnxWriter.write(network, metadata);
        Path whole = file.toAbsolutePath();
        Path part = whole.resolveSibling(whole.getFileName() + ".part");
        try {
            Files.write(part, bytes);
            Files.move(
                    part,
                    whole,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static String json(Object value) {
        try {
            return ModelDirectory.JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
