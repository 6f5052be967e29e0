package org.decnn.job.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.decnn.job.UsageException;
import org.decnn.job.demo.Demo;
import org.decnn.job.demo.Photographs;
import org.decnn.job.local.LocalCluster;
import org.decnn.job.local.Scratch;
import org.decnn.model.directory.LocalModelFiles;
import org.decnn.model.directory.ModelDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code decnn demo}: the whole job, with a broker and a cluster, in this process. */
@Command(
        name = "demo",
        header = "See it all at work in this process: Kafka, Flink, a split network.",
        description = {
            "Start a Kafka broker and a Flink cluster of four TaskManagers in this process, split a network over"
                    + " them, send photographs through the job, and show what comes out."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class DemoCommand implements Callable<Integer> {

    private static final String NETWORK = "models/decnn-resnet20-g4-strides-cifar10.onnx";
    private static final String IMAGES = "demo/images";
    private static final int SHARDS = 4;

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "Photographs to send. Default: the ones in " + IMAGES + ".")
    private Path images;

    @Option(
            names = "--model",
            paramLabel = "PATH",
            description =
                    "A model directory, or a network in ONNX, which is split over 4 shards. Default: "
                            + NETWORK
                            + ".")
    private Path model;

    @Option(
            names = "--keep",
            description =
                    "Leave everything up and go on classifying what comes into the topic, until Ctrl-C.")
    private boolean keep;

    @Mixin private EngineOptions engine;

    @Mixin private LimitOptions limits;

    @Mixin private NetworkOptions options;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Photographs photographs = Photographs.in(images == null ? home(IMAGES) : images);
        PrintWriter err = spec.commandLine().getErr();
        photographs.leftOut().forEach(line -> err.println("decnn: " + line));
        err.flush();
        try (Interruption interruption = Interruption.ofThisThread();
                Scratch scratch = Scratch.create(LocalCluster.ROOM + Demo.bytesSent(photographs));
                Demo demo = start(scratch.folder(), out)) {
            demo.classify(photographs);
            demo.measure(photographs);
            demo.summarise();
            if (keep) {
                demo.keepRunning();
            }
        }
        return 0;
    }

    private Demo start(Path scratch, PrintWriter out) throws Exception {
        ModelDirectory directory = modelDirectory(scratch);
        return Demo.start(directory, engine.loadedFor(directory), limits.limits(), scratch, out);
    }

    private ModelDirectory modelDirectory(Path scratch) throws Exception {
        Path source = model == null ? home(NETWORK) : model;
        if (!Files.exists(source)) {
            throw new UsageException(
                    source + " does not exist: give --model a model directory or an .onnx file");
        }
        Path split = source;
        if (Files.isRegularFile(source)) {
            split = scratch.resolve("model");
            options.shard(source, SHARDS, split);
        }
        ModelDirectory directory =
                ModelDirectory.open(new LocalModelFiles(split.toAbsolutePath().normalize()));
        directory.verify();
        directory.manifest().preprocessing().requirePictures();
        return directory;
    }

    /** The launcher says where the project is. */
    private static Path home(String path) {
        String home = System.getProperty("decnn.home");
        if (home == null) {
            throw new UsageException(
                    "where the project lies is not known: run ./decnn, or give --model and --images");
        }
        return Path.of(home, path);
    }
}
