package org.decnn.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LocalKafkaTest {
    @Test
    void itsFolderGoesWithIt() throws IOException {
        Set<Path> before = folders();
        try (LocalKafka kafka = LocalKafka.start()) {
            assertThat(folders()).hasSize(before.size() + 1);
            assertThat(kafka.bootstrapServers()).matches("127\\.0\\.0\\.1:\\d+");
            kafka.close();
        }
        assertThat(folders()).isEqualTo(before);
    }

    private static Set<Path> folders() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(f -> f.getFileName().toString().startsWith("decnn-kafka-"))
                    .collect(Collectors.toSet());
        }
    }
}
