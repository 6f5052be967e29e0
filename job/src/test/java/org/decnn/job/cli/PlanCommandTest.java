package org.decnn.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.decnn.job.testing.CommandRun;
import org.decnn.job.testing.SmallModel;
import org.decnn.model.network.Network;
import org.decnn.model.network.TensorShape;
import org.decnn.model.onnx.OnnxWriter;
import org.decnn.model.testing.NetworkSketch;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlanCommandTest {

    @TempDir private static Path folder;

    @TempDir private Path own;

    @BeforeAll
    static void writeFiles() throws IOException {
        write("dense.onnx", SmallNetworks.denseResidual(1));
        write("grouped.onnx", SmallNetworks.groupedResidual(1));
        board("board.json", "\"cores\": 1, \"coreGmacs\": 0.05, \"memoryMB\": 2000");
        board("small.json", "\"cores\": 1, \"coreGmacs\": 0.05, \"memoryMB\": 10");
        board("nokey.json", "\"cores\": 1, \"memoryMB\": 2000");
        board("other.json", "\"cores\": 1, \"coreGmacs\": 1, \"memoryMB\": 1, \"ram\": 1");
        board("word.json", "\"cores\": \"four\", \"coreGmacs\": 1, \"memoryMB\": 1");
        board("zero.json", "\"cores\": 0, \"coreGmacs\": 1, \"memoryMB\": 1");
        board(
                "graphs.json",
                "\"cores\": 1, \"coreGmacs\": 1, \"memoryMB\": 1, \"measured\": [{\"shards\": 1}]");
        board(
                "over.json",
                "\"cores\": 1, \"coreGmacs\": 1, \"memoryMB\": 1,"
                        + " \"overheads\": {\"linkEfficiency\": 2}");
        Files.writeString(folder.resolve("text.json"), "fast");
        NetworkSketch map = new NetworkSketch("map", 1, TensorShape.image(3, 8, 8));
        write("map.onnx", map.network(map.conv("conv", 8, 1, 3, 1, Network.INPUT)));
    }

    private static void write(String name, Network network) throws IOException {
        Files.write(folder.resolve(name), OnnxWriter.write(network));
    }

    private static void board(String name, String keys) throws IOException {
        Files.writeString(folder.resolve(name), "{" + keys + "}");
    }

    @Test
    void eachWayOfUsingTheBoardsIsAtEachRateInTableAndJson() throws IOException {
        Path json = own.resolve("plan.json");

        String out =
                plan(
                                "dense.onnx grouped.onnx --devices 4 --network 100mbit,1gbit"
                                        + " --board board.json --json",
                                json)
                        .succeeded()
                        .out();

        assertThat(out)
                .contains("one board, whole", "4 boards, a copy on each", "2 × split over 2")
                .contains("split over 4, gather, float32", "split over 4, shuffle, uint8")
                .contains("stem at home, float16", "100 Mbit/s: ", "1 Gbit/s: ");
        JsonNode root = new ObjectMapper().readTree(json.toFile());
        assertThat(root.at("/ways")).hasSize(2 * 2 * (1 + 1 + 3 + 6));
        assertThat(root.at("/ways"))
                .allSatisfy(
                        way -> {
                            assertThat(way.get("imagesPerSecond").asDouble()).isPositive();
                            assertThat(way.get("latencyMs").asDouble()).isPositive();
                            assertThat(way.get("memoryMB").asDouble()).isPositive();
                        });
        assertThat(root.at("/advice")).hasSize(2);
    }

    @Test
    void fourCopiesGiveFourTimesTheImagesAndTheLatencyOfOne() throws IOException {
        Path json = own.resolve("plan.json");
        plan("dense.onnx --network 1gbit --board board.json --json", json).succeeded();

        JsonNode ways = new ObjectMapper().readTree(json.toFile()).at("/ways");

        assertThat(ways.get(1).get("imagesPerSecond").asDouble())
                .isEqualTo(4 * ways.get(0).get("imagesPerSecond").asDouble());
        assertThat(ways.get(1).get("latencyMs")).isEqualTo(ways.get(0).get("latencyMs"));
    }

    @Test
    void whereNothingFitsThatIsTheAdvice() {
        String out = plan("dense.onnx --network 10 --board small.json").succeeded().out();

        assertThat(out).contains("10 Mbit/s: no way fits boards of 10 MB", "does not fit");
    }

    @Test
    void aBoardByHandIsEnough() {
        assertThat(
                        plan("grouped.onnx --core-gmacs 5 --cores 4 --threads 4 --memory 2g")
                                .succeeded()
                                .out())
                .contains("4 board(s) of 4 core(s) of 5.00 GMAC/s and 2,147 MB");
    }

    @Test
    void whatABoardWasMeasuredAtIsWhatIsPlannedWith() throws IOException {
        Path board = own.resolve("board.json");
        Network network = SmallNetworks.groupedResidual(1);
        for (int shards : new int[] {1, 4}) {
            Path model =
                    SmallModel.split(
                                    network,
                                    shards,
                                    Files.createDirectory(own.resolve("m" + shards)))
                            .path();
            CommandRun.decnn(
                            "settings",
                            model,
                            "--measure",
                            "--repetitions",
                            2,
                            "--board-out",
                            board)
                    .succeeded();
        }

        String out = plan("grouped.onnx --network 1gbit --board", board).succeeded().out();

        assertThat(new ObjectMapper().readTree(board.toFile()).at("/measured")).hasSize(2);
        assertThat(out.lines().filter(line -> line.startsWith("  one board, whole")))
                .noneMatch(line -> line.contains("not measured"));
        assertThat(out.lines().filter(line -> line.contains("split over 4, shuffle, uint8")))
                .isNotEmpty()
                .noneMatch(line -> line.contains("not measured"));
        assertThat(out.lines().filter(line -> line.startsWith("  2 × split")))
                .isNotEmpty()
                .allMatch(line -> line.contains("not measured"));
    }

    static Stream<Arguments> plansThatCannotBeMade() {
        String board = " --board board.json";
        return Stream.of(
                Arguments.of("none.onnx" + board, "none.onnx does not exist", "give the network"),
                Arguments.of("text.json" + board, "text.json", "ONNX"),
                Arguments.of("map.onnx" + board, "map.onnx", "global pooling"),
                Arguments.of("dense.onnx", "how fast a board is", "--board FILE"),
                Arguments.of("dense.onnx --devices 0" + board, "--devices 0", "1 or more"),
                Arguments.of("dense.onnx --devices four" + board, "four", "--devices"),
                Arguments.of("dense.onnx --network fast" + board, "'fast' is no rate", "100mbit"),
                Arguments.of("dense.onnx --network 0" + board, "'0' is no rate", "above 0"),
                Arguments.of("dense.onnx --board none.json", "none.json", "--board-out"),
                Arguments.of("dense.onnx --board text.json", "text.json", "--board-out"),
                Arguments.of("dense.onnx --board nokey.json", "'coreGmacs'", "docs/planning.md"),
                Arguments.of("dense.onnx --board other.json", "'ram'", "docs/planning.md"),
                Arguments.of("dense.onnx --board word.json", "'cores'", "docs/planning.md"),
                Arguments.of("dense.onnx --board zero.json", "above 0", "docs/planning.md"),
                Arguments.of("dense.onnx --board graphs.json", "'network'", "docs/planning.md"),
                Arguments.of("dense.onnx --board over.json", "linkEfficiency", "docs/planning.md"),
                Arguments.of("dense.onnx --cores 4" + board, "--board says", "leave them out"),
                Arguments.of("dense.onnx --core-gmacs 0", "--core-gmacs 0", "above 0"),
                Arguments.of("dense.onnx --core-gmacs 1 --memory 1k", "--memory 1k", "1g"),
                Arguments.of(
                        "dense.onnx --json no/plan.json" + board, "plan.json", "make it first"),
                Arguments.of("--devices 4" + board, "NETWORK", "--help"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("plansThatCannotBeMade")
    void aPlanThatCannotBeMadeSaysWhyInOneLine(String words, String thing, String remedy) {
        CommandRun run = plan(words);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().strip().lines()).singleElement().asString().contains(thing, remedy);
        assertThat(run.err()).startsWith("decnn: ").doesNotContain("Exception");
        assertThat(run.out()).isEmpty();
    }

    private static CommandRun plan(String words, Object... more) {
        List<Object> all = new ArrayList<>(List.of("plan"));
        for (String word : words.split(" ")) {
            all.add(word.matches("[a-z]+\\.(onnx|json)") ? folder.resolve(word) : word);
        }
        all.addAll(List.of(more));
        return CommandRun.decnn(all.toArray());
    }
}
