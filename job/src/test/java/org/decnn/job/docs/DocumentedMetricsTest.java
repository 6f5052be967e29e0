package org.decnn.job.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.decnn.operators.stage.DeviceFacts;
import org.junit.jupiter.api.Test;

/**
 * The pages list the metrics and accumulators that the job registers, all of them and no others.
 */
class DocumentedMetricsTest {

    private static final Pattern REGISTERED =
            Pattern.compile("\\.(?:gauge|counter|histogram|meter)\\(\\s*(?:\"(\\w+)\")?");

    @Test
    void theJobHasTheMetricsThatOperationsLists() throws IOException {
        Set<String> documented = new TreeSet<>();
        Page.of("docs/operations.md").section("Metrics").tables("metric").get(0).rows().stream()
                .flatMap(row -> Page.code(row.get(0)).stream())
                .forEach(name -> documented.add(registeredAs(name)));

        assertThat(documented).isEqualTo(registered());
    }

    /**
     * Without labels, the groups that Prometheus puts before it, and what a summary has after it.
     */
    private static String registeredAs(String exported) {
        return exported.replaceAll("\\{.*}", "").replaceAll("_count$", "").replaceAll(".*_", "");
    }

    /** A name that is no literal could not be found here, so there is none. */
    private static Set<String> registered() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String module : Set.of("operators", "job")) {
            try (Stream<Path> sources = Files.walk(Page.HOME.resolve(module + "/src/main/java"))) {
                for (Path source : sources.filter(it -> it.toString().endsWith(".java")).toList()) {
                    Matcher matcher = REGISTERED.matcher(Files.readString(source));
                    while (matcher.find()) {
                        assertThat(matcher.group(1))
                                .as("name of a metric in %s, as a literal", source)
                                .isNotNull();
                        names.add(matcher.group(1));
                    }
                }
            }
        }
        return names;
    }

    @Test
    void theJobHasTheAccumulatorsThatItsPageLists() {
        Set<String> documented =
                Page.of("docs/job.md").section("What can be watched").tables("name").stream()
                        .flatMap(table -> table.rows().stream())
                        .flatMap(row -> Page.code(row.get(0)).stream())
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented)
                .containsExactlyInAnyOrder(
                        DeviceFacts.weightBytes(1, 2, 3)
                                .replace("1", "D")
                                .replace("2", "S")
                                .replace("3", "P"),
                        DeviceFacts.stemBytes(1).replace("1", "D"),
                        DeviceFacts.sliceBytes(1, 2).replace("1", "A").replace("2", "B"),
                        DeviceFacts.networkBytes(1, 2).replace("1", "A").replace("2", "B"));
    }
}
