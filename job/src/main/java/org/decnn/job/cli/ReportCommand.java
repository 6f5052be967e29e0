package org.decnn.job.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.decnn.job.UsageException;
import org.decnn.rewrite.report.Comparer;
import org.decnn.rewrite.report.Comparison;
import org.decnn.rewrite.report.EvaluationFile;
import org.decnn.rewrite.report.ReportWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code decnn report}: what a rewritten network costs and gains, as a page. */
@Command(
        name = "report",
        description = "Show on one page what a rewritten network costs and gains.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ReportCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "ORIGINAL.onnx", description = "The dense network.")
    private Path original;

    @Parameters(index = "1", paramLabel = "REWRITTEN.onnx", description = "Its rewritten form.")
    private Path rewritten;

    @Option(
            names = "--devices",
            paramLabel = "P",
            defaultValue = "4",
            description = "Devices that share a network. Default: ${DEFAULT-VALUE}.")
    private int devices;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE.html",
            description = "The page to write.")
    private Path out;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON too.")
    private Path json;

    @Option(
            names = "--device-gmacs",
            paramLabel = "R",
            defaultValue = "20",
            description =
                    "Billions of multiply-accumulates that a device computes a second."
                            + " Default: ${DEFAULT-VALUE}.")
    private double gigaMacsPerSecond;

    @Option(
            names = "--network",
            paramLabel = "MBIT/S",
            split = ",",
            defaultValue = "10,100,1000",
            description = "Rates of a device's network link. Default: ${DEFAULT-VALUE}.")
    private List<Double> megabitsPerSecond;

    @Option(
            names = "--accuracy",
            paramLabel = "FILE.json",
            description = "What decnn evaluate --json wrote of the two networks.")
    private Path accuracy;

    @Option(
            names = "--input-size",
            paramLabel = "N",
            description = "Height and width of the input, where a network leaves them free.")
    private Integer inputSize;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        requireFile(original, "give the original network's .onnx file");
        requireFile(rewritten, "give the rewritten network's .onnx file");
        if (devices < 1) {
            throw new UsageException("--devices " + devices + ": give 1 or more");
        }
        requirePositive("--device-gmacs", gigaMacsPerSecond);
        megabitsPerSecond.forEach(rate -> requirePositive("--network", rate));
        Comparison comparison =
                new Comparer(
                                new Comparison.Setting(
                                        devices, gigaMacsPerSecond, megabitsPerSecond),
                                evaluation(),
                                inputSize == null ? OptionalInt.empty() : OptionalInt.of(inputSize))
                        .compare(original, rewritten);
        OutputFile.write("--out", out, () -> ReportWriter.writeHtml(comparison, out));
        spec.commandLine().getOut().println(out + ": open it in a browser");
        if (json != null) {
            OutputFile.write("--json", json, () -> ReportWriter.writeJson(comparison, json));
            spec.commandLine().getOut().println(json + ": the same figures");
        }
        spec.commandLine().getOut().flush();
        return 0;
    }

    private EvaluationFile evaluation() throws IOException {
        if (accuracy == null) {
            return EvaluationFile.none();
        }
        requireFile(accuracy, "give the file that decnn evaluate --json wrote");
        return EvaluationFile.read(accuracy);
    }

    private static void requireFile(Path file, String remedy) {
        if (!Files.isRegularFile(file)) {
            throw new UsageException(file + " does not exist: " + remedy);
        }
    }

    private static void requirePositive(String option, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new UsageException(option + " " + value + ": give a number above 0");
        }
    }
}
