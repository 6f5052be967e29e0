package org.decnn.job.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.decnn.job.UsageException;
import org.decnn.model.directory.LocalModelFiles;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.NetworkFile;
import org.decnn.model.directory.Preprocessing;
import org.decnn.rewrite.data.ImageData;
import org.decnn.rewrite.data.ImageData.Split;
import org.decnn.rewrite.data.LabelledImages;
import org.decnn.rewrite.evaluate.Classifier;
import org.decnn.rewrite.evaluate.Comparison;
import org.decnn.rewrite.evaluate.ComparisonJson;
import org.decnn.rewrite.evaluate.Evaluation;
import org.decnn.rewrite.evaluate.Evaluator;
import org.decnn.rewrite.read.NetworkFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code decnn evaluate}: how accurate networks are, and whether they differ. */
@Command(
        name = "evaluate",
        header = "Measure how accurate networks are, and whether they differ.",
        description = {
            "Measure how accurate networks are on labelled pictures, and whether they differ.",
            "Pictures are prepared for each network as its file says, or its model directory. For"
                    + " files that say nothing the options from --preset on do."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class EvaluateCommand implements Callable<Integer> {

    @Parameters(
            arity = "1..*",
            paramLabel = "NETWORK",
            description = "Networks: .onnx files, or model directories made by 'decnn shard'.")
    private List<Path> networks;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DATA",
            description =
                    "A CIFAR-10 .bin; a folder with test.bin or test_batch.bin; a folder with val/CLASS/ or"
                            + " test/CLASS/ folders of pictures; or a folder of CLASS/ folders.")
    private Path data;

    @Option(
            names = "--images",
            paramLabel = "N",
            description = "Use so many pictures, of each class in proportion (default: all).")
    private Integer count;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the figures, with each class and the confusion, here as JSON.")
    private Path json;

    @Option(
            names = "--threads",
            paramLabel = "T",
            description = "Pictures classified at a time (default: one a processor).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Mixin private OpenOptions open;

    @Mixin private PreprocessingOptions preprocessing;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (threads < 1) {
            throw new UsageException("--threads is at least 1, not " + threads);
        }
        OutputFile.requireWritable("--json", json);
        List<Classifier> classifiers = networks.stream().map(this::read).toList();
        preprocessing.requireNeeded();
        LabelledImages first = images(classifiers.get(0));
        classifiers.forEach(classifier -> classifier.requireClassesOf(first));
        PrintWriter err = spec.commandLine().getErr();
        Remarks remarks = new Remarks(err);
        remarks.onLeftOut(first);
        for (Classifier classifier : classifiers) {
            remarks.onNames(classifier.name(), classifier.labels(), first.classes());
        }
        List<Evaluation> evaluations = new ArrayList<>();
        for (Classifier classifier : classifiers) {
            evaluations.add(evaluate(classifier, err));
        }
        Comparison comparison = new Comparison(evaluations);
        if (json != null) {
            OutputFile.write(
                    "--json", json, () -> ComparisonJson.write(comparison, data.toString(), json));
        }
        PrintWriter out = spec.commandLine().getOut();
        new AccuracyTable(comparison).print(out);
        out.flush();
        return 0;
    }

    private Classifier read(Path path) {
        String name = path.toString();
        if (Files.isDirectory(path)) {
            return Classifier.of(
                    name,
                    ModelDirectory.open(new LocalModelFiles(path.toAbsolutePath().normalize())));
        }
        if (!Files.isRegularFile(path)) {
            throw new UsageException(
                    path + " does not exist: give an .onnx file or a model directory");
        }
        NetworkFile file = NetworkFiles.read(path, open.reading(preprocessing.inputSize()));
        Preprocessing own = preprocessingOf(path, file);
        return new Classifier(name, file.network(), own, file.labels());
    }

    private Preprocessing preprocessingOf(Path path, NetworkFile file) {
        try {
            return preprocessing.ifSilent(file);
        } catch (UsageException e) {
            throw new UsageException(path + ": " + e.getMessage());
        }
    }

    private LabelledImages images(Classifier classifier) {
        LabelledImages all = ImageData.open(data, Split.TEST, classifier.preprocessing());
        return count == null ? all : ImageData.sample(all, count);
    }

    private Evaluation evaluate(Classifier classifier, PrintWriter err) {
        LabelledImages images = images(classifier);
        long started = System.nanoTime();
        Evaluation evaluation;
        try (Progress progress = Progress.of("evaluate", images.size())) {
            evaluation = new Evaluator(threads).evaluate(classifier, images, progress::step);
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        err.printf(
                Locale.ROOT,
                "%s: %,d pictures in %.1f s with %d threads, %.0f pictures/s%n",
                classifier.name(),
                images.size(),
                seconds,
                threads,
                images.size() / seconds);
        err.flush();
        return evaluation;
    }
}
