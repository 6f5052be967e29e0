package org.decnn.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.decnn.job.testing.Agreement;
import org.decnn.job.testing.AnswerLines;
import org.decnn.job.testing.CommandRun;
import org.decnn.job.testing.NpyFile;
import org.decnn.job.testing.TestPictures;
import org.decnn.job.testing.UnsplitNetwork;
import org.decnn.model.network.Network;
import org.decnn.model.network.TensorShape;
import org.decnn.model.onnx.OnnxWriter;
import org.decnn.model.testing.NetworkSketch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks of other channels than pictures have are split, and fed arrays. */
@Tag("integration")
class OtherChannelsTest {

    private static final int SIDE = 12;
    private static final int IMAGES = 5;

    @TempDir private Path folder;

    @ParameterizedTest(name = "{0} channels, {1}")
    @CsvSource({"2, --stem shards", "4, --stem home", "5, --mean 0 --std 1 --scale 1 --crop 12"})
    void theSplitNetworkAnswersAnArrayAsTheFileDoes(int channels, String options) throws Exception {
        Path network = network(channels);
        shard(network, options).succeeded();
        List<float[]> tensors = tensors(channels);
        Path npy =
                NpyFile.write(
                        folder.resolve("x.npy"), List.of(IMAGES, channels, SIDE, SIDE), tensors);
        Path out = folder.resolve("answers.jsonl");

        classify(npy, "--logits", "--out", out).succeeded();

        Map<String, JsonNode> lines = AnswerLines.in(out);
        assertThat(lines).hasSize(IMAGES);
        try (UnsplitNetwork unsplit = UnsplitNetwork.load(network)) {
            for (int i = 0; i < IMAGES; i++) {
                Agreement.assertSameAnswer(
                        AnswerLines.logits(lines.get(npy + "#" + i)),
                        unsplit.answer(tensors.get(i), channels, SIDE));
            }
        }
    }

    @Test
    void whatIsSentOfAnArrayIsSaid() throws IOException {
        // 576 values in fp32, to each of three shards.
        assertThat(shard(network(4), "").succeeded().out())
                .contains("tensor → stage 1: fan-out, float32, 6,912 bytes an image");
        assertThat(shard(network(4), "--stem home --overwrite").succeeded().out())
                .contains("(the tensor: 6,912)");
    }

    @ParameterizedTest(name = "{0} channels")
    @ValueSource(ints = {2, 4, 5})
    void aPictureIsRefusedBeforeAnythingStarts(int channels) throws IOException {
        shard(network(channels), "").succeeded();
        Path picture = Files.write(folder.resolve("frog.png"), TestPictures.png(1));
        Path pictures = Files.createDirectories(folder.resolve("pictures"));
        Files.write(pictures.resolve("toad.png"), TestPictures.png(2));
        Path cifar = Files.write(folder.resolve("test.bin"), new byte[3073]);
        String arrays =
                "takes %d channels, and pictures have 1 or 3: give NumPy .npy arrays of float32 [N, %d, 12, 12]"
                        .formatted(channels, channels);

        assertRefused(classify(picture), "frog.png is no .npy", arrays);
        assertRefused(classify(pictures), "toad.png is no .npy", arrays);
        assertRefused(classify(cifar), "test.bin is no .npy", arrays);
    }

    @Test
    void aJobWhosePicturesWouldAllBeDeadLettersIsNotSubmitted() throws IOException {
        shard(network(5), "").succeeded();
        String[] job =
                "--brokers localhost:1 --images in --predictions out --dead-letters dead"
                        .split(" ");
        List<Object> args = new ArrayList<>(List.of("--model", folder.resolve("model")));
        args.addAll(List.of(job));

        assertRefused(
                CommandRun.of(new KafkaJob(), args.toArray()),
                "takes 5 channels",
                "'decnn classify'");
        assertRefused(
                CommandRun.decnn("settings", folder.resolve("model")),
                "takes 5 channels",
                "'decnn classify'");
        Path pictures = Files.createDirectories(folder.resolve("pictures"));
        Files.write(pictures.resolve("frog.png"), TestPictures.png(1));
        assertRefused(
                CommandRun.decnn("demo", "--model", folder.resolve("model"), "--images", pictures),
                "takes 5 channels",
                "'decnn classify'");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "--preset imagenet, leave --preset",
        "--preset cifar10 --mean 0 --std 1, leave --preset",
        "--mean 0.5 --std 0.25, give --mean 0 --std 1",
        "'--mean 0,0 --std 1', give --mean 0 --std 1",
        "--scale 0.5, --scale",
        "--resize 16, --resize",
        "--channel-order rgb, --channel-order",
        "--chroma half, leave chroma full",
        "--wire auto --calibration ., 'give ''decnn classify'' NumPy .npy'"
    })
    void whatIsDoneToPicturesAloneIsRefused(String options, String remedy) throws IOException {
        assertRefused(shard(network(5), options), "takes 5 channels", remedy);
    }

    @Test
    void picturesAreNoTensors() throws IOException {
        assertRefused(
                shard(network(3), "--preset cifar10 --channel-order tensor"),
                "takes 3 channel(s)",
                "leave --channel-order tensor out");
    }

    @Test
    void aRewrittenNetworkStillTakesArrays() throws Exception {
        Path rewritten = folder.resolve("rewritten.onnx");
        CommandRun.decnn("rewrite", network(5), "--groups", 2, "--out", rewritten).succeeded();

        shard(rewritten, "").succeeded();

        assertRefused(
                CommandRun.decnn("evaluate", rewritten, "--data", folder),
                "takes 5 channels",
                "'decnn classify'");
    }

    private Path network(int channels) throws IOException {
        NetworkSketch sketch =
                new NetworkSketch("channels", channels, TensorShape.image(channels, SIDE, SIDE));
        String x = sketch.convBnRelu("stem", 12, 1, 3, 1, Network.INPUT);
        x = sketch.convBnRelu("body", 24, 1, 3, 2, x);
        Network network = sketch.network(sketch.classifier(10, x));
        return Files.write(folder.resolve("network.onnx"), OnnxWriter.write(network));
    }

    private static List<float[]> tensors(int channels) {
        Random random = new Random(channels);
        List<float[]> tensors = new ArrayList<>();
        for (int i = 0; i < IMAGES; i++) {
            float[] values = new float[channels * SIDE * SIDE];
            for (int j = 0; j < values.length; j++) {
                values[j] = (float) (3 * random.nextGaussian());
            }
            tensors.add(values);
        }
        return tensors;
    }

    private CommandRun shard(Path network, String options) {
        String line = "shard " + network + " --shards 3 --out " + folder.resolve("model");
        return CommandRun.decnn((Object[]) (line + " " + options).strip().split(" "));
    }

    private CommandRun classify(Path input, Object... more) {
        List<Object> args = new ArrayList<>(List.of("classify", folder.resolve("model"), input));
        args.addAll(List.of(more));
        return CommandRun.decnn(args.toArray());
    }

    private static void assertRefused(CommandRun run, String thing, String remedy) {
        assertThat(run.err()).contains(thing, remedy);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.code()).isEqualTo(2);
    }
}
