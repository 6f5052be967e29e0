package org.decnn.model.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.decnn.model.network.FoldBatchNorm;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.onnx.OnnxWriter;
import org.decnn.model.shard.PictureWire;
import org.decnn.model.shard.ShardedNetwork;
import org.decnn.model.shard.Sharder;
import org.decnn.model.shard.Shares;
import org.decnn.model.shard.Stage;
import org.decnn.model.shard.Stem;
import org.decnn.model.shard.WireTypes;

/** Splits a network and writes it as a model directory. */
public final class ModelDirectoryWriter {

    private final Network whole;
    private final Network folded;
    private final Preprocessing preprocessing;
    private final List<String> labels;
    private final Stem stem;
    private final GraphTrial trial;

    /**
     * @param network as it goes into {@code network.onnx}; shards compute it with batch norm folded
     * @param labels one for each class, or none
     */
    public ModelDirectoryWriter(Network network, Preprocessing preprocessing, List<String> labels) {
        this(
                network,
                FoldBatchNorm.in(network),
                preprocessing,
                labels,
                Stem.SHARDS,
                GraphTrial.NONE);
    }

    private ModelDirectoryWriter(
            Network whole,
            Network folded,
            Preprocessing preprocessing,
            List<String> labels,
            Stem stem,
            GraphTrial trial) {
        this.whole = whole.upToLogits();
        this.folded = folded;
        this.preprocessing = preprocessing;
        this.stem = stem;
        this.trial = trial;
        int classes = whole.shapeOf(whole.output()).channels();
        if (!labels.isEmpty() && labels.size() != classes) {
            throw new NetworkException(
                    "the network tells "
                            + classes
                            + " classes apart, but "
                            + labels.size()
                            + " labels were given: give one line for each class");
        }
        Normalisation.requireFit(whole, preprocessing);
        this.labels = labels.isEmpty() ? numbers(classes) : List.copyOf(labels);
    }

    /** The same, with the network's stem computed there. */
    public ModelDirectoryWriter withStem(Stem place) {
        return new ModelDirectoryWriter(whole, folded, preprocessing, labels, place, trial);
    }

    /** The same, with every graph tried once before the directory is there. */
    public ModelDirectoryWriter triedBy(GraphTrial engine) {
        return new ModelDirectoryWriter(whole, folded, preprocessing, labels, stem, engine);
    }

    /** How pictures become the network's input. */
    public Preprocessing preprocessing() {
        return preprocessing;
    }

    /**
     * Writes the directory, whole or not at all; all shards have the same part, and exchanges send
     * fp32.
     *
     * @param directory must not exist
     */
    public ModelManifest write(int shards, Path directory) throws IOException {
        return write(Shares.even(shards), WireTypes.everywhere(ElementType.FLOAT32), directory);
    }

    /**
     * Writes the directory, whole or not at all.
     *
     * @param wires what the picture and each exchange's values are sent as
     * @param directory must not exist
     * @throws NetworkException naming the remedy, if the network's pictures cannot be sent so
     */
    public ModelManifest write(Shares shares, WireTypes wires, Path directory) throws IOException {
        if (stem == Stem.HOME && wires.picture() != PictureWire.RGB) {
            throw new NetworkException(
                    "where the stem is computed at home the picture is not sent, so that nothing is"
                            + " saved by "
                            + wires.picture().label()
                            + ": leave chroma full");
        }
        ShardedNetwork sharded =
                Sharder.shard(
                        Normalisation.ofSentPictures(folded, preprocessing, wires.picture()),
                        shares,
                        stem);
        Path parent = directory.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        // Not a temporary directory of Java's, which nobody but the owner may read.
        Path unfinished = parent.resolve("." + directory.getFileName() + "-" + UUID.randomUUID());
        Files.createDirectory(unfinished);
        try {
            ModelManifest manifest =
                    new Content(unfinished, sharded, new Wiring(sharded, wires)).write();
            Files.move(unfinished, directory);
            return manifest;
        } catch (IOException | RuntimeException e) {
            deleteTree(unfinished);
            throw e;
        }
    }

    private static List<String> numbers(int classes) {
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < classes; i++) {
            labels.add(Integer.toString(i));
        }
        return labels;
    }

    private static void deleteTree(Path root) {
        try (var files = Files.walk(root)) {
            files.sorted(java.util.Comparator.reverseOrder()).forEach(ModelDirectoryWriter::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What goes into one directory. */
    private final class Content {

        private final Path root;
        private final ShardedNetwork sharded;
        private final Wiring wiring;
        private final Map<String, String> files = new TreeMap<>();

        Content(Path root, ShardedNetwork sharded, Wiring wiring) {
            this.root = root;
            this.sharded = sharded;
            this.wiring = wiring;
        }

        ModelManifest write() throws IOException {
            byte[] network = OnnxWriter.write(whole);
            put(ModelDirectory.NETWORK, network);
            put(ModelDirectory.LABELS, (String.join("\n", labels) + "\n").getBytes(UTF_8));
            List<ModelManifest.ShardEntry> stemGraph =
                    sharded.stem().isEmpty() ? List.of() : List.of(putGraph(0, 0, "stem.onnx"));
            List<ModelManifest.StageEntry> stages = new ArrayList<>();
            for (Stage stage : sharded.stages()) {
                stages.add(putStage(stage));
            }
            ModelManifest manifest =
                    new ModelManifest(
                            ModelManifest.FORMAT,
                            whole.name(),
                            Checksum.of(network).substring(0, 12),
                            sharded.shards(),
                            whole.input(),
                            preprocessing,
                            wiring.picture(),
                            labels.size(),
                            whole.parameters(),
                            whole.macs(),
                            stemGraph,
                            stages,
                            wiring.edges(),
                            sharded.logits(),
                            whole.ending(),
                            files);
            Files.write(
                    root.resolve(ModelDirectory.MANIFEST),
                    ModelDirectory.JSON.writeValueAsBytes(manifest));
            return manifest;
        }

        private ModelManifest.StageEntry putStage(Stage stage) throws IOException {
            List<ModelManifest.ShardEntry> shards = new ArrayList<>();
            for (int shard = 0; shard < sharded.shards(); shard++) {
                String path = "stage-" + stage.number() + "/shard-" + shard + ".onnx";
                boolean idle = sharded.graph(stage.number(), shard).outputs().isEmpty();
                shards.add(
                        idle
                                ? ModelManifest.ShardEntry.IDLE
                                : putGraph(stage.number(), shard, path));
            }
            return new ModelManifest.StageEntry(stage.number(), stage.name(), shards);
        }

        private ModelManifest.ShardEntry putGraph(int stage, int shard, String path)
                throws IOException {
            put(path, wiring.onnx(stage, shard, whole.name() + "/" + path));
            ModelManifest.ShardEntry entry =
                    new ModelManifest.ShardEntry(
                            path,
                            4 * sharded.graph(stage, shard).parameters(),
                            sharded.graph(stage, shard).macs(),
                            wiring.inputs(stage, shard),
                            wiring.outputs(stage, shard));
            try {
                trial.run(root.resolve(path), entry.inputs(), entry.outputs());
            } catch (RuntimeException e) {
                throw new NetworkException(
                        "stage "
                                + stage
                                + ", shard "
                                + shard
                                + " cannot be run, so that no directory is made: "
                                + e.getMessage(),
                        e);
            }
            return entry;
        }

        private void put(String path, byte[] bytes) throws IOException {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
            files.put(path, Checksum.of(bytes));
        }
    }
}
