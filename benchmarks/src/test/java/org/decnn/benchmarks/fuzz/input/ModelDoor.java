package org.decnn.benchmarks.fuzz.input;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IntSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;
import org.decnn.model.directory.LocalModelFiles;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelDirectoryException;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.directory.Port;
import org.decnn.model.network.Network;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.Shares;
import org.decnn.model.shard.Stem;
import org.decnn.model.testing.SmallModels;
import org.decnn.model.testing.SmallNetworks;

/**
 * Where a model directory is opened: the bytes are its model.json, the files beside it are sound.
 */
final class ModelDoor implements Door {

    private Path folder;

    /** A directory of which all can be asked, or a refusal in one line. */
    @Override
    public void take(byte[] bytes) throws IOException {
        Path manifest = folder().resolve(ModelDirectory.MANIFEST);
        Files.write(manifest, bytes);
        ModelDirectory directory;
        try {
            directory = ModelDirectory.open(new LocalModelFiles(folder()));
        } catch (ModelDirectoryException e) {
            requireLine(e);
            return;
        }
        askAll(directory.manifest());
        readAll(directory);
    }

    private static void requireLine(ModelDirectoryException e) {
        String message = e.getMessage();
        if (message == null || message.isBlank() || message.lines().count() != 1) {
            throw new AssertionError("not a line: " + message, e);
        }
    }

    /** What the job asks of a manifest before and while it runs. */
    private static void askAll(ModelManifest manifest) {
        manifest.input().elements();
        manifest.preprocessing().pixelBytes();
        manifest.picture().shape(manifest.input());
        manifest.stemBytes();
        manifest.largestTransfer();
        for (int shard = 0; shard < manifest.shards(); shard++) {
            manifest.weightBytes(shard);
            manifest.macs(shard);
            manifest.logits().get(shard).forEach(new IntSummaryStatistics()::accept);
            for (int stage = 1; stage < manifest.logitsStage(); stage++) {
                ask(manifest.graph(stage, shard));
            }
        }
        manifest.stem().forEach(ModelDoor::ask);
        for (int stage = 0; stage <= manifest.logitsStage(); stage++) {
            manifest.edgesFrom(stage).forEach(Edge::label);
            manifest.edgesInto(stage).forEach(Edge::bytesBetweenShards);
        }
    }

    private static void ask(ModelManifest.ShardEntry entry) {
        entry.inputs().forEach(Port::bytes);
        entry.outputs().forEach(Port::bytes);
    }

    private static void readAll(ModelDirectory directory) {
        try {
            directory.verify();
            directory.labels();
            directory.network();
            for (int stage = 1; stage < directory.manifest().logitsStage(); stage++) {
                for (int shard = 0; shard < directory.manifest().shards(); shard++) {
                    if (!directory.manifest().graph(stage, shard).idle()) {
                        directory.graphFile(stage, shard).close();
                    }
                }
            }
        } catch (ModelDirectoryException e) {
            requireLine(e);
        }
    }

    private Path folder() throws IOException {
        if (folder == null) {
            Path below = Files.createTempDirectory("decnn-fuzz");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(below)));
            folder =
                    Path.of(
                            SmallModels.write(SmallNetworks.groupedWithShuffles(1), 2, below)
                                    .location());
        }
        return folder;
    }

    private static void delete(Path root) {
        try (var files = Files.walk(root)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .map(Path::toFile)
                    .forEach(java.io.File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<String, byte[]> seeds() throws IOException {
        Path below = Files.createTempDirectory("decnn-fuzz");
        try {
            Network network = SmallNetworks.groupedWithShuffles(1);
            Map<String, byte[]> seeds = new TreeMap<>();
            seeds.put("plain", manifest(SmallModels.write(network, 2, below)));
            seeds.put("stem", manifest(SmallModels.write(network, 2, Stem.HOME, below)));
            seeds.put("uint8", manifest(SmallModels.write(network, 2, ElementType.UINT8, below)));
            seeds.put("shares", manifest(SmallModels.write(network, Shares.even(3), below)));
            return seeds;
        } finally {
            delete(below);
        }
    }

    private static byte[] manifest(ModelDirectory directory) throws IOException {
        return Files.readAllBytes(Path.of(directory.location(), ModelDirectory.MANIFEST));
    }

    @Override
    public long mostBytes() {
        return 32L << 20;
    }
}
