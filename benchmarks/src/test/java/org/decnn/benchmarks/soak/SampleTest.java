package org.decnn.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.decnn.benchmarks.soak.Sample.Life;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleTest {

    @Test
    void whatIsWrittenIsRead(@TempDir Path folder) throws Exception {
        Sample sample =
                new Sample(1_800_000_000_123L, new Life("device-1", 42), Quantity.RESIDENT, 281.25);
        Path file =
                Files.write(folder.resolve("samples.csv"), List.of(Sample.HEADER, sample.line()));

        assertThat(Sample.in(file)).containsExactly(sample);
    }
}
