package org.decnn.rewrite.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A training's epochs as CSV: accuracies in percent, one line an epoch. */
public final class TrainingLog {

    private static final String HEADER = "epoch,rate,loss,train_accuracy,test_accuracy,seconds\n";

    private TrainingLog() {}

    public static void write(List<EpochResult> history, Path file) throws IOException {
        Files.writeString(
                file,
                history.stream()
                        .map(TrainingLog::line)
                        .collect(Collectors.joining("", HEADER, "")));
    }

    private static String line(EpochResult result) {
        return String.format(
                Locale.ROOT,
                "%d,%.6f,%.4f,%.2f,%.2f,%.1f%n",
                result.epoch(),
                result.rate(),
                result.loss(),
                100 * result.trainAccuracy(),
                100 * result.testAccuracy(),
                result.seconds());
    }
}
