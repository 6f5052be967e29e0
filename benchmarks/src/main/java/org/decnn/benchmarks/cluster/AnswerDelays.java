package org.decnn.benchmarks.cluster;

import java.util.concurrent.Callable;
import org.decnn.job.cli.CommandLines;
import org.decnn.job.demo.OutcomeTopics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells of each committed prediction when it was seen, and when its image was sent. */
@Command(
        name = "AnswerDelays",
        description =
                "Print a line for each committed prediction, until killed: when it was seen and when its image was sent, in milliseconds.",
        mixinStandardHelpOptions = true)
public final class AnswerDelays implements Callable<Integer> {

    @Option(names = "--brokers", required = true, paramLabel = "HOST:PORT")
    private String brokers;

    @Option(names = "--predictions", required = true, paramLabel = "TOPIC")
    private String predictions;

    @Option(names = "--dead-letters", required = true, paramLabel = "TOPIC")
    private String deadLetters;

    @Option(names = "--verbose")
    private boolean verbose;

    public static void main(String[] args) {
        System.exit(CommandLines.of(new AnswerDelays()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        try (OutcomeTopics outcomes = new OutcomeTopics(brokers, predictions, deadLetters)) {
            while (!System.out.checkError()) {
                for (OutcomeTopics.Outcome outcome : outcomes.poll()) {
                    if (outcome.prediction() != null) {
                        System.out.printf(
                                "%d %d%n",
                                System.currentTimeMillis(),
                                outcome.prediction().getEventTime().toEpochMilli());
                    }
                }
                System.out.flush();
            }
        }
        return 1;
    }
}
