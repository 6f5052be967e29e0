package org.decnn.job.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.decnn.job.UsageException;
import org.decnn.model.directory.NetworkFile;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.network.FoldBatchNorm;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.shard.Sharder;
import org.decnn.rewrite.data.ImageData;
import org.decnn.rewrite.data.ImageData.Split;
import org.decnn.rewrite.data.LabelledImages;
import org.decnn.rewrite.decouple.Calibration;
import org.decnn.rewrite.decouple.Decoupled;
import org.decnn.rewrite.decouple.DecoupledForm;
import org.decnn.rewrite.decouple.Gates;
import org.decnn.rewrite.decouple.RewriteRecord;
import org.decnn.rewrite.read.NetworkFiles;
import org.decnn.rewrite.structure.PlannedExchange;
import org.decnn.rewrite.structure.Shuffles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code decnn rewrite}: turns a trained dense network into its decoupled form. */
@Command(
        name = "rewrite",
        header = "Turn a trained dense network into channel groups.",
        description =
                "Turn a trained dense network into channel groups, and keep what can be kept.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class RewriteCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NETWORK.onnx", description = "The trained dense network.")
    private Path network;

    @Option(
            names = "--groups",
            required = true,
            paramLabel = "G",
            description = "Channel groups of every convolution after the stem.")
    private int groups;

    @Option(
            names = "--width",
            paramLabel = "W",
            defaultValue = "1",
            description =
                    "Slots for each channel, 1 or more (default: ${DEFAULT-VALUE}); what is over holds"
                            + " duplicates of the channels that other groups miss most.")
    private double width;

    @Option(
            names = "--multiple-of",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Slots of each group are rounded to a multiple of it, at a tie to fewer (default:"
                            + " ${DEFAULT-VALUE}); 16 fills the blocks that ONNX Runtime computes in.")
    private int multiple;

    @Option(
            names = "--shuffles",
            paramLabel = "WHERE",
            description =
                    "Where groups exchange channels: ${COMPLETION-CANDIDATES} (default: STRIDES, in a network"
                            + " without strided residual blocks STAGES).")
    private Shuffles shuffles;

    @Option(
            names = "--gates",
            paramLabel = "OF",
            defaultValue = "WHOLE",
            description =
                    "What squeeze-and-excitation is computed of: ${COMPLETION-CANDIDATES} (default:"
                            + " ${DEFAULT-VALUE}, which no network with it can be decoupled with). GROUP"
                            + " changes the network: a gate sees the channels of its own group alone.")
    private Gates gates;

    @Option(
            names = "--calibration",
            paramLabel = "DATA",
            description =
                    "Pictures to refit the weights with: a CIFAR-10 .bin, or a folder as 'evaluate' takes,"
                            + " of which the training part is used. Without, the kept weights stay as they are.")
    private Path calibration;

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "1024",
            description =
                    "Use so many pictures, of each class in proportion (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--ridge",
            paramLabel = "L",
            defaultValue = "0",
            description =
                    "How strongly weights are held back, as a share of the mean input energy (default: each"
                            + " layer's best on pictures held out).")
    private double ridge;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the search (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin private NetworkOutput out;

    @Mixin private OpenOptions open;

    @Mixin private PreprocessingOptions preprocessing;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        requireUsable();
        NetworkFile file = NetworkFiles.read(network, open.reading(preprocessing.inputSize()));
        Preprocessing pictures = preprocessing.of(file);
        Decoupled decoupled = decoupled(file.network(), pictures);
        Map<String, String> notes = new LinkedHashMap<>(file.notes());
        notes.put(RewriteRecord.KEY, decoupled.record().toJson());
        out.write(new NetworkFile(decoupled.network(), Optional.of(pictures), notes));
        print(file.network(), decoupled, spec.commandLine().getOut());
        return 0;
    }

    private void requireUsable() {
        if (!Files.isRegularFile(network)) {
            throw new UsageException(network + " does not exist: give the network's .onnx file");
        }
        out.requireWritable();
        if (ridge < 0) {
            throw new UsageException("--ridge is 0 or more, not " + ridge);
        }
    }

    private Decoupled decoupled(Network dense, Preprocessing pictures) {
        try {
            DecoupledForm form =
                    new DecoupledForm(
                            dense.upToLogits(),
                            groups,
                            width,
                            multiple,
                            Optional.ofNullable(shuffles),
                            gates);
            LabelledImages images = calibration == null ? null : images(pictures);
            Decoupled kept = Decoupled.of(form, seed);
            return images == null
                    ? kept
                    : kept.refit(Calibration.inputs(images, pictures), ridge, seed);
        } catch (NetworkException e) {
            throw new NetworkException(network + ": " + e.getMessage(), e);
        }
    }

    private LabelledImages images(Preprocessing pictures) {
        LabelledImages all = ImageData.open(calibration, Split.TRAIN, pictures);
        new Remarks(spec.commandLine().getErr()).onLeftOut(all);
        return ImageData.sample(all, count);
    }

    private void print(Network dense, Decoupled decoupled, PrintWriter to) {
        RewriteRecord record = decoupled.record();
        Network rewritten = decoupled.network();
        int longest = record.layers().stream().mapToInt(it -> it.name().length()).max().orElse(5);
        String row = "  %-" + longest + "s  %12s  %12s  %12s%n";
        to.printf(
                Locale.ROOT,
                "%s: %s in %d groups, width %s, shuffles %s%n",
                out.file(),
                rewritten.name(),
                groups,
                width,
                record.shuffles().toString().toLowerCase(Locale.ROOT));
        record.rounded().forEach(line -> to.println("  " + line));
        to.printf(row, "layer", "kept energy", "error before", "after refit");
        for (RewriteRecord.LayerRecord layer : record.layers()) {
            to.printf(
                    row,
                    layer.name(),
                    percent(layer.keptEnergy()),
                    percent(layer.errorBefore()),
                    percent(layer.errorAfter()));
        }
        List<PlannedExchange> exchanges =
                PlannedExchange.in(Sharder.shard(FoldBatchNorm.in(rewritten), groups));
        to.printf(
                Locale.ROOT,
                "  parameters %,d → %,d, million multiply-accumulates %,.1f → %,.1f%n",
                dense.parameters(),
                rewritten.parameters(),
                dense.macs() / 1e6,
                rewritten.macs() / 1e6);
        to.printf(
                Locale.ROOT,
                "  over %d shards, %d exchange(s), %,d bytes an image from a shard to each other%n",
                groups,
                exchanges.size(),
                exchanges.stream().mapToLong(PlannedExchange::bytesToEachPeer).sum());
        to.flush();
    }

    private static String percent(Double share) {
        return share == null ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
