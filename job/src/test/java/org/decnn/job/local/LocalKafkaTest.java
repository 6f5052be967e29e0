package org.decnn.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("integration")
class LocalKafkaTest {
    @Test
    void itsFolderGoesWithIt() throws IOException {
        LocalKafka kafka = LocalKafka.start();
        assertThat(kafka.folder()).isNotEmptyDirectory();

        kafka.close();
        kafka.close();

        assertThat(kafka.folder()).doesNotExist();
    }

    @Test
    void twoLiveSideBySide() throws IOException {
        try (LocalKafka one = LocalKafka.start();
                LocalKafka other = LocalKafka.start()) {
            assertThat(one.bootstrapServers())
                    .matches("127\\.0\\.0\\.1:\\d+")
                    .isNotEqualTo(other.bootstrapServers());
        }
    }
}
