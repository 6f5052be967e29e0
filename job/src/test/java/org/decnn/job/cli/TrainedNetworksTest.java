package org.decnn.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.decnn.job.testing.Agreement;
import org.decnn.job.testing.AnswerLines;
import org.decnn.job.testing.CommandRun;
import org.decnn.job.testing.Normalised;
import org.decnn.job.testing.UnsplitNetwork;
import org.decnn.model.directory.LocalModelFiles;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.Preprocessing;
import org.decnn.operators.image.DecodeLimits;
import org.decnn.operators.image.ImageDecoder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trained networks on real images: split or not, they answer alike. */
@Tag("shared-data")
class TrainedNetworksTest {

    private static final Path DATA = Path.of(Objects.requireNonNull(System.getenv("DECNN_DATA")));
    private static final Path SHIPPED =
            Path.of("..", "models", "decnn-resnet20-g4-strides-cifar10.onnx").toAbsolutePath();
    private static final int CIFAR_RECORD = 3073;
    private static final int SIDE = 32;
    private static final List<String> TRAINED_WITH_IMAGENETS_MEAN =
            List.of("--preset", "cifar10", "--mean", ".485,.456,.406", "--std", ".229,.224,.225");

    private static final Pattern AGREEMENT =
            Pattern.compile(
                    "on 10,000 pictures: (\\S+) % answered as with float32, top-1 (\\S+) %, with"
                            + " float32 (\\S+) %");

    @TempDir private Path folder;

    @ParameterizedTest(name = "on {0} devices")
    @ValueSource(ints = {4, 2, 1})
    void resNet20IsAsAccurateAsPublishedOnAnyNumberOfDevices(int devices) throws Exception {
        Path model = shard("resnet20-cifar10.onnx", TRAINED_WITH_IMAGENETS_MEAN);

        Map<String, JsonNode> lines = classify(model, cifarImages(10_000), devices);

        assertThat(lines).hasSize(10_000);
        assertThat(rightOnes(lines)).isEqualTo(9173);
    }

    @Test
    void theShippedNetworkAnswersEachImageLikeTheUnsplitOne() throws Exception {
        String network = SHIPPED.toString();
        Path model = shard(network, List.of());
        Path images = cifarImages(10_000);

        Map<String, JsonNode> lines = classify(model, images, 4);

        assertThat(rightOnes(lines)).isEqualTo(9266);
        assertSameAnswers(network, model, images, lines);
    }

