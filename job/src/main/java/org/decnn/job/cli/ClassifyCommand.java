package org.decnn.job.cli;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.decnn.job.UsageException;
import org.decnn.job.input.InputCatalog;
import org.decnn.job.local.LocalClassification;
import org.decnn.job.local.LocalCluster;
import org.decnn.job.local.Scratch;
import org.decnn.job.settings.NetworkSettings;
import org.decnn.model.directory.LocalModelFiles;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.operators.image.DecodeLimits;
import org.decnn.operators.topology.SplitOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code decnn classify}: runs the job on files, bounded, without Kafka. */
@Command(
        name = "classify",
        header = "Classify images with a split network, in this process.",
        description = "Classify images with the split network, on a Flink cluster in this process.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ClassifyCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            paramLabel = "MODEL_DIR",
            description = "A model directory, made by 'decnn shard'.")
    private Path model;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "INPUT",
            description =
                    "Image files, folders, a CIFAR-10 .bin, or a NumPy .npy of N×C×H×W float32 that is fed as it is.")
    private List<Path> inputs;

    @Option(
            names = "--devices",
            paramLabel = "N",
            description = "TaskManagers that share the network (default: one a shard).")
    private Integer devices;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write JSON lines here (default: standard output).")
    private Path out;

    @Option(
            names = "--top",
            paramLabel = "K",
            defaultValue = "5",
            description = "Classes named for each image (default: ${DEFAULT-VALUE}).")
    private int top;

    @Option(names = "--logits", description = "Add the network's raw output vector to each line.")
    private boolean logits;

    @Mixin private EngineOptions engine;

    @Mixin private LimitOptions limits;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (top < 1) {
            throw new UsageException("--top is at least 1, not " + top);
        }
        if (Files.isRegularFile(model)) {
            throw new UsageException(
                    model
                            + " is a file, not a model directory: make one with 'decnn shard NETWORK.onnx"
                            + " --shards P --out DIR'");
        }
        ModelDirectory directory =
                ModelDirectory.open(new LocalModelFiles(model.toAbsolutePath().normalize()));
        directory.verify();
        InputCatalog catalog = InputCatalog.of(inputs, directory.manifest());
        int count = devices == null ? directory.manifest().shards() : devices;
        DecodeLimits decodeLimits = limits.limits();
        SplitOptions options =
                SplitOptions.onDevices(count)
                        .fed(catalog.inputKind())
                        .withLimits(decodeLimits)
                        .withEngine(engine.loadedFor(directory));
        options.keysFor(directory.manifest());
        OutputFile.requireWritable("--out", out);
        PrintWriter err = spec.commandLine().getErr();
        List<String> labels = directory.labels();
        Summary summary;
        // The answers of an earlier run go only when this one has started.
        try (Interruption interruption = Interruption.ofThisThread();
                Scratch scratch = Scratch.create(LocalCluster.ROOM);
                LocalCluster cluster =
                        LocalCluster.start(
                                count,
                                NetworkSettings.of(
                                        directory.manifest(),
                                        LocalClassification.buffers(directory, catalog, options)),
                                scratch.folder());
                LocalClassification run =
                        LocalClassification.start(cluster, directory, catalog, options);
                Writer lines = writer();
                Progress progress = Progress.of("classify", catalog.images())) {
            catalog.leftOut().forEach(line -> err.println("decnn: " + line));
            err.flush();
            JsonLines json =
                    new JsonLines(lines, labels, top, logits, directory.manifest().ending());
            summary = new Summary();
            while (run.hasNext()) {
                LocalClassification.Answer answer = run.next();
                write(json, answer);
                summary.add(answer, labels);
                progress.step();
            }
            summary.finish(run.seconds());
        }
        err.println(summary.text());
        err.flush();
        return 0;
    }

    private void write(JsonLines json, LocalClassification.Answer answer) throws IOException {
        if (out == null) {
            json.write(answer);
        } else {
            OutputFile.write("--out", out, () -> json.write(answer));
        }
    }

    private Writer writer() {
        if (out == null) {
            return new OutputStreamWriter(System.out, StandardCharsets.UTF_8) {
                @Override
                public void close() throws IOException {
                    flush();
                }
            };
        }
        try {
            return Files.newBufferedWriter(out);
        } catch (IOException e) {
            throw OutputFile.cannotBeWritten("--out", out, e);
        }
    }
}
