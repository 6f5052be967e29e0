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
import org.decnn.model.network.Network;
import org.decnn.model.onnx.OnnxWriter;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReportCommandTest {

    @TempDir private static Path folder;

    @TempDir private Path own;

    @BeforeAll
    static void writeNetworks() throws IOException {
        write("dense.onnx", SmallNetworks.denseResidual(1));
        write("grouped.onnx", SmallNetworks.groupedResidual(1));
        write("larger.onnx", SmallNetworks.averagePools(1));
        Files.writeString(folder.resolve("text.json"), "none");
    }

    private static void write(String name, Network network) throws IOException {
        Files.write(folder.resolve(name), OnnxWriter.write(network));
    }

    @Test
    void aPageAndItsFiguresAreWritten() throws IOException {
        Path page = own.resolve("report.html");
        Path figures = own.resolve("report.json");

        CommandRun run =
                run("dense.onnx grouped.onnx --devices 2 --network 5,50 --device-gmacs 0.5", page)
                        .with("--json", figures)
                        .execute()
                        .succeeded();

        assertThat(run.out()).contains(page.toString(), figures.toString());
        assertThat(page).content().contains("dense", "grouped", "50\u00a0Mbit/s");
        JsonNode json = new ObjectMapper().readTree(figures.toFile());
        assertThat(json.at("/setting/gigaMacsPerSecond").asDouble()).isEqualTo(0.5);
        assertThat(json.at("/rewritten/times")).hasSize(4);
        assertThat(json.at("/rewritten/file").asText()).isEqualTo("grouped.onnx");
    }

    static Stream<Arguments> reportsThatCannotBeMade() {
        return Stream.of(
                Arguments.of("dense.onnx grouped.onnx --devices 0", "--devices 0", "1 or more"),
                Arguments.of("dense.onnx none.onnx", "none.onnx", "give the rewritten"),
                Arguments.of("dense.onnx larger.onnx", "larger.onnx", "one input size"),
                Arguments.of("dense.onnx text.json", "text.json", "ONNX"),
                Arguments.of("dense.onnx grouped.onnx --network 0", "--network 0", "above 0"),
                Arguments.of(
                        "dense.onnx grouped.onnx --device-gmacs -1", "--device-gmacs", "above 0"),
                Arguments.of(
                        "dense.onnx grouped.onnx --accuracy none.json", "none.json", "evaluate"),
                Arguments.of(
                        "dense.onnx grouped.onnx --accuracy text.json", "text.json", "evaluate"),
                Arguments.of("dense.onnx", "REWRITTEN.onnx", "--help"));
    }

    @ParameterizedTest
    @MethodSource("reportsThatCannotBeMade")
    void aReportThatCannotBeMadeSaysWhyInOneLine(String words, String thing, String remedy) {
        Path page = own.resolve("report.html");

        CommandRun run = run(words, page).execute();

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().strip().lines()).singleElement().asString().contains(thing, remedy);
        assertThat(page).doesNotExist();
    }

    private static Line run(String words, Path page) {
        List<Object> all = new ArrayList<>(List.of("report"));
        for (String word : words.split(" ")) {
            all.add(word.matches(".*\\.(onnx|json)") ? folder.resolve(word) : word);
        }
        return new Line(all).with("--out", page);
    }

    private record Line(List<Object> words) {
        Line with(Object... more) {
            words.addAll(List.of(more));
            return this;
        }

        CommandRun execute() {
            return CommandRun.decnn(words.toArray());
        }
    }
}
