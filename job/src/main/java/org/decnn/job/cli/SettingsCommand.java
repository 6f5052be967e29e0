package org.decnn.job.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.decnn.job.UsageException;
import org.decnn.job.kafka.KafkaClassification;
import org.decnn.job.settings.Board;
import org.decnn.job.settings.BoardMemory;
import org.decnn.job.settings.BufferDemand;
import org.decnn.job.settings.DeviceSettings;
import org.decnn.model.directory.LocalModelFiles;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.operators.topology.SplitOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code decnn settings}: what the devices' {@code config.yaml} must say for a model. */
@Command(
        name = "settings",
        header = "Print what a model directory needs of Flink's config.yaml.",
        description =
                "Print the lines of Flink's config.yaml that a model directory needs on its devices;"
                        + " or, with --measure, how fast its shards are on this one.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class SettingsCommand implements Callable<Integer> {

    @Parameters(paramLabel = "MODEL", description = "Model directory, made by 'decnn shard'.")
    private Path model;

    @Option(
            names = "--devices",
            paramLabel = "N",
            description = "TaskManagers that share the shards. Default: one a shard and replica.")
    private Integer devices;

    @Option(
            names = "--replicas",
            paramLabel = "R",
            defaultValue = "1",
            description = "Copies of the split network side by side. Default: ${DEFAULT-VALUE}.")
    private int replicas;

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Slots that the TaskManager offers, each a device: more on a faster board. Default: ${DEFAULT-VALUE}.")
    private int slots;

    @Option(
            names = "--spare-shards",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Room for so many shards more than a device's share, to go on with fewer devices. Default: ${DEFAULT-VALUE}.")
    private int spareShards;

    @Option(
            names = "--small",
            description = "For boards of 1 GB: cut down the JVM and Flink itself, too.")
    private boolean small;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description =
                    "Memory of a board, e.g. 1g: the settings fit it, with --small only where they must, or are refused.")
    private String memory;

    @Mixin private LimitOptions limits;

    @Mixin private MeasureOptions measuring;

    @Mixin private EngineOptions engine;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        ModelDirectory directory =
                ModelDirectory.open(new LocalModelFiles(model.toAbsolutePath().normalize()));
        PrintWriter out = spec.commandLine().getOut();
        if (measuring.isMeasured()) {
            measuring.print(directory, engine.loadedFor(directory), out);
            return 0;
        }
        int shards = directory.manifest().shards() * Math.max(1, replicas);
        require(slots >= 1, "--slots is at least 1");
        require(spareShards >= 0, "--spare-shards is at least 0");
        Board board = new Board(slots, spareShards, small);
        SplitOptions options =
                SplitOptions.onDevices(devices == null ? shards : devices)
                        .withReplicas(replicas)
                        .withLimits(limits.limits());
        BufferDemand demand = KafkaClassification.buffers(directory, options, board);
        BoardMemory.Choice choice =
                (cutDown, maxPixels) ->
                        DeviceSettings.of(
                                directory.manifest(),
                                options.withLimits(limits.limits().withMaxPixels(maxPixels)),
                                demand,
                                new Board(slots, spareShards, cutDown));
        long maxPixels = limits.limits().maxPixels();
        DeviceSettings settings;
        if (memory == null) {
            settings = choice.settings(small, maxPixels);
        } else {
            settings = BoardMemory.parse(memory).fitting(small, maxPixels, choice);
        }
        settings.lines().forEach(out::println);
        if (memory != null) {
            out.println(BoardMemory.parse(memory).summary(settings));
        }
        out.flush();
        return 0;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new UsageException(message);
        }
    }
}
