package org.decnn.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.decnn.job.UsageException;
import org.decnn.rewrite.plan.Plan;
import org.decnn.rewrite.plan.Planner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code decnn plan}: whether a network had better be split over some boards at all. */
@Command(
        name = "plan",
        header = "Say which way of using boards gives what: copies, or a split.",
        description =
                "Say what each way of using boards gives: one board, a copy on each, or the network"
                        + " split over them; and which to take.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class PlanCommand implements Callable<Integer> {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Parameters(
            arity = "1..*",
            paramLabel = "NETWORK",
            description = "Networks to choose from, e.g. a dense one and its rewritten form.")
    private List<Path> networks;

    @Option(
            names = "--devices",
            paramLabel = "P",
            defaultValue = "4",
            description = "How many boards there are, all alike. Default: ${DEFAULT-VALUE}.")
    private int devices;

    @Option(
            names = "--network",
            paramLabel = "RATE",
            split = ",",
            defaultValue = "100mbit,1gbit",
            converter = LinkRates.class,
            description = "Rates of a board's network link. Default: ${DEFAULT-VALUE}.")
    private List<Double> rates;

    @Mixin private BoardOptions board;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON too.")
    private Path json;

    @Option(
            names = "--input-size",
            paramLabel = "N",
            description = "Height and width of the input, where a network leaves them free.")
    private Integer inputSize;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (devices < 1) {
            throw new UsageException("--devices " + devices + ": give 1 or more");
        }
        for (Path network : networks) {
            if (!Files.isRegularFile(network)) {
                throw new UsageException(
                        network + " does not exist: give the network's .onnx, .h5 or .zip file");
            }
        }
        OutputFile.requireWritable("--json", json);
        Planner planner = new Planner(board.profile(), devices, rates);
        OptionalInt size = inputSize == null ? OptionalInt.empty() : OptionalInt.of(inputSize);
        networks.forEach(network -> planner.add(network, size));
        Plan plan = planner.plan();
        PrintWriter out = spec.commandLine().getOut();
        new PlanTable(plan).lines().forEach(out::println);
        if (json != null) {
            OutputFile.write("--json", json, () -> JSON.writeValue(json.toFile(), plan));
        }
        out.flush();
        return 0;
    }
}
