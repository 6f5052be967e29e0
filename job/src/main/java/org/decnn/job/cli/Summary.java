package org.decnn.job.cli;

import java.util.List;
import java.util.Locale;
import org.decnn.job.local.LocalClassification.Answer;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.logits.TopClasses;

/** Counts what became of the images of a run. */
final class Summary {

    private static final int FIVE = 5;

    private long images;
    private long rejected;
    private long labelled;
    private long top1;
    private long top5;
    private double seconds;

    void add(Answer answer, List<String> labels) {
        images++;
        if (answer.rejected() != null) {
            rejected++;
            return;
        }
        ClassifiedImage image = answer.classified();
        String expected = image.header().expectedLabel();
        if (expected == null) {
            return;
        }
        labelled++;
        List<TopClasses.Entry> best = TopClasses.of(image.logits(), labels, FIVE);
        if (best.get(0).label().equals(expected)) {
            top1++;
        }
        if (best.stream().anyMatch(entry -> entry.label().equals(expected))) {
            top5++;
        }
    }

    void finish(double elapsedSeconds) {
        seconds = elapsedSeconds;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%,d images in %.1f s, %.0f images/s",
                        images,
                        seconds,
                        images / seconds));
        if (labelled > 0) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "; of %,d with a label top-1 %.2f %%, top-5 %.2f %%",
                            labelled,
                            100. * top1 / labelled,
                            100. * top5 / labelled));
        }
        if (rejected > 0) {
            text.append(String.format(Locale.ROOT, "; %,d rejected, see their lines", rejected));
        }
        return text.toString();
    }
}
