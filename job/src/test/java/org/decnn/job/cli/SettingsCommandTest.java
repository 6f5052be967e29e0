package org.decnn.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.decnn.job.testing.CommandRun;
import org.decnn.job.testing.SmallModel;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code decnn settings} prints, read as Flink reads it. */
class SettingsCommandTest {

    @TempDir private static Path folder;
    private static Path model;

    @TempDir private Path conf;

    @BeforeAll
    static void splitNetwork() throws IOException {
        model = SmallModel.split(SmallNetworks.groupedWithShuffles(1), 4, folder).path();
    }

    @Test
    void theLinesGoOnTheEndOfAConfiguration() throws IOException {
        Configuration configuration = configuration("--devices", "4");

        assertThat(configuration.get(TaskManagerOptions.MEMORY_SEGMENT_SIZE))
                .isEqualTo(MemorySize.parse("32kb"));
        assertThat(configuration.get(TaskManagerOptions.NETWORK_MEMORY_MIN))
                .isEqualTo(configuration.get(TaskManagerOptions.NETWORK_MEMORY_MAX));
        assertThat(configuration.toMap()).containsEntry("parallelism.default", "1");
        assertThat(
                        TaskExecutorProcessUtils.processSpecFromConfig(configuration)
                                .getManagedMemorySize())
                .isEqualTo(MemorySize.ZERO);
    }

    @Test
    void aSmallBoardKeepsHalfOfItsMemory() throws IOException {
        Configuration configuration = configuration("--small", "--max-pixels", "4000000");

        TaskExecutorProcessSpec process =
                TaskExecutorProcessUtils.processSpecFromConfig(configuration);

        assertThat(process.getTotalProcessMemorySize()).isLessThan(MemorySize.parse("512m"));
        assertThat(configuration.toMap().get("env.java.opts.taskmanager"))
                .contains("-XX:+UseSerialGC");
    }

    @Test
    void moreDevicesThanShardsAreRefused() {
        CommandRun run = CommandRun.decnn("settings", model, "--devices", "5");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("5 device(s)", "use 1 to 4").hasLineCount(1);
    }

    private Configuration configuration(String... options) throws IOException {
        Object[] args = new Object[options.length + 2];
        args[0] = "settings";
        args[1] = model;
        System.arraycopy(options, 0, args, 2, options.length);
        Files.writeString(
                conf.resolve("config.yaml"),
                "parallelism:\n  default: 1\n" + CommandRun.decnn(args).succeeded().out());
        return GlobalConfiguration.loadConfiguration(conf.toString());
    }
}
