package org.decnn.job.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.decnn.job.testing.ManyImages;
import org.decnn.job.testing.SmallModel;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
class ResidentMemoryTest {

    private static final int IMAGES = 20_000;
    private static final int PARTS = 10;

    /** Compiled code and the collector's own data still grow a little. */
    private static final long KIBIBYTES_OF_GROWTH = 12 << 10;

    @TempDir private Path folder;

    /** In a process whose heap is resident from the start, so that what grows is seen. */
    @Test
    void twentyThousandImagesLeaveNothingBehind() throws Exception {
        SmallModel model = SmallModel.split(SmallNetworks.groupedResidual(1), 2, folder);
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(
                List.of(
                        "-Xms192m",
                        "-Xmx192m",
                        "-XX:+AlwaysPreTouch",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dlog4j2.configurationFile=log4j2-test.properties",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ManyImages.class.getName(),
                        model.path().toString(),
                        "2",
                        Integer.toString(IMAGES),
                        Integer.toString(PARTS),
                        folder.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = process.inputReader().lines().toList();

        assertThat(process.waitFor()).as("exit code of %s", lines).isZero();
        List<Long> resident =
                lines.stream().filter(line -> line.matches("\\d+")).map(Long::valueOf).toList();
        assertThat(resident).hasSize(PARTS);
        assertThat(resident.get(PARTS - 1) - resident.get(PARTS / 2 - 1))
                .as("growth over the last half, resident %s KiB", resident)
                .isLessThan(KIBIBYTES_OF_GROWTH);
    }
}
