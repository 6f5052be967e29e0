package org.decnn.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.decnn.job.testing.Agreement;
import org.decnn.job.testing.AnswerLines;
import org.decnn.job.testing.CommandRun;
import org.decnn.job.testing.OverflowingNetwork;
import org.decnn.job.testing.SmallModel;
import org.decnn.job.testing.TestPictures;
import org.decnn.model.directory.LocalModelFiles;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.onnx.OnnxWriter;
import org.decnn.model.shard.Edge;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code decnn shard} and {@code decnn classify} do when all is well. */
@Tag("integration")
class CommandsTest {

    @TempDir private Path folder;
    private Path onnx;
    private Path model;

    @BeforeEach
    void writeNetwork() throws IOException {
        onnx = folder.resolve("network.onnx");
        Files.write(onnx, OnnxWriter.write(SmallNetworks.groupedWithShuffles(1)));
        model = folder.resolve("model");
    }

    @Test
    void shardSaysWhatTheDevicesHoldAndExchange() {
        CommandRun run = shard(4).succeeded();

        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("stage 1 · ", "→ stage 2: shuffle", "→ logits: reduce")
                .containsPattern(
                        "shard 4: [0-9,]+ bytes of weights, [0-9.]+ %; 0.0 million"
                                + " multiply-accumulates, 25.0 %")
                .doesNotContain("times its part");
    }

    @Test
    void shardGivesEachBoardAsMuchAsItIsFastAndTheAnswersStay() throws IOException {
        Path frog = Files.write(folder.resolve("frog.png"), TestPictures.png(1));
        shard(4).succeeded();
        float[] even = logits(frog, "onnxruntime");

        String said = shard(3, "--weights", "2,1,1", "--overwrite").succeeded().out();

        assertThat(said)
                .containsPattern("shard 1: .* 50.0 % for 50.0 %")
                .containsPattern("shard 3: .* 25.0 % for 25.0 %")
                .doesNotContain("times its part");
        Agreement.assertSameAnswer(logits(frog, "onnxruntime"), even);
    }

    @Test
    void shardSaysWhereGroupsCannotBeDealtOutAsAsked() {
        assertThat(shard(4, "--weights", "2,2,2,1").succeeded().out())
                .containsPattern(
                        "cannot be dealt out as 2,2,2,1: shard 4 has 1.[0-9]+"
                                + " times its part, and the others wait for it; 7 groups could");
    }

    @Test
    void shardSendsWhatItIsToldTo() {
        assertThat(shard(4, "--wire", "uint8").succeeded().out())
                .contains("→ stage 2: shuffle, uint8, ")
                .doesNotContain("pictures");
        ModelManifest manifest = ModelDirectory.open(new LocalModelFiles(model)).manifest();
        assertThat(manifest.edges().stream().filter(Edge::crossesShards))
                .isNotEmpty()
                .allMatch(edge -> edge.wire() == ElementType.UINT8);
    }

    @Test
    void shardSendsPicturesWithHalfOfTheirChromaIfTold() throws IOException {
        Path data = pictures(20);

        assertThat(
                        shard(4, "--wire", "uint8", "--chroma", "half", "--calibration", data)
                                .succeeded()
                                .out())
                .containsPattern(
                        "on 20 pictures: [0-9.]+ % answered as with float32 and full chroma, top-1")
                .contains("picture → stage 1: fan-out, half-chroma, 384 bytes");
        CommandRun refused = shard(4, "--chroma", "none", "--overwrite");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("--chroma", "none");
    }

    @Test
    void shardHasTheStemComputedAtHomeIfTold() {
        assertThat(shard(4, "--wire", "uint8", "--stem", "home").succeeded().out())
                .containsPattern(
                        "stem → stage 1: scatter, uint8, [0-9,]+ bytes an image \\(the picture: 768\\)")
                .contains("and on each device the stem's ");
        CommandRun refused = shard(4, "--stem", "home", "--chroma", "half", "--overwrite");
        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains("leave chroma full");
    }

    @Test
    void shardPicksTheTypesThatKeepTheAnswersAndSaysHowManyAreKept() throws IOException {
        Path data = pictures(20);
        assertThat(shard(4, "--wire", "auto", "--calibration", data).succeeded().out())
                .contains("on 20 pictures: 100.00 % answered as with float32")
                .contains("→ stage 2: shuffle, uint8, ");
        assertThat(
                        shard(
                                        4,
                                        "--wire",
                                        "float16",
                                        "--calibration",
                                        data,
                                        "--images",
                                        10,
                                        "--overwrite")
                                .succeeded()
                                .out())
                .contains("on 10 pictures: 100.00 % answered as with float32")
                .contains("→ stage 2: shuffle, float16, ");
    }

