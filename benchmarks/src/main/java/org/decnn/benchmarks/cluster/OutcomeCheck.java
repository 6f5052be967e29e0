package org.decnn.benchmarks.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.decnn.job.avro.ClassProbability;
import org.decnn.job.avro.DeadLetter;
import org.decnn.job.avro.Prediction;
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

    @Option(names = "--verbose")
    private boolean verbose;

    private final Map<String, SentImage> images = new HashMap<>();
    private final Map<String, List<ClassProbability>> answers = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final List<String> faults = new ArrayList<>();
    private int predicted;

    public static void main(String[] args) {
        System.exit(CommandLines.of(new OutcomeCheck()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        for (Path file : sent) {
            SentImage.in(file).forEach(image -> images.put(image.id(), image));
        }
        try (OutcomeTopics outcomes = new OutcomeTopics(brokers, predictions, deadLetters)) {
            Instant until = Instant.now().plusSeconds(patience);
            while (seen.size() < images.size() && Instant.now().isBefore(until)) {
                outcomes.poll().forEach(this::take);
            }
            until = Instant.now().plus(AFTERMATH);
            while (Instant.now().isBefore(until)) {
                outcomes.poll().forEach(this::take);
            }
        }
        images.keySet().stream()
                .filter(id -> !seen.contains(id))
                .forEach(id -> faults.add(id + " did not come out within " + patience + " s"));
        if (!faults.isEmpty()) {
            System.err.printf(
                    "%d of %d images came out wrong; the first: %s%n",
                    faults.size(), images.size(), faults.get(0));
            return 1;
        }
        System.out.printf(
                Locale.ROOT,
                "%,d images came out exactly once: %,d predictions, %,d dead letters; all predictions of each of %d pictures agree%n",
                images.size(),
                predicted,
                images.size() - predicted,
                answers.size());
        return 0;
    }

    private void take(OutcomeTopics.Outcome outcome) {
        if (outcome.prediction() != null) {
            Prediction prediction = outcome.prediction();
            SentImage image = known(prediction.getId(), "prediction");
            if (image != null && !image.isPicture()) {
                faults.add(image.id() + " got a prediction, not " + image.reason());
            } else if (image != null) {
                predicted++;
                List<ClassProbability> before =
                        answers.putIfAbsent(image.picture(), prediction.getTop());
                if (before != null && !before.equals(prediction.getTop())) {
                    faults.add(
                            "%s got %s, another time %s"
                                    .formatted(image.id(), prediction.getTop(), before));
                }
            }
        } else {
            DeadLetter letter = outcome.deadLetter();
            SentImage image = known(letter.getId(), "dead letter");
            if (image != null && !image.reason().equals(letter.getReason())) {
                faults.add(
                        "%s is a dead letter, %s, %s"
                                .formatted(image.id(), letter.getReason(), letter.getMessage()));
            }
        }
    }

    private SentImage known(String id, String what) {
        SentImage image = images.get(id);
        if (image == null) {
            faults.add("a " + what + " of " + id + ", which was not sent");
        } else if (!seen.add(id)) {
            faults.add(id + " came out again, as a " + what);
        }
        return image;
    }
}
