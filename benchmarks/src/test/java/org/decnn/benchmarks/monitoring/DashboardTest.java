package org.decnn.benchmarks.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.decnn.benchmarks.monitoring.Dashboard.Panel;
import org.decnn.benchmarks.monitoring.Dashboard.Place;
import org.decnn.benchmarks.monitoring.Dashboard.Query;
import org.junit.jupiter.api.Test;

/** The dashboard and the alerts as they are shipped. */
class DashboardTest {

    private static final Path HOME = Path.of("..");
    private static final Path MONITORING = HOME.resolve("deploy/monitoring");
    private static final List<String> PREFIXES =
            List.of(
                    "flink_taskmanager_job_task_operator_",
                    "flink_taskmanager_job_task_",
                    "flink_jobmanager_job_",
                    "flink_jobmanager_");

    @Test
    void whateverIsDrawnOrWarnedOfIsDescribed() throws IOException {
        String operations = Files.readString(HOME.resolve("docs/operations.md"));
        Set<String> read = MetricNames.in(Files.readString(MONITORING.resolve("alerts.yml")));
        for (Panel panel : dashboard().panels()) {
            panel.queries().forEach(query -> read.addAll(MetricNames.in(query.expression())));
        }

        assertThat(read).hasSizeGreaterThan(15);
        assertThat(read).allSatisfy(name -> assertThat(operations).contains("`" + brief(name)));
    }

    private static String brief(String name) {
        return PREFIXES.stream()
                .filter(name::startsWith)
                .map(prefix -> name.substring(prefix.length()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void panelsHavePlacesOfTheirOwn() throws IOException {
        Set<List<Integer>> taken = new HashSet<>();
        for (Panel panel : dashboard().panels()) {
            Place place = panel.place();
            for (int x = place.x(); x < place.x() + place.width(); x++) {
                for (int y = place.y(); y < place.y() + place.height(); y++) {
                    assertThat(taken.add(List.of(x, y))).as("%s at %d, %d", panel, x, y).isTrue();
                }
            }
        }
    }

    @Test
    void variablesAreReadAtTheirDefaults() throws IOException {
        assertThat(dashboard().panels())
                .flatExtracting(Panel::queries)
                .extracting(Query::expression)
                .noneMatch(expression -> expression.contains("$"))
                .anyMatch(expression -> expression.endsWith("/ (1000 * 1e6)"));
    }

    @Test
    void aLegendTakesLabels() {
        Query query = new Query("up", "{{tm_id}} of {{job}}");

        assertThat(query.nameOf(Map.of("tm_id", "board-1", "job", "flink")))
                .isEqualTo("board-1 of flink");
    }

    private static Dashboard dashboard() throws IOException {
        return Dashboard.read(MONITORING.resolve("grafana/dashboards/decnn.json"));
    }
}
