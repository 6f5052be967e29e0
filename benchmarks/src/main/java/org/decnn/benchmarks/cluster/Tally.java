package org.decnn.benchmarks.cluster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.decnn.job.avro.ClassProbability;
import org.decnn.job.avro.DeadLetter;
import org.decnn.job.avro.Prediction;

/**
 * What came out, held against what was sent: lost is what did not come; repeated, what came for a
 * record that had its outcome; changed, what is not as it should be, or another answer than a
 * picture had before. An id that was sent twice is two records, and is due twice.
 */
final class Tally {

    private final Map<String, SentImage> images = new HashMap<>();
    private final Map<String, Integer> due = new HashMap<>();
    private final Map<String, List<ClassProbability>> answers = new HashMap<>();
    private final Set<String> records = new HashSet<>();
    private final int mayBeIncomplete;

    private int sent;
    private int lost;
    private int predicted;
    private int repeated;
    private int changed;
    private int incomplete;
    private String first;

    /**
     * @param mayBeIncomplete pictures that may be dead letters for want of a slice
     */
    Tally(int mayBeIncomplete) {
        this.mayBeIncomplete = mayBeIncomplete;
    }

    void sent(SentImage image) {
        images.put(image.id(), image);
        due.merge(image.id(), 1, Integer::sum);
        sent++;
        lost++;
    }

    void came(Prediction prediction) {
        SentImage image =
                known(
                        "prediction",
                        prediction.getId(),
                        prediction.getSourcePartition(),
                        prediction.getSourceOffset());
        if (image == null) {
            return;
        }
        if (!image.isPicture()) {
            changed(image.id() + " got a prediction, not " + image.reason());
            return;
        }
        predicted++;
        List<ClassProbability> before = answers.putIfAbsent(image.picture(), prediction.getTop());
        if (before != null && !before.equals(prediction.getTop())) {
            changed(
                    "%s got %s, another time %s"
                            .formatted(image.id(), prediction.getTop(), before));
        }
    }

    void came(DeadLetter letter) {
        SentImage image =
                known(
                        "dead letter",
                        letter.getId(),
                        letter.getSourcePartition(),
                        letter.getSourceOffset());
        if (image == null || image.reason().equals(letter.getReason())) {
            return;
        }
        String fault =
                "%s is a dead letter, %s, %s"
                        .formatted(image.id(), letter.getReason(), letter.getMessage());
        if (image.isPicture() && letter.getReason().equals("INCOMPLETE")) {
            incomplete++;
            if (incomplete <= mayBeIncomplete) {
                return;
            }
        }
        changed(fault);
    }

    private SentImage known(String what, String id, int partition, long offset) {
        SentImage image = images.get(id);
        if (image == null) {
            changed("a " + what + " of " + id + ", which was not sent");
        } else if (!records.add(partition + "-" + offset) || due.get(id) == 0) {
            repeated++;
            note(id + " came out again, as a " + what);
        } else {
            due.merge(id, -1, Integer::sum);
            lost--;
        }
        return image;
    }

    private void changed(String fault) {
        changed++;
        note(fault);
    }

    private void note(String fault) {
        if (first == null) {
            first = fault;
        }
    }

    boolean isAllThere() {
        return lost == 0;
    }

    boolean isAsItShouldBe() {
        return lost == 0 && repeated == 0 && changed == 0;
    }

    /** Images, and of them lost, repeated, changed, and allowed to lack a slice: five numbers. */
    String counts() {
        int allowed = Math.min(incomplete, mayBeIncomplete);
        return sent + " " + lost + " " + repeated + " " + changed + " " + allowed;
    }

    /** In a line for people. */
    String told() {
        if (isAsItShouldBe()) {
            return String.format(
                    Locale.ROOT,
                    "%,d images came out exactly once: %,d predictions, %,d dead letters%s; all predictions of each of %d pictures agree",
                    sent,
                    predicted,
                    sent - predicted,
                    incomplete == 0 ? "" : ", " + incomplete + " for want of a slice",
                    answers.size());
        }
        String lostOne =
                due.keySet().stream().filter(id -> due.get(id) > 0).sorted().findFirst().orElse("");
        return String.format(
                Locale.ROOT,
                "of %,d images %d are lost, %d repeated, %d not as they should be; the first: %s",
                sent,
                lost,
                repeated,
                changed,
                first == null ? lostOne + " did not come out" : first);
    }
}
