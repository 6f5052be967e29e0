package org.decnn.rewrite.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.decnn.model.directory.NetworkFile;
import org.decnn.model.network.FoldBatchNorm;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.TensorShape;
import org.decnn.model.shard.ShardedNetwork;
import org.decnn.model.shard.Sharder;
import org.decnn.rewrite.decouple.RewriteRecord;
import org.decnn.rewrite.read.NetworkFiles;

/** Computes a {@link Comparison}: splits both networks as the job would, and counts. */
public final class Comparer {

    /** One network's part of the comparison. */
    private record Counted(
            TensorShape input,
            int classes,
            Totals totals,
            List<LayerCost> layers,
            Optional<RewriteRecord> notes) {}

    private final Comparison.Setting setting;
    private final EvaluationFile evaluation;
    private final OptionalInt inputSize;

    /**
     * @param inputSize height and width of the input, where a file leaves them free
     */
    public Comparer(Comparison.Setting setting, EvaluationFile evaluation, OptionalInt inputSize) {
        this.setting = setting;
        this.evaluation = evaluation;
        this.inputSize = inputSize;
    }

    /**
     * Compares two networks.
     *
     * @throws NetworkException naming the file and the remedy, if one cannot be read or cannot be
     *     split over the devices, or if they do not answer the same question
     */
    public Comparison compare(Path original, Path rewritten) {
        Counted before = count(original);
        Counted after = count(rewritten);
        if (before.classes != after.classes) {
            throw new NetworkException(
                    rewritten
                            + " tells "
                            + after.classes
                            + " classes apart, "
                            + original
                            + " "
                            + before.classes
                            + ": give a network and its rewritten form");
        }
        if (!before.input.equals(after.input)) {
            throw new NetworkException(
                    rewritten
                            + " takes an input of "
                            + after.input
                            + ", "
                            + original
                            + " one of "
                            + before.input
                            + ": give networks of one input size");
        }
        RewriteRecord notes = after.notes.orElse(null);
        OptionalDouble sameAccuracy = evaluation.sameAccuracy(original, rewritten);
        return new Comparison(
                setting,
                before.input,
                before.classes,
                before.totals,
                after.totals,
                sameAccuracy.isPresent() ? sameAccuracy.getAsDouble() : null,
                notes,
                LayerRows.of(before.layers, after.layers, notes));
    }

    private Counted count(Path file) {
        // Read here and let go after: two networks and their shards need not fit the memory at
        // once.
        NetworkFile read = NetworkFiles.read(file, inputSize);
        Network network = read.network().upToLogits();
        Network folded = FoldBatchNorm.in(network);
        List<SplitCost> splits = new ArrayList<>();
        List<LayerCost> layers = List.of();
        for (int devices : devices()) {
            ShardedNetwork split = split(file, folded, devices);
            SplitCost cost = SplitCosts.of(split);
            splits.add(cost);
            layers = LayerCosts.of(network, folded, split, cost);
        }
        SplitCost whole = splits.get(splits.size() - 1);
        Totals totals =
                new Totals(
                        file.getFileName().toString(),
                        network.name(),
                        network.parameters(),
                        network.macs(),
                        splits.get(0).weightBytes(),
                        whole.weightBytes(),
                        whole.activationBytes(),
                        whole.exchanges(),
                        whole.exchangeBytes(),
                        whole.linkBytes(),
                        evaluation.of(file).orElse(null),
                        splits,
                        times(splits));
        int classes = network.shapeOf(network.output()).channels();
        return new Counted(network.input(), classes, totals, layers, notesOf(file, read));
    }

    private static Optional<RewriteRecord> notesOf(Path file, NetworkFile read) {
        try {
            return RewriteRecord.of(read);
        } catch (NetworkException e) {
            throw new NetworkException(file + ": " + e.getMessage(), e);
        }
    }

    /** One device, the powers of two that divide the devices asked for, and these. */
    private List<Integer> devices() {
        int most = setting.devices();
        return IntStream.rangeClosed(1, most)
                .filter(count -> count == most || Integer.bitCount(count) == 1 && most % count == 0)
                .boxed()
                .toList();
    }

    private static ShardedNetwork split(Path file, Network network, int devices) {
        try {
            return Sharder.shard(network, devices);
        } catch (NetworkException e) {
            throw new NetworkException(file + ": " + e.getMessage(), e);
        }
    }

    private List<PredictedTime> times(List<SplitCost> splits) {
        return splits.stream()
                .flatMap(
                        split ->
                                setting.megabitsPerSecond().stream()
                                        .map(
                                                rate ->
                                                        new CostModel(
                                                                        setting.gigaMacsPerSecond(),
                                                                        rate)
                                                                .predict(split)))
                .toList();
    }
}
