package org.decnn.job.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.decnn.job.UsageException;
import org.decnn.job.demo.ImageTopic;
import org.decnn.job.kafka.TopicCreation;
import org.decnn.operators.image.DecodeLimits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code decnn topic}: makes a topic of images, where Kafka's own tools are not at hand. */
@Command(
        name = "topic",
        header = "Make a topic of images.",
        description =
                "Make a topic that takes images, unless it is there. The other two topics are made by the job.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class TopicCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "The topic.")
    private String name;

    @Mixin private BrokerOptions brokers;

    @Option(
            names = "--partitions",
            required = true,
            paramLabel = "N",
            description = "Its partitions: as many as devices, or a multiple of them.")
    private int partitions;

    @Option(
            names = "--max-bytes",
            paramLabel = "N",
            description = "Largest encoded picture (default: " + (16 << 20) + ").")
    private long maxBytes = DecodeLimits.DEFAULT.maxBytes();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        if (partitions < 1) {
            throw new UsageException("--partitions is at least 1, not " + partitions);
        }
        if (maxBytes < 1) {
            throw new UsageException("--max-bytes is at least 1, not " + maxBytes);
        }
        int found =
                TopicCreation.make(
                        brokers.brokers(),
                        brokers.client(),
                        name,
                        partitions,
                        ImageTopic.settings(maxBytes));
        PrintWriter out = spec.commandLine().getOut();
        out.printf("topic '%s' on %s: %d partitions%n", name, brokers.brokers(), found);
        out.flush();
        return 0;
    }
}
