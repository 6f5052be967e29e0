package org.decnn.job.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.flink.util.FileUtils;
import org.decnn.job.UsageException;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.Shares;
import org.decnn.model.shard.Stem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code decnn shard}: splits a network into a model directory. */
@Command(
        name = "shard",
        header = "Split a network into the model directory that the job reads.",
        description =
                "Split a network by channel groups and write the model directory that the job reads.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ShardCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "NETWORK",
            description = "The trained network: ONNX, Keras HDF5 or DL4J ZIP.")
    private Path network;

    @Mixin private ShareOptions sharing;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "The model directory to write.")
    private Path out;

    @Option(
            names = "--stem",
            paramLabel = "PLACE",
            description =
                    "Where the first convolution, with what follows it channel by channel, is"
                            + " computed: shards: each device its channels, of the whole picture;"
                            + " home: all of them where the picture is decoded, which sends each"
                            + " device its channels in the type of --wire (default: shards).")
    private Stem stem = Stem.SHARDS;

    @Option(names = "--overwrite", description = "Replace a model directory that is there.")
    private boolean overwrite;

    @Mixin private WireOptions wires;

    @Mixin private NetworkOptions options;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        wires.requireUsable();
        Shares shares = sharing.shares();
        if (Files.exists(out)) {
            replaceable();
        }
        PrintWriter to = spec.commandLine().getOut();
        Path target = out;
        if (Files.exists(out)) {
            // The old directory stays until the new one is whole.
            target =
                    out.resolveSibling(out.getFileName() + ".new-" + ProcessHandle.current().pid());
        }
        ModelManifest manifest;
        try {
            manifest =
                    options.shard(
                            network,
                            shares,
                            stem,
                            whole -> wires.choose(whole, shares, to),
                            target);
            if (!target.equals(out)) {
                FileUtils.deleteDirectory(out.toFile());
                Files.move(target, out);
            }
        } catch (FileSystemException e) {
            throw OutputFile.cannotBeWritten("--out", out, e);
        }
        options.remark().ifPresent(to::println);
        print(manifest, shares, to);
        return 0;
    }

    private void replaceable() throws IOException {
        boolean empty;
        try (Stream<Path> entries = Files.isDirectory(out) ? Files.list(out) : Stream.of(out)) {
            empty = entries.findAny().isEmpty();
        }
        if (!empty && !Files.exists(out.resolve(ModelDirectory.MANIFEST))) {
            throw new UsageException(
                    out + " exists and is no model directory: choose another --out");
        }
        if (!empty && !overwrite) {
            throw new UsageException(
                    out + " exists: give --overwrite to replace it, or choose another --out");
        }
    }

    /** What leaves the device that decodes; of a stem's channels also whether it pays. */
    private static void printFirst(ModelManifest manifest, PrintWriter to) {
        Edge first = manifest.edgesFrom(0).get(0);
        boolean pictures = manifest.preprocessing().takesPictures();
        String input = pictures ? "picture" : "tensor";
        int valueBytes = pictures ? 1 : Float.BYTES;
        if (manifest.sendsPicture()) {
            to.printf(
                    Locale.ROOT,
                    "  %s → stage 1: %s, %s, %,d bytes an image%n",
                    input,
                    first.label(),
                    pictures ? manifest.picture().label() : "float32",
                    valueBytes * first.bytesBetweenShards());
        } else {
            to.printf(
                    Locale.ROOT,
                    "  stem → stage 1: %s, %s, %,d bytes an image (the %s: %,d)%n",
                    first.label(),
                    first.wire().label(),
                    first.bytesBetweenShards(),
                    input,
                    (long) valueBytes * manifest.shards() * manifest.input().elements());
        }
    }

    private void print(ModelManifest manifest, Shares shares, PrintWriter to) {
        to.printf(
                Locale.ROOT,
                "%s: %s, %,d parameters, %,.1f million multiply-accumulates, input %s, %d classes%n",
                out,
                manifest.name(),
                manifest.parameters(),
                manifest.macs() / 1e6,
                manifest.input(),
                manifest.classes());
        printFirst(manifest, to);
        for (ModelManifest.StageEntry stage : manifest.stages()) {
            to.printf("  stage %d · %s%n", stage.number(), stage.name());
            for (Edge edge : manifest.edgesFrom(stage.number())) {
                to.printf(
                        Locale.ROOT,
                        "    → %s: %s, %s, %,d bytes an image between shards%n",
                        edge.toStage() == manifest.logitsStage()
                                ? "logits"
                                : "stage " + edge.toStage(),
                        edge.label(),
                        edge.wire().label(),
                        edge.bytesBetweenShards());
            }
        }
        new ShareTable(manifest, shares).lines().forEach(to::println);
        to.flush();
    }
}
