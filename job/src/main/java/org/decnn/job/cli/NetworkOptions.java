package org.decnn.job.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.decnn.job.UsageException;
import org.decnn.model.directory.ModelDirectoryWriter;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.directory.NetworkFile;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.shard.Shares;
import org.decnn.model.shard.Stem;
import org.decnn.model.shard.WireTypes;
import org.decnn.operators.engine.EngineTrial;
import org.decnn.operators.engine.OnnxRuntimeEngine;
import org.decnn.operators.image.Cifar10;
import org.decnn.rewrite.read.NetworkFiles;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a network is read, what its pictures look like to it, and what its classes are called. */
final class NetworkOptions {

    @Mixin private OpenOptions open;

    @Mixin private PreprocessingOptions preprocessing;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description =
                    "Class names: one a line, or a JSON object of index to name or [id, name].")
    private Path labels;

    /** Decides what exchanges send, for a network that is about to be split. */
    @FunctionalInterface
    interface WireDecision {
        WireTypes wires(ModelDirectoryWriter network) throws IOException;
    }

    /** Splits a network, whose exchanges send fp32, and writes the model directory. */
    ModelManifest shard(Path path, int shards, Path out) throws IOException {
        return shard(
                path,
                Shares.even(shards),
                Stem.SHARDS,
                network -> WireTypes.everywhere(ElementType.FLOAT32),
                out);
    }

    /** Splits a network and writes the model directory. */
    ModelManifest shard(Path path, Shares shares, Stem stem, WireDecision decision, Path out)
            throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new UsageException(
                    path + " does not exist: give the network's .h5, .zip or .onnx file");
        }
        try {
            NetworkFile file = NetworkFiles.read(path, open.reading(preprocessing.inputSize()));
            Network network = file.network();
            ModelDirectoryWriter writer =
                    new ModelDirectoryWriter(network, preprocessing.of(file), readLabels(file))
                            .withStem(stem)
                            .triedBy(new EngineTrial(new OnnxRuntimeEngine()));
            return writer.write(shares, decision.wires(writer), out);
        } catch (NetworkException e) {
            String message = e.getMessage();
            throw new NetworkException(
                    message.contains(path.getFileName().toString())
                            ? message
                            : path + ": " + message,
                    e);
        }
    }

    /** What a user should know of how pictures are prepared. */
    Optional<String> remark() {
        return preprocessing.remark();
    }

    private List<String> readLabels(NetworkFile file) throws IOException {
        if (labels == null) {
            Network network = file.network();
            int classes = network.shapeOf(network.output()).channels();
            if (!file.labels().isEmpty()) {
                return file.labels();
            }
            return preprocessing.isPreset(PreprocessingOptions.Preset.CIFAR10)
                            && classes == Cifar10.CLASSES.size()
                    ? Cifar10.CLASSES
                    : List.of();
        }
        if (!Files.isReadable(labels)) {
            throw new UsageException(labels + " does not exist: give a file of class names");
        }
        List<String> names;
        try {
            names = labels.toString().endsWith(".json") ? jsonLabels() : lineLabels();
        } catch (MalformedInputException e) {
            throw new UsageException(labels + " is not UTF-8: save it as such");
        } catch (JsonProcessingException e) {
            throw new UsageException(
                    labels + " is not JSON (" + e.getOriginalMessage() + "): mend it");
        }
        if (names.isEmpty()) {
            throw new UsageException(labels + " names no class: give one line for each class");
        }
        return names;
    }

    private List<String> lineLabels() throws IOException {
        return Files.readAllLines(labels).stream()
                // What some editors begin a file with.
                .map(line -> line.replace("\uFEFF", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private List<String> jsonLabels() throws IOException {
        JsonNode root = new ObjectMapper().readTree(labels.toFile());
        List<String> names = new ArrayList<>();
        for (int i = 0; i < root.size(); i++) {
            JsonNode name = root.isArray() ? root.get(i) : root.get(Integer.toString(i));
            if (name == null) {
                throw new UsageException(
                        labels + " names no class " + i + ": give one entry a class, from 0");
            }
            names.add(name.isArray() ? name.get(name.size() - 1).asText() : name.asText());
        }
        return names;
    }
}