    private Path pictures(int count) throws IOException {
        Path data = folder.resolve("data");
        for (int i = 0; i < count; i++) {
            Path file = data.resolve("class-" + i % 10 + "/" + i + ".png");
            Files.createDirectories(file.getParent());
            Files.write(file, TestPictures.png(i));
        }
        return data;
    }

    @Test
    void shardDoesNotOverwriteAModelUnlessTold() throws IOException {
        shard(4).succeeded();
        String before = Files.readString(model.resolve("model.json"));

        CommandRun refused = shard(2);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err().lines()).hasSize(1);
        assertThat(refused.err()).contains(model.toString(), "--overwrite");
        assertThat(model.resolve("model.json")).hasContent(before);

        shard(2, "--overwrite").succeeded();
        assertThat(model.resolve("stage-1/shard-1.onnx")).exists();
        assertThat(model.resolve("stage-1/shard-2.onnx")).doesNotExist();
        assertThat(entries(folder)).containsExactly("model", "network.onnx");
    }

    @Test
    void overwriteReplacesNothingButAModel() throws IOException {
        Files.createDirectory(model);
        Files.writeString(model.resolve("thesis.txt"), "years of work");

        CommandRun run = shard(4, "--overwrite");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(model.toString(), "choose another --out");
        assertThat(model.resolve("thesis.txt")).exists();
    }

    @Test
    void aSplitThatFailsLeavesTheOldModel() throws IOException {
        shard(4).succeeded();
        String before = Files.readString(model.resolve("model.json"));

        assertThat(shard(0, "--overwrite").code()).isEqualTo(2);

        assertThat(model.resolve("model.json")).hasContent(before);
        assertThat(entries(folder)).containsExactly("model", "network.onnx");
    }

    @Test
    void bothEnginesAnswerAlike() throws IOException {
        shard(4).succeeded();
        Path frog = Files.write(folder.resolve("frog.png"), TestPictures.png(1));

        float[] onnxRuntime = logits(frog, "onnxruntime");
        float[] nd4j = logits(frog, "nd4j");

        Agreement.assertSameAnswer(nd4j, onnxRuntime);
    }

    private float[] logits(Path picture, String engine) throws IOException {
        Path out = folder.resolve(engine + ".jsonl");
        CommandRun.decnn(
                        "classify",
                        model,
                        picture,
                        "--logits",
                        "--engine",
                        engine,
                        "--threads",
                        2,
                        "--out",
                        out)
                .succeeded();
        return AnswerLines.logits(AnswerLines.in(out).get(picture.toString()));
    }

    @Test
    void classifyWritesALineForEachImageRejectedOnesToo() throws IOException {
        shard(4).succeeded();
        Path pictures = Files.createDirectories(folder.resolve("pictures/frog"));
        Path frog = Files.write(pictures.resolve("frog.png"), TestPictures.png(1));
        Path broken = Files.write(pictures.resolve("broken.jpg"), TestPictures.truncatedJpeg());
        Path empty = Files.write(pictures.resolve("empty.gif"), new byte[0]);
        Files.writeString(pictures.resolve("notes.txt"), "none");
        Files.writeString(pictures.resolve("more.txt"), "none");
        Path out = folder.resolve("answers.jsonl");

        CommandRun run =
                CommandRun.decnn(
                                "classify",
                                "--devices",
                                2,
                                "--logits",
                                "--top",
                                3,
                                "--out",
                                out,
                                model,
                                folder.resolve("pictures"))
                        .succeeded();

        Map<String, JsonNode> lines = AnswerLines.in(out);
        assertThat(lines).containsOnlyKeys(frog.toString(), broken.toString(), empty.toString());
        JsonNode answer = lines.get(frog.toString());
        assertThat(answer.get("label").asText()).isEqualTo("frog");
        assertThat(answer.get("logits")).hasSize(SmallNetworks.CLASSES);
        assertThat(answer.get("top")).hasSize(3);
        double[] probabilities = new double[3];
        for (int i = 0; i < 3; i++) {
            probabilities[i] = answer.get("top").get(i).get("probability").asDouble();
            assertThat(answer.get("top").get(i).get("label").asText()).isNotEmpty();
        }
        assertThat(probabilities[0]).isBetween(probabilities[1], 1.);
        assertThat(probabilities[1]).isGreaterThanOrEqualTo(probabilities[2]);
        assertThat(lines.get(broken.toString()).get("rejected").asText()).isEqualTo("TRUNCATED");
        assertThat(lines.get(broken.toString()).get("message").asText()).isNotBlank();
        assertThat(lines.get(empty.toString()).get("rejected").asText()).isEqualTo("EMPTY");
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("left out, as its name is not a picture's", "more.txt and 1 more")
                .contains("3 images in", "of 1 with a label top-1", "2 rejected, see their lines");
    }

    @Test
    void logitsThatAreNoFiniteNumbersNameNoClassAndTheOtherPicturesAreAnswered()
            throws IOException {
        Path split = SmallModel.split(OverflowingNetwork.network(), 4, folder).path();
        Path dark = Files.write(folder.resolve("dark.png"), TestPictures.plain(0));
        Path light = Files.write(folder.resolve("light.png"), TestPictures.plain(0xffffff));
        Path out = folder.resolve("answers.jsonl");

        CommandRun run = CommandRun.decnn("classify", "--out", out, split, light, dark).succeeded();

        Map<String, JsonNode> lines = AnswerLines.in(out);
        assertThat(AnswerLines.bestClass(lines.get(dark.toString()))).isEqualTo(9);
        assertThat(lines.get(light.toString()).has("top")).isFalse();
        assertThat(lines.get(light.toString()).get("rejected").asText()).isEqualTo("NOT_FINITE");
        assertThat(lines.get(light.toString()).get("message").asText())
                .contains("no finite number", "check its weights");
        assertThat(run.err()).contains("1 rejected, see their lines");
    }

    @Test
    void classifyReadsWhatLinksLeadToAndNamesWhatItLeavesOut() throws IOException {
        shard(1).succeeded();
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.write(elsewhere.resolve("cat.png"), TestPictures.png(1));
        Path pictures = Files.createDirectories(folder.resolve("pictures/.ipynb_checkpoints"));
        Files.write(pictures.resolve("old.png"), TestPictures.png(2));
        pictures = pictures.getParent();
        Files.createSymbolicLink(pictures.resolve("deep"), elsewhere);
        Files.createSymbolicLink(pictures.resolve("dog.png"), elsewhere.resolve("cat.png"));
        Files.createSymbolicLink(pictures.resolve("loop"), pictures);
        Files.createSymbolicLink(pictures.resolve("nowhere.png"), Path.of("none"));
        Path all = Files.createSymbolicLink(folder.resolve("all"), pictures);
        Path out = folder.resolve("answers.jsonl");

        CommandRun run = CommandRun.decnn("classify", model, all, "--out", out).succeeded();

        assertThat(AnswerLines.in(out))
                .containsOnlyKeys(
                        all.resolve("deep/cat.png").toString(), all.resolve("dog.png").toString());
        assertThat(run.err())
                .contains(
                        "leads nowhere or back: " + all.resolve("loop") + " and 1 more",
                        "hidden folder: " + all.resolve(".ipynb_checkpoints/old.png"));
    }

    @Test
    void aByteOrderMarkIsNoPartOfALabel() throws IOException {
        Path labels = folder.resolve("labels.txt");
        Files.writeString(labels, "\uFEFFant\r\nb\r\nc\r\nd\r\ne\r\nf\r\ng\r\nh\r\ni\r\nj\r\n\r\n");

        shard(1, "--labels", labels).succeeded();

        assertThat(Files.readAllLines(model.resolve("labels.txt"))).hasSize(10).startsWith("ant");
    }

    @Test
    void withoutAFileTheLinesGoToStandardOutput() throws IOException {
        shard(1).succeeded();
        Path picture = Files.write(folder.resolve("cat.bmp"), TestPictures.bmp(1, 9));
        ByteArrayOutputStream standardOutput = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(standardOutput, true, StandardCharsets.UTF_8));
        try {
            CommandRun.decnn("classify", model, picture).succeeded();
        } finally {
            System.setOut(before);
        }

        String text = standardOutput.toString(StandardCharsets.UTF_8);
        JsonNode line = new ObjectMapper().readTree(text);
        assertThat(text.lines()).hasSize(1);
        assertThat(text).endsWith("\n");
        assertThat(line.get("id").asText()).isEqualTo(picture.toString());
        assertThat(line.get("top")).hasSize(5);
        assertThat(line.has("logits")).isFalse();
        assertThat(line.has("label")).isFalse();
    }

    @Test
    void aModelMadeElsewhereIsClassifiedWithAsItIs() throws IOException {
        SmallModel elsewhere = SmallModel.split(SmallNetworks.denseChain(2), 2, folder);
        Path picture = Files.write(folder.resolve("cat.png"), TestPictures.png(4));
        Path out = folder.resolve("answers.jsonl");

        CommandRun.decnn("classify", elsewhere.path(), picture, "--logits", "--out", out)
                .succeeded();

        float[] expected = elsewhere.logitsOf(TestPictures.png(4));
        JsonNode logits = AnswerLines.in(out).get(picture.toString()).get("logits");
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(logits.get(i).floatValue() - expected[i])).isLessThan(1e-3f);
        }
    }

    private CommandRun shard(int shards, Object... more) {
        List<Object> args =
                Stream.concat(
                                Stream.of(
                                        "shard",
                                        onnx,
                                        "--preset",
                                        "cifar10",
                                        "--shards",
                                        shards,
                                        "--out",
                                        model),
                                Stream.of(more))
                        .toList();
        return CommandRun.decnn(args.toArray());
    }

    private static List<String> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
