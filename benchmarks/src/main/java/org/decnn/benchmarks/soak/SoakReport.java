package org.decnn.benchmarks.soak;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.decnn.benchmarks.lab.Spread;
import org.decnn.benchmarks.soak.Sample.Life;
import org.decnn.job.cli.CommandLines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a soak came to, as a block of Markdown and a chart; fails where something grew. */
@Command(
        name = "SoakReport",
        description = "Say what a soak came to; the exit code is 1 if something grew.",
        mixinStandardHelpOptions = true)
public final class SoakReport implements Callable<Integer> {

    @Option(names = "--title", required = true)
    private String title;

    @Option(
            names = "--outcome",
            required = true,
            description = "What OutcomeCheck said of all images.")
    private String outcome;

    @Option(names = "--samples", required = true, paramLabel = "FILE.csv")
    private Path samples;

    @Option(
            names = "--faults",
            required = true,
            paramLabel = "FILE",
            description = "A line a fault: ms since 1970, title, seconds to the first answer.")
    private Path faults;

    @Option(
            names = "--warm-up",
            required = true,
            paramLabel = "S",
            description = "Seconds of a process's life that are left out.")
    private int warmUp;

    @Option(
            names = "--living",
            required = true,
            arity = "1..*",
            paramLabel = "PROCESS",
            description = "Processes that no fault ended, and that must have been sampled.")
    private List<String> living;

    @Option(names = "--out", required = true, paramLabel = "DIR")
    private Path out;

    @Option(names = "--verbose")
    private boolean verbose;

    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        System.exit(CommandLines.of(new SoakReport()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        List<Sample> all = Sample.in(samples);
        List<Fault> injected = Fault.in(faults);
        List<Trend> trends = Trend.of(all, TimeUnit.SECONDS.toMillis(warmUp));
        SoakChart.draw(all, injected, out.resolve("soak.png"));
        Files.writeString(out.resolve("soak.md"), markdown(injected, trends));
        List<String> wrong = new ArrayList<>();
        trends.stream()
                .filter(SoakReport::grows)
                .forEach(
                        trend ->
                                wrong.add(
                                        "%s: %s rises by %s an hour, more than %s"
                                                .formatted(
                                                        trend.life().name(),
                                                        trend.quantity().title(),
                                                        number(trend.perHour()),
                                                        number(trend.quantity().bound()))));
        living.stream()
                .filter(name -> isUnknown(name, trends))
                .forEach(
                        name ->
                                wrong.add(
                                        "%s was not sampled for %d s: run longer, or see why it ended"
                                                .formatted(name, 2 * warmUp)));
        wrong.forEach(System.err::println);
        return wrong.isEmpty() ? 0 : 1;
    }

    private static boolean grows(Trend trend) {
        return isBounded(trend) && !trend.isFlat();
    }

    /** The broker's files and threads are its own affair. */
    private static boolean isBounded(Trend trend) {
        return !trend.life().name().equals("kafka");
    }

    private static boolean isUnknown(String name, List<Trend> trends) {
        return trends.stream()
                .noneMatch(
                        trend ->
                                trend.life().name().equals(name)
                                        && (trend.quantity() == Quantity.HEAP
                                                || trend.life().pid() == 0));
    }

    private String markdown(List<Fault> injected, List<Trend> trends) {
        StringBuilder text = new StringBuilder();
        text.append("**%s.** %s.%n%n".formatted(title, outcome));
        text.append("| fault | times | first answer after, s: median | greatest |%n".formatted());
        text.append("|---|---|---|---|%n".formatted());
        Map<String, List<Double>> byTitle =
                injected.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Fault::title,
                                        TreeMap::new,
                                        Collectors.mapping(
                                                Fault::secondsToAnswer, Collectors.toList())));
        byTitle.forEach((fault, seconds) -> text.append(row(fault, seconds)));
        if (byTitle.size() > 1) {
            text.append(row("all", injected.stream().map(Fault::secondsToAnswer).toList()));
        }
        text.append(
                "%n| process | quantity | at first | an hour adds | at most | over, min |%n"
                        .formatted());
        text.append("|---|---|---|---|---|---|%n".formatted());
        for (Trend trend : trends) {
            text.append(
                    "| %s | %s | %s | %s%s | %s | %.0f |%n"
                            .formatted(
                                    name(trend.life()),
                                    trend.quantity().title(),
                                    number(trend.first()),
                                    number(trend.perHour()),
                                    grows(trend) ? " **grows**" : "",
                                    isBounded(trend) ? number(trend.quantity().bound()) : "–",
                                    trend.hours() * TimeUnit.HOURS.toMinutes(1)));
        }
        return text.toString();
    }

    private static String row(String fault, List<Double> seconds) {
        Spread spread = Spread.of(seconds);
        return "| %s | %d | %s | %s |%n"
                .formatted(fault, spread.n(), number(spread.median()), number(spread.max()));
    }

    private String name(Life life) {
        return living.contains(life.name()) || life.pid() == 0
                ? life.name()
                : "%s (process %d)".formatted(life.name(), life.pid());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
