package org.decnn.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documentation shows is what is tested. */
class InYourOwnJobTest {

    private static final Path PAGE = Path.of("..", "docs", "in-your-own-job.md");
    private static final Path SOURCES = Path.of("src/main/java/org/decnn/examples");

    @ParameterizedTest
    @ValueSource(strings = {"FilesToText", "AlertWhenSeen"})
    void thePageShowsTheExampleAsItIs(String example) throws IOException {
        String source = Files.readString(SOURCES.resolve(example + ".java"));
        String shown = source.substring(source.indexOf("public final class"));

        assertThat(Files.readString(PAGE)).contains("```java\n" + shown + "```");
    }
}
