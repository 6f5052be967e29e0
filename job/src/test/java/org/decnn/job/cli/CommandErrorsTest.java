package org.decnn.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.decnn.job.testing.CommandRun;
import org.decnn.job.testing.NpyFile;
import org.decnn.job.testing.SmallModel;
import org.decnn.job.testing.TestPictures;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.PerChannel;
import org.decnn.model.network.PerChannel.Pad.Border;
import org.decnn.model.network.Window;
import org.decnn.model.onnx.OnnxWriter;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Command;

/** What the user can put right is said in one line that names the thing and the remedy. */
class CommandErrorsTest {

    @TempDir private static Path folder;
    private static Path onnx;
    private static Path model;
    private static Path picture;
    private static Path array;

    @TempDir private Path own;

    @BeforeAll
    static void writeFiles() throws IOException {
        onnx = folder.resolve("network.onnx");
        Files.write(onnx, OnnxWriter.write(SmallNetworks.groupedWithShuffles(1)));
        model = SmallModel.split(SmallNetworks.groupedWithShuffles(1), 4, folder).path();
        picture = Files.write(folder.resolve("cat.png"), TestPictures.png(1));
        array = npy("good.npy", "<f4", false, List.of(1, 3, 8, 8), 4 * 3 * 64);
        Files.writeString(folder.resolve("text.onnx"), "not a network");
        Files.write(folder.resolve("short.bin"), new byte[3072]);
        Files.write(folder.resolve("empty.bin"), new byte[0]);
        Files.write(folder.resolve("long.npy"), overflowing(array));
        Files.writeString(folder.resolve("text.npy"), "not an array");
        Files.write(folder.resolve("cut.npy"), new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'});
        npy("shape.npy", "<f4", false, List.of(1, 8, 8, 3), 4 * 3 * 64);
        npy("flat.npy", "<f4", false, List.of(192), 4 * 3 * 64);
        npy("double.npy", "<f8", false, List.of(1, 3, 8, 8), 8 * 3 * 64);
        npy("fortran.npy", "<f4", true, List.of(1, 3, 8, 8), 4 * 3 * 64);
        npy("broken.npy", "<f4", false, List.of(2, 3, 8, 8), 4 * 3 * 64);
        npy("none.npy", "<f4", false, List.of(0, 3, 8, 8), 0);
        npy("negative.npy", "<f4", false, List.of(-1, 3, 8, 8), 0);
        npy("huge.npy", "<f4", false, List.of(2_000_000_000, 3, 8, 8), 0);
        Files.writeString(folder.resolve("three.txt"), "cat\ndog\nfrog\n");
        Files.writeString(folder.resolve("empty.txt"), "\n");
        Files.writeString(folder.resolve("empty.json"), "");
        Files.writeString(folder.resolve("no.json"), "{cat");
        Files.writeString(folder.resolve("gap.json"), "{\"0\": \"cat\", \"2\": \"dog\"}");
        Files.write(folder.resolve("latin1.txt"), new byte[] {'K', (byte) 0xE4, 's', 'e', '\n'});
        for (String label : List.of("cat", "dog")) {
            Files.createDirectories(folder.resolve("two").resolve(label));
            Files.write(folder.resolve("two").resolve(label).resolve("1.png"), TestPictures.png(1));
        }
        Files.createDirectory(folder.resolve("no-pictures"));
        Files.writeString(folder.resolve("no-pictures/notes.txt"), "none");
    }

    private static Path npy(
            String name, String descr, boolean fortran, List<Integer> shape, int bytes)
            throws IOException {
        return NpyFile.write(folder.resolve(name), descr, fortran, shape, new byte[bytes]);
    }

    /** More images than an int counts. */
    private static byte[] overflowing(Path array) throws IOException {
        String text = Files.readString(array, StandardCharsets.ISO_8859_1);
        return text.replace("(1, 3, ", "(9999999999, 3, ").getBytes(StandardCharsets.ISO_8859_1);
    }

    static Stream<Arguments> networksThatCannotBeSplit() {
        return Stream.of(
                Arguments.of("--shards -3 --preset cifar10 NETWORK", "-3", "shard"),
                Arguments.of("--shards 0 --preset cifar10 NETWORK", "0", "shard"),
                Arguments.of("--shards four --preset cifar10 NETWORK", "four", "--shards"),
                Arguments.of("--preset cifar10 NETWORK", "--shards", "--help"),
                Arguments.of("--weights 2,one --preset cifar10 NETWORK", "one", "--weights"),
                Arguments.of("--weights 2,0 --preset cifar10 NETWORK", "shard 2", "leave the"),
                Arguments.of(
                        "--weights 2,1 --shards 3 --preset cifar10 NETWORK",
                        "2 number(s) for --shards 3",
                        "leave --shards out"),
                Arguments.of("--shards 4 --preset cifar10 none.onnx", "none.onnx", "give the"),
                Arguments.of("--shards 4 --preset cifar10 text.onnx", "text.onnx", "ONNX"),
                Arguments.of("--shards 4 --preset cifar10 .", "does not exist", ".onnx file"),
                Arguments.of("--shards 4 NETWORK", "normalised", "--preset"),
                Arguments.of("--shards 4 --mean 0,0,0 NETWORK", "normalised", "--std"),
                Arguments.of("--shards 4 --mean 0,0 --std 1 NETWORK", "mean", "3 value(s)"),
                Arguments.of("--shards 4 --mean 0,0,0 --std 1,1,0 NETWORK", "std of 0", "divides"),
                Arguments.of("--shards 4 --preset mnist NETWORK", "mnist", "CIFAR10"),
                Arguments.of("--shards 4 --preset cifar10 --crop 9 NETWORK", "not 9", "leave out"),
                Arguments.of("--shards 4 --preset cifar10 --resize 7 NETWORK", "resize 7", "ask"),
                Arguments.of(
                        "--shards 4 --preset cifar10 --labels none.txt NETWORK",
                        "none.txt",
                        "give a file"),
                Arguments.of(
                        "--shards 4 --preset cifar10 --labels three.txt NETWORK",
                        "3 labels",
                        "one line for each class"),
                Arguments.of(
                        "--shards 4 --preset cifar10 --labels no.json NETWORK", "no.json", "JSON"),
                Arguments.of(
                        "--shards 4 --preset cifar10 --labels gap.json NETWORK",
                        "gap.json",
                        "one entry a class"),
                Arguments.of(
                        "--shards 4 --preset cifar10 --labels empty.txt NETWORK",
                        "empty.txt",
                        "one line for each class"),
                Arguments.of(
                        "--shards 4 --preset cifar10 --labels empty.json NETWORK",
                        "empty.json",
                        "one line for each class"),
                Arguments.of(
                        "--shards 4 --preset cifar10 --labels latin1.txt NETWORK",
                        "latin1.txt",
                        "UTF-8"),
                Arguments.of("--shards 4 --preset cifar10 --wire int4 NETWORK", "int4", "UINT8"),
                Arguments.of(
                        "--shards 4 --preset cifar10 --wire auto NETWORK",
                        "--wire auto",
                        "give --calibration DATA"),
                Arguments.of(
                        "--shards 4 --preset cifar10 --wire uint8 --images 9 NETWORK",
                        "--images",
                        "--calibration"),
                Arguments.of(
                        "--shards 4 --preset cifar10 --wire auto --calibration none NETWORK",
                        "none",
                        "does not exist"),
                Arguments.of(
                        "--shards 4 --preset cifar10 --wire auto --calibration short.bin NETWORK",
                        "short.bin",
                        "CIFAR-10"),
                Arguments.of(
                        "--shards 4 --preset cifar10 --wire auto --calibration two NETWORK",
                        "2: give data",
                        "10 classes"),
                Arguments.of(
                        "--shards 4 --preset cifar10 --wire auto --calibration two --images 3"
                                + " NETWORK",
                        "3 pictures",
                        "ask for 1 to 2"),
                Arguments.of("--shards 4 --preset cifar10 --fast NETWORK", "--fast", "--help"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networksThatCannotBeSplit")
    void shardSaysWhatIsWrong(String words, String thing, String remedy) {
        List<Object> args = new ArrayList<>(List.of("shard", "--out", own.resolve("model")));
        args.addAll(resolved(words));

        assertOneLine(CommandRun.decnn(args.toArray()), thing, remedy);

        assertThat(own).isEmptyDirectory();
    }

    static Stream<Arguments> inputsThatCannotBeClassified() {
        return Stream.of(
                Arguments.of("MODEL none.png", "none.png", "does not exist"),
                Arguments.of("MODEL no-pictures", "no-pictures", "give JPEG, PNG"),
                Arguments.of("MODEL short.bin", "short.bin", "binary version of CIFAR-10"),
                Arguments.of("MODEL empty.bin", "empty.bin", "binary version of CIFAR-10"),
                Arguments.of("MODEL shape.npy", "shape.npy", "[N, 3, 8, 8]"),
                Arguments.of("MODEL flat.npy", "flat.npy", "[N, 3, 8, 8]"),
                Arguments.of("MODEL double.npy", "<f8", "float32"),
                Arguments.of("MODEL fortran.npy", "Fortran", "C order"),
                Arguments.of("MODEL broken.npy", "broken.npy", "save it again"),
                Arguments.of("MODEL none.npy", "none.npy", "no images"),
                Arguments.of("MODEL negative.npy", "negative.npy", "save it with numpy.save"),
                Arguments.of("MODEL huge.npy", "huge.npy", "save it again"),
                Arguments.of("MODEL long.npy", "long.npy", "save it with numpy.save"),
                Arguments.of("MODEL text.npy", "text.npy", "save it with numpy.save"),
                Arguments.of("MODEL cut.npy", "cut.npy", "save it with numpy.save"),
                Arguments.of("MODEL PICTURE ARRAY", "pictures and .npy", "one kind"),
                Arguments.of("--devices 5 MODEL PICTURE", "5 device(s)", "use 1 to 4"),
                Arguments.of("--devices 0 MODEL PICTURE", "0 device(s)", "use 1 to 4"),
                Arguments.of("--top 0 MODEL PICTURE", "--top", "at least 1"),
                Arguments.of("--threads 0 MODEL PICTURE", "--threads", "at least 1"),
                Arguments.of("--engine fast MODEL PICTURE", "--engine", "onnxruntime, nd4j"),
                Arguments.of("--max-pixels 0 MODEL PICTURE", "maxPixels", "ask for"),
                Arguments.of("NETWORK PICTURE", "network.onnx", "decnn shard"),
                Arguments.of("no-model PICTURE", "no-model", "decnn shard"),
                Arguments.of("no-pictures PICTURE", "no-pictures", "decnn shard"),
                Arguments.of("MODEL", "INPUT", "--help"),
                Arguments.of("--fast MODEL PICTURE", "--fast", "--help"),
                Arguments.of("--out no/such/answers MODEL PICTURE", "answers", "make it first"),
                Arguments.of("--out no-pictures MODEL PICTURE", "no-pictures", "give --out a file"),
                Arguments.of("--out no/such/answers MODEL FOLDER", "answers", "make it first"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("inputsThatCannotBeClassified")
    void classifySaysWhatIsWrong(String words, String thing, String remedy) {
        List<Object> args = new ArrayList<>(List.of("classify"));
        args.addAll(resolved(words));

        assertOneLine(CommandRun.decnn(args.toArray()), thing, remedy);
    }

    @Test
    void whatAnEngineLacksIsNamedBeforeAnythingStarts() throws IOException {
        Window dilated = new Window(2, 2, 1, 1, 0, 0, 0, 0, 2, 2, false);
        Network network = SmallNetworks.groupedWithShuffles(1);
        List<Layer> layers = new ArrayList<>();
        layers.add(Layer.of("sparse", new PerChannel.MaxPool(dilated), Network.INPUT));
        layers.add(Layer.of("whole", new PerChannel.Pad(1, 1, 1, 1, Border.EDGE, 0), "sparse"));
        for (Layer layer : network.layers()) {
            List<String> inputs =
                    layer.inputs().stream()
                            .map(input -> input.equals(Network.INPUT) ? "whole" : input)
                            .toList();
            layers.add(new Layer(layer.name(), layer.operation(), inputs));
        }
        Network pooled = new Network("pooled", network.input(), layers, network.output());
        Path directory = SmallModel.split(pooled, 2, own).path();

        assertOneLine(
                CommandRun.decnn("classify", "--engine", "nd4j", directory, picture),
                "'sparse' (MaxPool)",
                "use --engine onnxruntime");
    }

    @Test
    void aRefusedRunLeavesTheAnswersOfTheLastOne() throws IOException {
        Path answers = Files.writeString(own.resolve("answers.jsonl"), "kept");

        CommandRun run =
                CommandRun.decnn("classify", "--devices", 5, "--out", answers, model, picture);

        assertThat(run.code()).isEqualTo(2);
        assertThat(answers).hasContent("kept");
    }

    @Test
    void aChangedFileOfAModelIsNamed() throws IOException {
        SmallModel changed = SmallModel.split(SmallNetworks.denseChain(1), 2, own);
        Path shard = changed.path().resolve("stage-1/shard-1.onnx");
        byte[] graph = Files.readAllBytes(shard);
        graph[graph.length / 2] ^= 1;
        Files.write(shard, graph);

        CommandRun run = CommandRun.decnn("classify", changed.path(), picture);

        assertOneLine(run, "stage-1/shard-1.onnx", "run 'decnn shard' again");
    }

    @Test
    void aMissingFileOfAModelIsNamed() throws IOException {
        SmallModel changed = SmallModel.split(SmallNetworks.denseChain(1), 2, own);
        Files.delete(changed.path().resolve("labels.txt"));

        CommandRun run = CommandRun.decnn("classify", changed.path(), picture);

        assertOneLine(run, "labels.txt", "run 'decnn shard' again");
    }

    @Test
    void aForeignFileInAModelIsNamed() throws IOException {
        SmallModel changed = SmallModel.split(SmallNetworks.denseChain(1), 2, own);
        Files.writeString(changed.path().resolve("notes.txt"), "mine");

        CommandRun run = CommandRun.decnn("classify", changed.path(), picture);

        assertOneLine(run, "notes.txt", "take it out");
    }

    @Test
    void aManifestThatIsNoneIsNamed() throws IOException {
        SmallModel changed = SmallModel.split(SmallNetworks.denseChain(1), 2, own);
        for (String text : List.of("{", "{}", "{\"format\": 1}", "[]", "", "null")) {
            Files.writeString(changed.path().resolve("model.json"), text);

            CommandRun run = CommandRun.decnn("classify", changed.path(), picture);

            assertOneLine(run, "model.json", "run 'decnn shard' again");
        }
    }

    @Test
    void withoutACommandTheCommandsAreShownWithALineEach() {
        CommandRun run = CommandRun.decnn();

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        List<String> lines = run.err().lines().toList();
        assertThat(lines.subList(lines.indexOf("Commands:") + 1, lines.size()))
                .allMatch(line -> line.matches("  [a-z]+ +[A-Z].*[.]"))
                .extracting(line -> line.strip().split(" ")[0])
                .contains("demo", "new", "rewrite", "train", "shard", "classify", "report");
    }

    @Test
    void aMisspeltCommandOrOptionNamesTheNearOne() {
        assertOneLine(CommandRun.decnn("clasify"), "'clasify'", "did you mean 'classify'?");
        assertOneLine(
                CommandRun.decnn("classify", "--device", 2, model, picture),
                "'--device'",
                "did you mean '--devices'?");
        assertOneLine(CommandRun.decnn("xyzzy"), "'xyzzy'", "see decnn --help");
    }

    @Test
    @Tag("integration")
    void anOutputThatCannotBeWrittenIsNamed() {
        Path full = Path.of("/dev/full");

        assertOneLine(
                CommandRun.decnn("classify", model, array, "--out", full),
                "/dev/full cannot be written (No space left on device)",
                "give another --out");
        assertNotWritten(
                CommandRun.decnn("report", onnx, onnx, "--out", full),
                "/dev/full cannot be written (No space left on device)");
        assertNotWritten(
                CommandRun.decnn("new", "resnet20", "--out", "/proc/resnet20.onnx"),
                "/proc/resnet20.onnx cannot be written");
        assertNotWritten(
                CommandRun.decnn(
                        "shard",
                        onnx,
                        "--shards",
                        4,
                        "--preset",
                        "cifar10",
                        "--out",
                        "/proc/model"),
                "/proc/model cannot be written");
    }

    private static void assertNotWritten(CommandRun run, String thing) {
        assertOneLine(run, thing, "give another --out");
    }

    @Test
    @Tag("integration")
    void aStandardOutputThatIsFullIsSaid() throws IOException {
        PrintStream before = System.out;
        CommandRun run;
        try (PrintStream full = new PrintStream(new FileOutputStream("/dev/full"))) {
            System.setOut(full);
            run = CommandRun.decnn("classify", model, array);
        } finally {
            System.setOut(before);
        }
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("decnn: standard output was not written to its end: ");
    }

    @Test
    void verboseAddsTheStackTrace() {
        CommandRun run = CommandRun.decnn("classify", "--verbose", folder.resolve("none"), picture);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("is not a model directory").contains("\tat org.decnn.");
    }

    /** As the release has it, without the libraries of one platform. */
    @Command(name = "train")
    private record Missing(String library) implements Callable<Integer> {
        @Override
        public Integer call() {
            throw new NoClassDefFoundError(library);
        }
    }

    @Test
    void whatAReleaseLeavesOutSaysHowItIsHad() {
        assertOneLine(
                CommandRun.of(new Missing("ai/djl/engine/Engine")),
                "a release leaves out",
                "lib/training/");
        assertThatThrownBy(() -> CommandRun.of(new Missing("org/decnn/Gone")))
                .isInstanceOf(NoClassDefFoundError.class);
    }

    private static List<Object> resolved(String words) {
        return Stream.of(words.split(" "))
                .map(
                        word ->
                                switch (word) {
                                    case "NETWORK" -> onnx;
                                    case "MODEL" -> model;
                                    case "PICTURE" -> picture;
                                    case "ARRAY" -> array;
                                    case "FOLDER" -> folder;
                                    default -> isFile(word) ? folder.resolve(word) : word;
                                })
                .map(Object.class::cast)
                .toList();
    }

    private static boolean isFile(String word) {
        return word.equals(".")
                || word.startsWith("no")
                || word.equals("two")
                || word.matches("[a-z0-9]+\\.(onnx|png|bin|npy|txt|json)");
    }

    private static void assertOneLine(CommandRun run, String thing, String remedy) {
        assertThat(run.err()).contains(thing).contains(remedy);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).startsWith("decnn: ").doesNotContain("Exception", "--verbose");
        assertThat(run.out()).isEmpty();
        assertThat(run.code()).isEqualTo(2);
    }
}
