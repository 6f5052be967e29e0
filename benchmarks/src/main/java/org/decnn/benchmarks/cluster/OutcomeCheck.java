package org.decnn.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.decnn.job.cli.CommandLines;
import org.decnn.job.demo.OutcomeTopics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Holds what has been committed to the topics of predictions and dead letters against what was
 * sent: each image once and as it should be, and all predictions of a picture alike.
 */
@Command(
        name = "OutcomeCheck",
        description =
                "Check that each image that was sent came out exactly once, and as it should be.",
        mixinStandardHelpOptions = true)
public final class OutcomeCheck implements Callable<Integer> {

    /** Long enough for several checkpoints: what comes twice comes by then. */
    private static final Duration AFTERMATH = Duration.ofSeconds(5);

    @Option(names = "--brokers", required = true, paramLabel = "HOST:PORT")
    private String brokers;

    @Option(names = "--predictions", required = true, paramLabel = "TOPIC")
    private String predictions;

    @Option(names = "--dead-letters", required = true, paramLabel = "TOPIC")
    private String deadLetters;

    @Option(
            names = "--sent",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "What was sent: files that TopicLoad wrote.")
    private List<Path> sent;

    @Option(
            names = "--patience",
            paramLabel = "S",
            defaultValue = "60",
            description = "Seconds to wait for the last one. Default: ${DEFAULT-VALUE}.")
    private int patience;

    @Option(
            names = "--may-be-incomplete",
            paramLabel = "N",
            description = "Pictures that may be dead letters for want of a slice. Default: none.")
    private int mayBeIncomplete;

    @Option(
            names = "--counts",
            paramLabel = "FILE",
            description =
                    "Where to write how many images there are, how many of them are lost, repeated, changed, and lack a slice as they may.")
    private Path counts;

    @Option(names = "--verbose")
    private boolean verbose;

    public static void main(String[] args) {
        System.exit(CommandLines.of(new OutcomeCheck()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Tally tally = new Tally(mayBeIncomplete);
        for (Path file : sent) {
            SentImage.in(file).forEach(tally::sent);
        }
        try (OutcomeTopics outcomes = new OutcomeTopics(brokers, predictions, deadLetters)) {
            Instant until = Instant.now().plusSeconds(patience);
            while (!tally.isAllThere() && Instant.now().isBefore(until)) {
                take(outcomes, tally);
            }
            until = Instant.now().plus(AFTERMATH);
            while (Instant.now().isBefore(until)) {
                take(outcomes, tally);
            }
        }
        if (counts != null) {
            Files.writeString(counts, tally.counts() + "\n");
        }
        if (!tally.isAsItShouldBe()) {
            System.err.println(tally.told());
            return 1;
        }
        System.out.println(tally.told());
        return 0;
    }

    private static void take(OutcomeTopics outcomes, Tally tally) throws IOException {
        for (OutcomeTopics.Outcome outcome : outcomes.poll()) {
            if (outcome.prediction() != null) {
                tally.came(outcome.prediction());
            } else {
                tally.came(outcome.deadLetter());
            }
        }
    }
}
