package org.decnn.job.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.decnn.job.UsageException;
import org.decnn.job.cli.PreprocessingOptions.Preset;
import org.decnn.model.directory.NetworkFile;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.network.Network;
import org.decnn.model.shard.Sharder;
import org.decnn.rewrite.structure.Decoupling;
import org.decnn.rewrite.structure.HeInitialisation;
import org.decnn.rewrite.structure.PlannedExchange;
import org.decnn.rewrite.structure.Shuffles;
import org.decnn.rewrite.structure.Structure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code decnn new}: writes an untrained network. */
@Command(
        name = "new",
        description = "Write an untrained network, dense or decoupled into channel groups.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class NewCommand implements Callable<Integer> {

    @Parameters(paramLabel = "STRUCTURE", description = "${COMPLETION-CANDIDATES}.")
    private Structure structure;

    @Option(
            names = "--groups",
            paramLabel = "G",
            defaultValue = "1",
            description =
                    "Channel groups of every convolution after the stem (default: ${DEFAULT-VALUE}).")
    private int groups;

    @Option(
            names = "--width",
            paramLabel = "W",
            split = ",",
            defaultValue = "1",
            description =
                    "What the usual numbers of channels are multiplied by (default: ${DEFAULT-VALUE});"
                            + " one for all stages, or one for each: 2,1.5,1.75,1.75.")
    private List<Double> widths;

    @Option(
            names = "--shuffles",
            paramLabel = "WHERE",
            description =
                    "Where groups exchange channels: ${COMPLETION-CANDIDATES} (default: STRIDES, in a VGG,"
                            + " which has none, STAGES); one group needs none.")
    private Shuffles shuffles;

    @Option(
            names = "--classes",
            paramLabel = "N",
            description = "Classes told apart (default: 1000, for the CIFAR networks 10).")
    private Integer classes;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the weights (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin private NetworkOutput out;

    @Mixin private PreprocessingOptions preprocessing;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        out.requireWritable();
        try {
            write();
        } catch (OutOfMemoryError e) {
            throw new UsageException(
                    "the network does not fit into Java's memory: use a smaller width, or set"
                            + " DECNN_JAVA_OPTS to, e.g., -Xmx4g");
        }
        return 0;
    }

    private void write() throws IOException {
        Network network = HeInitialisation.of(blank(), seed);
        Preprocessing pictures = preprocessingOf(network);
        List<PlannedExchange> exchanges =
                groups == 1 ? List.of() : PlannedExchange.in(Sharder.shard(network, groups));
        out.write(new NetworkFile(network, Optional.of(pictures)));
        print(network, exchanges, spec.commandLine().getOut());
    }

    private Network blank() {
        return structure.blank(
                new Decoupling(
                        groups, widths, shuffles == null ? structure.usualShuffles() : shuffles),
                classes == null ? structure.usualClasses() : classes,
                preprocessing.inputSize().orElse(structure.usualInput()));
    }

    private Preprocessing preprocessingOf(Network network) {
        preprocessing.useByDefault(structure.usualInput() == 32 ? Preset.CIFAR10 : Preset.IMAGENET);
        Preprocessing pictures = preprocessing.of(new NetworkFile(network, Optional.empty()));
        if (pictures.channels() != network.input().channels()) {
            throw new UsageException(
                    "the network takes pictures in colour: give --channel-order rgb or bgr");
        }
        return pictures;
    }

    private void print(Network network, List<PlannedExchange> exchanges, PrintWriter to) {
        to.printf(
                Locale.ROOT,
                "%s: %s, %,d parameters, %.3f GMAC, input %s, %d classes, seed %d%n",
                out.file(),
                network.name(),
                network.parameters(),
                network.macs() / 1e9,
                network.input(),
                network.shapeOf(network.output()).channels(),
                seed);
        if (groups == 1) {
            to.println("  one group: planned for one device, which exchanges nothing");
        } else {
            to.printf("  over %d shards, exchanges: %d%n", groups, exchanges.size());
        }
        for (PlannedExchange exchange : exchanges) {
            to.printf(
                    Locale.ROOT,
                    "    %s → %s: %s, %,d bytes an image to each peer%n",
                    exchange.from(),
                    exchange.to(),
                    exchange.label(),
                    exchange.bytesToEachPeer());
        }
        to.flush();
    }
}
