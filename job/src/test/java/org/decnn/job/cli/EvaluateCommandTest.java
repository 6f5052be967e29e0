package org.decnn.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.decnn.job.testing.CommandRun;
import org.decnn.job.testing.OverflowingNetwork;
import org.decnn.job.testing.SmallModel;
import org.decnn.job.testing.TestPictures;
import org.decnn.model.directory.NetworkFile;
import org.decnn.model.network.Network;
import org.decnn.model.onnx.OnnxWriter;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EvaluateCommandTest {

    private static final int PICTURES = 30;

    @TempDir private static Path folder;
    private static SmallModel model;
    private static Path mute;
    private static Path speaking;
    private static Path data;

    @TempDir private Path own;

    @BeforeAll
    static void writeFiles() throws IOException {
        Network network = SmallNetworks.groupedWithShuffles(1);
        model = SmallModel.split(network, 4, folder);
        mute = folder.resolve("mute.onnx");
        Files.write(mute, OnnxWriter.write(SmallNetworks.denseChain(2)));
        speaking = folder.resolve("speaking.onnx");
        new NetworkFile(network, Optional.of(model.directory().manifest().preprocessing()))
                .write(speaking);
        data = Files.createDirectory(folder.resolve("data"));
        for (int i = 0; i < PICTURES; i++) {
            Path file = data.resolve("test/class-" + i % 10 + "/" + i + ".png");
            Files.createDirectories(file.getParent());
            Files.write(file, TestPictures.png(i));
        }
        Files.writeString(data.resolve("test/class-3/notes.txt"), "none");
        Files.createDirectories(folder.resolve("two/cat"));
        Files.createDirectories(folder.resolve("two/dog"));
        Files.write(folder.resolve("two/cat/1.png"), TestPictures.png(1));
        Files.write(folder.resolve("two/dog/2.png"), TestPictures.png(2));
        Files.createDirectory(folder.resolve("empty"));
        Files.write(folder.resolve("short.bin"), new byte[3072]);
    }

    @Test
    void aModelDirectorysAccuracyIsThatOfItsAnswersToThePictures() throws IOException {
        int correct = 0;
        for (int i = 0; i < PICTURES; i++) {
            correct += best(model.logitsOf(TestPictures.png(i))) == i % 10 ? 1 : 0;
        }
        Path json = own.resolve("figures.json");

        CommandRun run = evaluate(model.path(), "--data", data, "--json", json).succeeded();

        JsonNode figures = new ObjectMapper().readTree(json.toFile());
        assertThat(figures.get("images").asInt()).isEqualTo(PICTURES);
        assertThat(figures.get("networks").get(0).get("top1").get("correct").asInt())
                .isEqualTo(correct);
        assertThat(run.err())
                .contains("left out, as it is no picture in a class's folder: ")
                .contains("notes.txt")
                .contains("30 pictures in");
    }

    @Test
    void aNetworkThatAnswersWithNoFiniteNumberIsNamedWithThePicture() throws IOException {
        Path split = SmallModel.split(OverflowingNetwork.network(), 4, own).path();
        Path light = Files.createDirectories(own.resolve("light"));
        for (int i = 0; i < 10; i++) {
            Path file = light.resolve("class-" + i).resolve(i + ".png");
            Files.createDirectories(file.getParent());
            Files.write(file, TestPictures.plain(0xffffff));
        }

        CommandRun run = evaluate(split, "--data", light, "--threads", 1);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("overflowing", "0.png", "check its preprocessing");
    }

    private static int best(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    @Test
    void networksStandSideBySideEachWithItsOwnPreprocessing() {
        CommandRun run =
                evaluate(model.path(), speaking, mute, "--data", data, "--preset", "caffe")
                        .succeeded();

        List<String> lines = run.out().lines().toList();
        assertThat(lines.get(0)).startsWith("30 pictures").contains("top-1", "top-5", "95 %");
        String figures = lines.get(1).substring(lines.get(1).indexOf(" % (") - 6);
        assertThat(lines.get(2)).startsWith("2  " + speaking).endsWith(figures);
        assertThat(lines.get(3)).startsWith("3  " + mute);
        assertThat(lines).anyMatch(line -> line.matches("class-3( +[0-9.]+ %){3}"));
        assertThat(run.out())
                .contains(
                        "1 and 2: 0 pictures only 1 has right, 0 only 2 has right: p = 1.0"
                                + " (McNemar's test, exact)")
                .contains("1 and 3: ", "2 and 3: ");
    }

    @Test
    void namesThatAreNotTheDatasAreSaidToBeMatchedByOrder() throws IOException {
        List<String> names = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
        Path named = own.resolve("named.onnx");
        NetworkFile file = NetworkFile.read(speaking, OptionalInt.empty());
        file.withLabels(names).write(named);

        assertThat(evaluate(named, "--data", data).succeeded().err())
                .contains(
                        "decnn: "
                                + named
                                + " calls its classes a, b, c …, the data class-0, class-1,"
                                + " class-2 …: they are matched by their order");
        assertThat(evaluate(speaking, "--data", data).succeeded().err())
                .doesNotContain("by their order");
    }

    @Test
    void aSampleIsAsLargeAsAskedFor() {
        assertThat(evaluate(speaking, "--data", data, "--images", 10).succeeded().out())
                .startsWith("10 pictures");
    }

    static Stream<Arguments> commandsThatCannotBeCarriedOut() {
        return Stream.of(
                Arguments.of("--data data", "NETWORK", "--help"),
                Arguments.of("SPEAKING", "--data", "--help"),
                Arguments.of("none.onnx --data data", "none.onnx", "give an .onnx file"),
                Arguments.of("empty --data data", "empty", "decnn shard"),
                Arguments.of("MUTE --data data", "mute.onnx", "--preset"),
                Arguments.of("SPEAKING --data data --preset caffe", "itself", "leave --preset"),
                Arguments.of("SPEAKING --data none", "none does not exist", "give a CIFAR-10"),
                Arguments.of("SPEAKING --data empty", "empty is empty", "one folder for each"),
                Arguments.of("SPEAKING --data short.bin", "3072", "binary version"),
                Arguments.of("SPEAKING --data two", "tells 10", "the data has 2"),
                Arguments.of("SPEAKING --data data --images 31", "31", "ask for 1 to 30"),
                Arguments.of("SPEAKING --data data --images 0", "0", "ask for 1 to 30"),
                Arguments.of("SPEAKING --data data --threads 0", "--threads", "at least 1"),
                Arguments.of("SPEAKING --data data --json data", "is a folder", "give --json"),
                Arguments.of("SPEAKING --data data --json no/f", "no/f", "make it first"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commandsThatCannotBeCarriedOut")
    void whatIsWrongIsSaidInOneLine(String words, String thing, String remedy) {
        List<Object> args = new ArrayList<>();
        for (String word : words.split(" ")) {
            boolean file = !word.startsWith("--") && !word.matches("[0-9]+|caffe");
            args.add(
                    word.equals("SPEAKING")
                            ? speaking
                            : word.equals("MUTE") ? mute : file ? folder.resolve(word) : word);
        }

        CommandRun run = evaluate(args.toArray());

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).startsWith("decnn: ").contains(thing).contains(remedy);
    }

    private static CommandRun evaluate(Object... args) {
        return CommandRun.decnn(
                Stream.concat(Stream.of("evaluate"), Arrays.stream(args)).toArray());
    }
}
