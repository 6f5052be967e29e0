package org.decnn.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.util.FileUtils;
import org.decnn.job.testing.CommandRun;
import org.decnn.job.testing.SmallModel;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code decnn settings} prints, read as Flink reads it. */
class SettingsCommandTest {

    /** Sizes are rounded up. */
    private static final MemorySize MEBIBYTES = MemorySize.ofMebiBytes(2);

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

    @ParameterizedTest
    @CsvSource({
        "1g, 4000000, 768m, true",
        "2g, 32000000, 1792m, false",
        "4g, 32000000, 3840m, false",
        "8g, 32000000, 7936m, false"
    })
    void whatABoardLeavesIsNotExceeded(String board, String pixels, String available, boolean small)
            throws IOException {
        Configuration configuration = configuration("--memory", board, "--max-pixels", pixels);

        assertThat(
                        TaskExecutorProcessUtils.processSpecFromConfig(configuration)
                                .getTotalProcessMemorySize())
                .isLessThanOrEqualTo(MemorySize.parse(available));
        assertThat(configuration.toMap().containsKey("env.java.opts.taskmanager")).isEqualTo(small);
    }

    @Test
    void whatDoesNotFitABoardIsRefusedWithWhatDoes() {
        CommandRun refused = CommandRun.decnn("settings", model, "--memory", "1g");

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .hasLineCount(1)
                .contains("1024m leaves a TaskManager 768m", "32000000 pixels", "2048m");
        Matcher proposed = Pattern.compile("--max-pixels (\\d+)").matcher(refused.err());
        assertThat(proposed.find()).isTrue();
        CommandRun.decnn("settings", model, "--memory", "1g", "--max-pixels", proposed.group(1))
                .succeeded();
        assertThat(CommandRun.decnn("settings", model, "--memory", "300m").err())
                .contains("split the network over more shards");
        assertThat(CommandRun.decnn("settings", model, "--memory", "much").err())
                .contains("--memory much", "1g");
    }

    @Test
    void aSpareShardIsRoomForThoseOfADeviceThatIsLost() throws IOException {
        String withSpare = offHeap("--devices", "4", "--spare-shards", "1");

        // On three devices or on two, one of them holds two shards.
        assertThat(withSpare)
                .isEqualTo(offHeap("--devices", "2"))
                .isNotEqualTo(offHeap("--devices", "4"));
        assertThat(offHeap("--devices", "4", "--spare-shards", "3"))
                .isEqualTo(offHeap("--devices", "1"));
    }

    @Test
    void whatIsSentNeedsNoFewerBuffersForTheSakeOfFewerDevices() throws IOException {
        assertThat(
                        configuration("--devices", "4", "--spare-shards", "1")
                                .get(TaskManagerOptions.NETWORK_MEMORY_MAX))
                .isEqualTo(
                        configuration("--devices", "4").get(TaskManagerOptions.NETWORK_MEMORY_MAX));
    }

    @Test
    void aBoardOfTwoSlotsHasRoomForTwoDevices() throws IOException {
        Configuration one = configuration("--devices", "4");
        Configuration two = configuration("--devices", "4", "--slots", "2");

        assertThat(two.get(TaskManagerOptions.NUM_TASK_SLOTS)).isEqualTo(2);
        for (ConfigOption<MemorySize> memory :
                List.of(
                        TaskManagerOptions.TASK_OFF_HEAP_MEMORY,
                        TaskManagerOptions.TASK_HEAP_MEMORY,
                        TaskManagerOptions.NETWORK_MEMORY_MAX)) {
            assertThat(two.get(memory)).isGreaterThan(one.get(memory));
        }
        assertThat(two.get(TaskManagerOptions.TASK_OFF_HEAP_MEMORY))
                .isGreaterThanOrEqualTo(
                        one.get(TaskManagerOptions.TASK_OFF_HEAP_MEMORY)
                                .multiply(2)
                                .subtract(MEBIBYTES));
    }

    @Test
    void noSlotsAndFewerThanNoSpareShardsAreRefused() {
        assertThat(CommandRun.decnn("settings", model, "--slots", "0").err())
                .contains("--slots is at least 1")
                .hasLineCount(1);
        assertThat(CommandRun.decnn("settings", model, "--spare-shards", "-1").err())
                .contains("--spare-shards is at least 0")
                .hasLineCount(1);
    }

