package org.decnn.benchmarks.monitoring;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.decnn.benchmarks.monitoring.Dashboard.Panel;
import org.decnn.benchmarks.monitoring.Dashboard.Query;
import org.decnn.benchmarks.monitoring.Prometheus.Alert;
import org.decnn.benchmarks.monitoring.Prometheus.Series;
import org.decnn.job.cli.CommandLines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds a dashboard's queries and the alerts against a Prometheus that watches a job. */
@Command(
        name = "MonitoringCheck",
        description = "Check what a Prometheus that watches a job has to show.",
        mixinStandardHelpOptions = true)
public final class MonitoringCheck {

    @Option(names = "--prometheus", required = true, paramLabel = "URL")
    private String url;

    @Option(
            names = "--patience",
            paramLabel = "S",
            defaultValue = "60",
            description = "Seconds to wait for it. Default: ${DEFAULT-VALUE}.")
    private int patience;

    public static void main(String[] args) {
        System.exit(CommandLines.of(new MonitoringCheck()).execute(args));
    }

    @Command(name = "panels", description = "Each query of each panel gives numbers.")
    int panels(@Option(names = "--dashboard", required = true) Path dashboard) throws Exception {
        Prometheus prometheus = new Prometheus(url);
        int queries = 0;
        for (Panel panel : Dashboard.read(dashboard).panels()) {
            for (Query query : panel.queries()) {
                String what =
                        "the panel '%s' has no numbers for %s".formatted(panel.title(), query);
                if (!holds(() -> hasNumbers(prometheus.query(query.expression())), what)) {
                    return 1;
                }
                queries++;
            }
        }
        System.out.println("each of the dashboard's " + queries + " queries gives numbers");
        return 0;
    }

    private static boolean hasNumbers(List<Series> all) {
        return !all.isEmpty() && all.stream().allMatch(series -> Double.isFinite(series.last()));
    }

    @Command(
            name = "quiet",
            description = "Each alert can be evaluated, and none fires for some seconds.")
    int quiet(@Option(names = "--seconds", required = true) int seconds) throws Exception {
        Prometheus prometheus = new Prometheus(url);
        List<Alert> alerts = prometheus.alerts();
        for (Alert alert : alerts) {
            // An expression that names what nobody measures is quiet too: its parts must be there.
            for (String metric : MetricNames.in(alert.expression())) {
                String what =
                        "the alert %s reads %s, which nobody tells".formatted(alert.name(), metric);
                if (!holds(() -> !prometheus.query(metric).isEmpty(), what)) {
                    return 1;
                }
            }
        }
        for (Alert alert : prometheus.alerts()) {
            if (!alert.error().isEmpty()) {
                System.err.println("the alert " + alert.name() + ": " + alert.error());
                return 1;
            }
        }
        Thread.sleep(Duration.ofSeconds(seconds).toMillis());
        String fired = "count_over_time(ALERTS{alertstate=\"firing\"}[" + seconds + "s])";
        if (!holds(() -> prometheus.query(fired).isEmpty(), "not all alerts are quiet")) {
            prometheus.query(fired).forEach(series -> System.err.println(series.labels()));
            return 1;
        }
        System.out.printf(
                "each of %d alerts is evaluated, and quiet for %d s%n", alerts.size(), seconds);
        return 0;
    }

    @Command(name = "fires", description = "Each of some alerts comes to fire.")
    int fires(@Parameters(arity = "1..*", paramLabel = "ALERT") List<String> names)
            throws Exception {
        Prometheus prometheus = new Prometheus(url);
        List<String> missing = new ArrayList<>(names);
        boolean all =
                holds(
                        () -> {
                            prometheus.alerts().stream()
                                    .filter(Alert::isFiring)
                                    .forEach(alert -> missing.remove(alert.name()));
                            return missing.isEmpty();
                        },
                        missing + " do not fire");
        if (all) {
            System.out.println("firing: " + String.join(", ", names));
        }
        return all ? 0 : 1;
    }

    @Command(name = "draw", description = "Draw the dashboard as a picture.")
    int draw(
            @Option(names = "--dashboard", required = true) Path dashboard,
            @Option(names = "--seconds", required = true, description = "Of the past.") int seconds,
            @Option(
                            names = "--mark",
                            paramLabel = "S=TEXT",
                            description = "What happened so many seconds after the start.")
                    Map<Integer, String> marks,
            @Option(names = "--out", required = true, paramLabel = "PNG") Path out)
            throws Exception {
        Instant now = Instant.now();
        new DashboardPicture(
                        Dashboard.read(dashboard),
                        new Prometheus(url),
                        now.minus(Duration.ofSeconds(seconds)),
                        now,
                        marks == null ? Map.of() : marks)
                .write(out);
        return 0;
    }

    /** Whether something comes to hold while there is patience; what does not is said. */
    private boolean holds(Callable<Boolean> condition, String otherwise) throws Exception {
        Instant until = Instant.now().plusSeconds(patience);
        while (true) {
            String error = "";
            try {
                if (condition.call()) {
                    return true;
                }
            } catch (IOException e) {
                error = ": " + e.getMessage();
            }
            if (Instant.now().isAfter(until)) {
                System.err.println(otherwise + " within " + patience + " s" + error);
                return false;
            }
            Thread.sleep(500);
        }
    }
}
