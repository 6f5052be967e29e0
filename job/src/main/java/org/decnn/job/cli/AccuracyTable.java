package org.decnn.job.cli;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.decnn.rewrite.evaluate.Accuracy;
import org.decnn.rewrite.evaluate.Comparison;
import org.decnn.rewrite.evaluate.Evaluation;
import org.decnn.rewrite.evaluate.McNemar;

/** A comparison as people read it. Networks go by their numbers, in the order given. */
final class AccuracyTable {

    /** Of more classes those are shown that the first network is least accurate on. */
    private static final int CLASSES_SHOWN = 20;

    private static final String TOP_1 = "top-1";

    private final Comparison comparison;
    private final List<Evaluation> evaluations;
    private final List<String> classes;

    AccuracyTable(Comparison comparison) {
        this.comparison = comparison;
        evaluations = comparison.evaluations();
        classes = evaluations.get(0).classes();
    }

    void print(PrintWriter to) {
        int width = widest(evaluations.stream().map(Evaluation::network).toList());
        print(
                to,
                "%-" + (width + 3) + "s  %21s  %23s%n",
                evaluations.get(0).images() + " pictures",
                "top-1 (95 % interval)",
                "top-5 (95 % interval)");
        for (int i = 0; i < evaluations.size(); i++) {
            Evaluation evaluation = evaluations.get(i);
            print(
                    to,
                    "%d  %-" + width + "s  %21s  %23s%n",
                    i + 1,
                    evaluation.network(),
                    withInterval(evaluation.top1()),
                    withInterval(evaluation.top5()));
        }
        to.println();
        printClasses(to);
        comparison.pairs().forEach(pair -> print(pair, to));
    }

    private void printClasses(PrintWriter to) {
        List<Integer> shown = shownClasses();
        int width = Math.max(TOP_1.length(), widest(shown.stream().map(classes::get).toList()));
        print(to, "%-" + width + "s", TOP_1);
        IntStream.rangeClosed(1, evaluations.size()).forEach(i -> print(to, "  %8d", i));
        to.println();
        for (int shownClass : shown) {
            print(to, "%-" + width + "s", classes.get(shownClass));
            for (Evaluation evaluation : evaluations) {
                Accuracy accuracy = evaluation.of(shownClass);
                print(to, "  %8s", accuracy.images() == 0 ? "–" : percent(accuracy.value()) + " %");
            }
            to.println();
        }
        if (shown.size() < classes.size()) {
            print(
                    to,
                    "(the %d least accurate of %d classes: --json has all)%n",
                    shown.size(),
                    classes.size());
        }
    }

    private List<Integer> shownClasses() {
        if (classes.size() <= CLASSES_SHOWN) {
            return IntStream.range(0, classes.size()).boxed().toList();
        }
        Evaluation first = evaluations.get(0);
        double[] accuracy =
                IntStream.range(0, classes.size()).mapToDouble(i -> first.of(i).value()).toArray();
        return IntStream.range(0, classes.size())
                .boxed()
                .sorted(
                        Comparator.comparingDouble(
                                i -> accuracy[i])) // classes without pictures last
                .limit(CLASSES_SHOWN)
                .toList();
    }

    private void print(Comparison.Pair pair, PrintWriter to) {
        int first = evaluations.indexOf(pair.first()) + 1;
        int second = evaluations.indexOf(pair.second()) + 1;
        McNemar test = pair.test();
        print(
                to,
                "%n%d and %d: %d pictures only %d has right, %d only %d has right: p = %.2g (McNemar's"
                        + " test, %s)",
                first,
                second,
                test.onlyFirst(),
                first,
                test.onlySecond(),
                second,
                test.pValue(),
                test.isExact() ? "exact" : "chi-square " + round(test.chiSquare()));
        to.println();
    }

    private static String withInterval(Accuracy accuracy) {
        return percent(accuracy.value())
                + " % ("
                + percent(accuracy.low())
                + "–"
                + percent(accuracy.high())
                + ")";
    }

    private static String percent(double share) {
        return round(100 * share);
    }

    private static String round(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static int widest(List<String> texts) {
        return texts.stream().mapToInt(String::length).max().orElse(0);
    }

    private static void print(PrintWriter to, String format, Object... values) {
        to.printf(Locale.ROOT, format, values);
    }
}
