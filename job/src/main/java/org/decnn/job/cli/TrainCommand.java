package org.decnn.job.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.decnn.job.UsageException;
import org.decnn.model.directory.NetworkFile;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.network.Network;
import org.decnn.rewrite.data.ImageData;
import org.decnn.rewrite.data.ImageData.Split;
import org.decnn.rewrite.data.LabelledImages;
import org.decnn.rewrite.read.NetworkFiles;
import org.decnn.rewrite.train.AccuracyCurve;
import org.decnn.rewrite.train.EpochResult;
import org.decnn.rewrite.train.Recipe;
import org.decnn.rewrite.train.Trainer;
import org.decnn.rewrite.train.TrainingListener;
import org.decnn.rewrite.train.TrainingLog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code decnn train}: trains or fine-tunes a network. */
@Command(
        name = "train",
        header = "Train a network on labelled pictures, alone or with a teacher.",
        description =
                "Train a network on labelled pictures, from its weights on, with a teacher if there is one."
                        + " A training that was cut off goes on from its last epoch when the command is given again.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class TrainCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NETWORK.onnx", description = "The network to train.")
    private Path network;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DATA",
            description =
                    "A folder with train.bin and test.bin of CIFAR-10, or with train/CLASS/*.jpg and test/CLASS/*.jpg.")
    private Path data;

    @Mixin private NetworkOutput out;

    @Option(names = "--restart", description = "Begin anew, whatever the checkpoint holds.")
    private boolean restart;

    @Option(
            names = "--teacher",
            paramLabel = "ORIGINAL.onnx",
            description = "A trained network to learn from as well (distillation).")
    private Path teacher;

    @Option(
            names = "--threads",
            paramLabel = "T",
            description = "CPU threads to compute with (all cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Mixin private RecipeOptions recipe;

    @Mixin private OpenOptions open;

    @Mixin private PreprocessingOptions preprocessing;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        out.requireWritable();
        Path checkpoint = beside(".checkpoint");
        if (restart) {
            Files.deleteIfExists(checkpoint);
        }
        NetworkFile student = read(network);
        Optional<NetworkFile> taught = Optional.ofNullable(teacher).map(this::read);
        preprocessing.requireNeeded();
        Preprocessing pictures = student.preprocessing().orElseThrow();
        LabelledImages train = ImageData.open(data, Split.TRAIN, pictures);
        LabelledImages test = ImageData.open(data, Split.TEST, pictures);
        Remarks remarks = new Remarks(spec.commandLine().getErr());
        remarks.onLeftOut(train);
        remarks.onLeftOut(test);
        remarks.onOrder(network.toString(), student.labels(), train.classes());
        taught.ifPresent(it -> remarks.onOrder(teacher.toString(), it.labels(), train.classes()));
        Recipe chosen = recipe.forInput(student.network().input());
        Trainer trainer = new Trainer(student, taught, train, test, chosen, threads);
        Network trained;
        try (Watch watch = new Watch(chosen, train.size() / chosen.batch())) {
            trained = trainer.run(checkpoint, watch);
        } catch (IOException e) {
            throw OutputFile.cannotBeWritten("--out", checkpoint, e);
        }
        out.write(
                new NetworkFile(trained, student.preprocessing(), student.notes())
                        .withLabels(train.classes()));
        Files.deleteIfExists(checkpoint);
        spec.commandLine().getOut().println(out.file() + " is trained; see " + beside(".csv"));
        return 0;
    }

    /** The network with its preprocessing: its file's own, else what the options say. */
    private NetworkFile read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new UsageException(file + " does not exist: give the network's .onnx file");
        }
        NetworkFile read = NetworkFiles.read(file, open.reading(preprocessing.inputSize()));
        return new NetworkFile(
                read.network(), Optional.of(preprocessing.ifSilent(read)), read.notes());
    }

    private Path beside(String ending) {
        String name = out.file().getFileName().toString();
        String stem = name.endsWith(".onnx") ? name.substring(0, name.length() - 5) : name;
        return out.file().resolveSibling(stem + ending);
    }

    /** Shows how far it is, and keeps log and curve up to date. */
    private final class Watch implements TrainingListener, AutoCloseable {

        private final PrintWriter to = spec.commandLine().getOut();
        private final List<EpochResult> history = new ArrayList<>();
        private final Recipe recipe;
        private final int steps;
        private Progress progress;
        private int resumedAfter;
        private double loss;
        private double accuracy;

        Watch(Recipe recipe, int steps) {
            this.recipe = recipe;
            this.steps = steps;
        }

        @Override
        public void started(int done, String device) {
            to.printf(
                    "%s on %s: %d epochs of %,d steps%s%n",
                    network,
                    device,
                    recipe.epochs(),
                    steps,
                    done == 0 ? "" : ", going on after epoch " + done);
            to.flush();
            progress = Progress.of("train", (long) recipe.epochs() * steps, "steps");
            progress.stepTo((long) done * steps);
            resumedAfter = done;
        }

        @Override
        public void step(double stepLoss, double stepAccuracy) {
            // What the last hundred or so steps came to.
            loss = loss == 0 ? stepLoss : .99 * loss + .01 * stepLoss;
            accuracy = accuracy == 0 ? stepAccuracy : .99 * accuracy + .01 * stepAccuracy;
            progress.step();
            progress.say(String.format(Locale.ROOT, ", loss %.3f, %.1f %%", loss, 100 * accuracy));
        }

        @Override
        public void epoch(EpochResult result) {
            history.add(result);
            to.printf(
                    Locale.ROOT,
                    "epoch %2d: loss %.4f, as learned %.2f %%, test %.2f %%, %.0f s%n",
                    result.epoch(),
                    result.loss(),
                    100 * result.trainAccuracy(),
                    100 * result.testAccuracy(),
                    result.seconds());
            to.flush();
            if (result.epoch() < resumedAfter) {
                return; // Log and curve are drawn once for all that was done before.
            }
            Path log = beside(".csv");
            Path curve = beside(".png");
            String name = out.file().getFileName().toString();
            OutputFile.write("--out", log, () -> TrainingLog.write(history, log));
            OutputFile.write("--out", curve, () -> AccuracyCurve.draw(name, history, curve));
        }

        @Override
        public void close() {
            if (progress != null) {
                progress.close();
            }
        }
    }
}
