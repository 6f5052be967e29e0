package org.decnn.job.cli;

import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.decnn.rewrite.data.LabelledImages;

/** What a command notices of its data, and goes on: a line each on standard error. */
final class Remarks {

    private static final int NAMED = 3;

    private final PrintWriter err;

    Remarks(PrintWriter err) {
        this.err = err;
    }

    /** On files that are not among the pictures. */
    void onLeftOut(LabelledImages images) {
        images.whatIsLeftOut().lines().forEach(this::say);
    }

    /**
     * On a network whose classes are called otherwise than the data's, so that they are matched by
     * their order. A network without names has its numbers.
     */
    void onNames(String network, List<String> labels, List<String> data) {
        List<String> numbers =
                IntStream.range(0, labels.size()).mapToObj(Integer::toString).toList();
        if (!labels.equals(numbers) && !new HashSet<>(labels).equals(new HashSet<>(data))) {
            sayByOrder(network, labels, data);
        }
    }

    /** The same where names are not matched at all: another order says something too. */
    void onOrder(String network, List<String> labels, List<String> data) {
        if (!labels.isEmpty() && !labels.equals(data)) {
            sayByOrder(network, labels, data);
        }
    }

    private void sayByOrder(String network, List<String> labels, List<String> data) {
        say(
                network
                        + " calls its classes "
                        + some(labels)
                        + ", the data "
                        + some(data)
                        + ": they are matched by their order");
    }

    private static String some(List<String> names) {
        String some = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
        return names.size() > NAMED ? some + " …" : some;
    }

    private void say(String remark) {
        err.println("decnn: " + remark);
        err.flush();
    }
}