    /** The line, with the bytes of weights in its reason. */
    private static String offHeap(String... options) {
        Object[] args = Stream.concat(Stream.of("settings", model), Stream.of(options)).toArray();
        return CommandRun.decnn(args)
                .succeeded()
                .out()
                .lines()
                .filter(line -> line.startsWith(TaskManagerOptions.TASK_OFF_HEAP_MEMORY.key()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void moreDevicesThanShardsAreRefused() {
        CommandRun run = CommandRun.decnn("settings", model, "--devices", "5");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("5 device(s)", "use 1 to 4").hasLineCount(1);
    }

    @Test
    void aBoardIsMeasuredShardByShard() {
        CommandRun run =
                CommandRun.decnn("settings", model, "--measure", "--repetitions", 3).succeeded();

        assertThat(run.out().lines()).hasSize(6).first().asString().contains("3 times");
        for (int shard = 1; shard <= 4; shard++) {
            assertThat(run.out())
                    .containsPattern(
                            "shard "
                                    + shard
                                    + ": [0-9.]+ ms an image \\([0-9.]+ to [0-9.]+\\), at most"
                                    + " [0-9.]*[1-9][0-9.]* images/s; [0-9.]+ MB");
        }
        assertThat(run.out()).containsPattern("Java and all: [1-9][0-9,]* MB at most");
    }

    @Test
    void theOtherBoardsRatesMakeWeights() {
        assertThat(
                        CommandRun.decnn(
                                        "settings",
                                        model,
                                        "--measure",
                                        "--repetitions",
                                        1,
                                        "--others",
                                        "1000000000,500000000")
                                .succeeded()
                                .out())
                .containsPattern(
                        "for this board and the others, by speed: --weights 0.001,1,0.5\\. With some [0-9.]+ ms .* whatever it has\n");
    }

    @Test
    void whatBoardsHaveToDoBesideTheGraphsIsTakenOffTheirWeights(@TempDir Path folder)
            throws IOException {
        Path board =
                Files.writeString(
                        folder.resolve("board.json"),
                        """
                        {"cores": 1, "coreGmacs": 1, "memoryMB": 1000,
                         "overheads": {"imageMs": 0, "exchangeMs": 0}}
                        """);
        assertThat(
                        CommandRun.decnn(
                                        "settings",
                                        model,
                                        "--measure",
                                        "--repetitions",
                                        1,
                                        "--board-out",
                                        board,
                                        "--others",
                                        "1000000000,500000000")
                                .succeeded()
                                .out())
                .contains(
                        "for this board and the others: --weights 0.001,1,0.5; by the graphs alone"
                                + " --weights 0.001,1,0.5, but each board has some 0.0 ms");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "--others 5 | --measure",
                "--measure --repetitions 0 | --repetitions is at least 1",
                "--measure --others 5,0 | more than 0",
                "--measure --others fast | --others",
                "--measure --threads 0 | --threads is at least 1",
                "--board-out b.json | --measure",
                "--measure --board-out /no/folder/b.json | make it first",
                "--measure --board-out /proc/version | no board file",
            })
    void whatCannotBeMeasuredSoIsSaidInOneLine(String options, String why) {
        List<Object> args = new ArrayList<>(List.of("settings", model));
        args.addAll(List.of(options.split(" ")));

        CommandRun run = CommandRun.decnn(args.toArray());

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(why).hasLineCount(1);
    }

    @Test
    void aDirectoryThatIsSpoiltIsNotMeasured() throws IOException {
        Path spoilt = folder.resolve("spoilt");
        FileUtils.copy(
                new org.apache.flink.core.fs.Path(model.toUri()),
                new org.apache.flink.core.fs.Path(spoilt.toUri()),
                false);
        Files.writeString(spoilt.resolve("stage-1/shard-0.onnx"), "none");

        CommandRun run = CommandRun.decnn("settings", spoilt, "--measure");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("stage-1/shard-0.onnx").hasLineCount(1);
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
