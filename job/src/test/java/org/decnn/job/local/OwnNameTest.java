package org.decnn.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.decnn.job.cli.Main;
import org.decnn.job.testing.SmallModel;
import org.decnn.job.testing.TestPictures;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine whose name is in no DNS and no hosts file: a container without a network, a board. */
@Tag("integration")
class OwnNameTest {

    @TempDir private Path folder;

    @Test
    void aMachineThatDoesNotKnowItsOwnNameIsToldInOneLine() throws Exception {
        Path model = SmallModel.split(SmallNetworks.denseChain(1), 1, folder).path();
        Path picture = Files.write(folder.resolve("cat.png"), TestPictures.png(1));
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 localhost\n");
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(
                List.of(
                        "-Djdk.net.hosts.file=" + hosts,
                        "-XX:TieredStopAtLevel=1",
                        "-Dlog4j2.configurationFile=../conf/log4j2.properties",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "classify",
                        model.toString(),
                        picture.toString()));

        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = process.inputReader().lines().toList();

        assertThat(lines).hasSize(1);
        assertThat(lines.get(0))
                .startsWith("decnn: this machine does not know its own name, ")
                .endsWith("to /etc/hosts");
        assertThat(process.waitFor()).isEqualTo(2);
    }
}