    @ParameterizedTest(name = "{0} on the wire")
    @ValueSource(strings = {"float16", "uint8"})
    void theShippedNetworksAnswersBearCompactWireTypes(String wire) {
        Path model = folder.resolve("model");

        CommandRun run =
                CommandRun.decnn(
                                "shard",
                                SHIPPED,
                                "--shards",
                                4,
                                "--wire",
                                wire,
                                "--calibration",
                                DATA.resolve("cifar10"),
                                "--images",
                                10_000,
                                "--out",
                                model)
                        .succeeded();

        Matcher said = AGREEMENT.matcher(run.out());
        assertThat(said.find()).as(run.out()).isTrue();
        assertThat(Double.parseDouble(said.group(1))).isGreaterThanOrEqualTo(99.9);
        assertThat(Double.parseDouble(said.group(2))).isBetween(92.5, 92.8);
        assertThat(said.group(3)).isEqualTo("92.66");
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet20-cifar10.onnx", "resnet56-cifar10.onnx"})
    void aResNetsLogitsEqualTheUnsplitOnes(String network) throws Exception {
        Path model = shard(network, TRAINED_WITH_IMAGENETS_MEAN);
        Path images = cifarImages(300);

        assertSameAnswers(network, model, images, classify(model, images, 4));
    }

    @Test
    void theShippedNetworkAnswersWithNd4jAsWithOnnxRuntime() throws Exception {
        String network = SHIPPED.toString();
        Path model = shard(network, List.of());
        Path images = cifarImages(300);

        Map<String, JsonNode> lines = classify(model, images, 4, "--engine", "nd4j");

        // The unsplit network is ONNX Runtime's.
        assertSameAnswers(network, model, images, lines);
    }

    @Test
    void squeezeNetSeesInEachPhotographWhatTheUnsplitOneSees() throws Exception {
        String network = "squeezenet1.1-imagenet-fp16.onnx";
        Path model = shard(network, List.of("--preset", "caffe"));
        Path photographs = DATA.resolve("imagenet-samples");

        Map<String, JsonNode> lines = classify(model, photographs, 4);

        Preprocessing preprocessing = preprocessing(model);
        assertThat(preprocessing.resize()).isEqualTo(256);
        assertThat(preprocessing.width()).isEqualTo(224);
        ImageDecoder decoder = new ImageDecoder(preprocessing, DecodeLimits.DEFAULT);
        assertThat(lines).hasSizeGreaterThan(50);
        try (UnsplitNetwork unsplit =
                UnsplitNetwork.load(DATA.resolve("models").resolve(network))) {
            for (Map.Entry<String, JsonNode> line : lines.entrySet()) {
                byte[] pixels = decoder.decode(Files.readAllBytes(Path.of(line.getKey())));
                float[] answer = unsplit.answer(Normalised.values(pixels, preprocessing), 3, 224);
                assertThat(AnswerLines.bestClass(line.getValue()))
                        .as(line.getKey())
                        .isEqualTo(Agreement.top1(answer));
            }
        }
    }

    private Path shard(String network, List<String> options) {
        Path model = folder.resolve("model");
        List<Object> args = new ArrayList<>();
        args.addAll(List.of("shard", DATA.resolve("models").resolve(network), "--shards", 4));
        args.addAll(options);
        args.addAll(List.of("--out", model));
        CommandRun.decnn(args.toArray()).succeeded();
        return model;
    }

    private Map<String, JsonNode> classify(Path model, Path images, int devices, String... options)
            throws IOException {
        Path lines = folder.resolve("answers.jsonl");
        List<Object> args = new ArrayList<>();
        args.addAll(List.of("classify", model, images, "--logits", "--devices", devices));
        args.addAll(List.of("--out", lines));
        args.addAll(List.of(options));
        CommandRun.decnn(args.toArray()).succeeded();
        return AnswerLines.in(lines);
    }

    /** The first images of CIFAR-10's test set. */
    private Path cifarImages(int count) throws IOException {
        byte[] all = Files.readAllBytes(DATA.resolve("cifar10/test.bin"));
        return Files.write(folder.resolve("images.bin"), Arrays.copyOf(all, count * CIFAR_RECORD));
    }

    private static long rightOnes(Map<String, JsonNode> lines) {
        return lines.values().stream().filter(AnswerLines::isRight).count();
    }

    private static void assertSameAnswers(
            String network, Path model, Path images, Map<String, JsonNode> lines) throws Exception {
        byte[] records = Files.readAllBytes(images);
        int count = records.length / CIFAR_RECORD;
        Preprocessing preprocessing = preprocessing(model);
        assertThat(lines).hasSize(count);
        try (UnsplitNetwork unsplit =
                UnsplitNetwork.load(DATA.resolve("models").resolve(network))) {
            for (int i = 0; i < count; i++) {
                byte[] pixels =
                        Arrays.copyOfRange(records, i * CIFAR_RECORD + 1, (i + 1) * CIFAR_RECORD);
                float[] actual = AnswerLines.logits(lines.get(images + "#" + i));
                float[] expected =
                        unsplit.answer(Normalised.values(pixels, preprocessing), 3, SIDE);
                Agreement.assertSameAnswer(actual, expected);
            }
        }
    }

    private static Preprocessing preprocessing(Path model) {
        return ModelDirectory.open(new LocalModelFiles(model)).manifest().preprocessing();
    }
}
