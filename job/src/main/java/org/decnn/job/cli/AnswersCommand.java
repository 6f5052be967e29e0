package org.decnn.job.cli;

import java.io.IOException;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.apache.kafka.common.errors.InterruptException;
import org.decnn.job.demo.OutcomeTopics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code decnn answers}: what a job has made of its images. */
@Command(
        name = "answers",
        header = "Show the predictions and dead letters of a job.",
        description =
                "Print a line of JSON for each prediction and each dead letter that is committed, whether the job writes predictions as Avro or as JSON.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class AnswersCommand implements Callable<Integer> {

    @Mixin private BrokerOptions brokers;

    @Option(
            names = "--predictions",
            paramLabel = "TOPIC",
            defaultValue = "predictions",
            description = "Topic of predictions. Default: ${DEFAULT-VALUE}.")
    private String predictions;

    @Option(
            names = "--dead-letters",
            paramLabel = "TOPIC",
            defaultValue = "dead-letters",
            description = "Topic of images that got no prediction. Default: ${DEFAULT-VALUE}.")
    private String deadLetters;

    @Option(
            names = "--follow",
            description = "Go on with what comes, until Ctrl-C. Else ends with what is there.")
    private boolean follow;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        try (Interruption interruption = Interruption.ofThisThread();
                OutcomeTopics outcomes =
                        new OutcomeTopics(
                                brokers.brokers(), predictions, deadLetters, brokers.client())) {
            do {
                print(outcomes);
            } while (follow && !isClosed() || !outcomes.hasCaughtUp());
        } catch (InterruptException e) {
            // Ctrl-C: Kafka's consumer says so in its own way.
            Thread.interrupted();
        }
        return 0;
    }

    private void print(OutcomeTopics outcomes) throws IOException {
        StringWriter lines = new StringWriter();
        OutcomeLines json = new OutcomeLines(lines);
        for (OutcomeTopics.Outcome outcome : outcomes.poll()) {
            json.write(outcome);
        }
        spec.commandLine().getOut().print(lines);
        spec.commandLine().getOut().flush();
    }

    /** Whoever reads the lines has gone, as {@code head} does. */
    private boolean isClosed() {
        return spec.commandLine().getOut().checkError();
    }
}
