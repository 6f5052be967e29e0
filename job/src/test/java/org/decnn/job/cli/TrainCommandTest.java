package org.decnn.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.decnn.job.testing.CommandRun;
import org.decnn.job.testing.SmallModel;
import org.decnn.job.testing.TestPictures;
import org.decnn.model.directory.NetworkFile;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.network.Network;
import org.decnn.model.onnx.OnnxWriter;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {

    private static final Network NETWORK = SmallNetworks.groupedWithShuffles(1);

    @TempDir private static Path folder;
    private static Preprocessing preprocessing;
    private static Path network;
    private static Path data;

    @TempDir private Path own;

    @BeforeAll
    static void writeFiles() throws IOException {
        preprocessing = SmallModel.split(NETWORK, 4, folder).directory().manifest().preprocessing();
        network = folder.resolve("network.onnx");
        new NetworkFile(NETWORK, Optional.of(preprocessing), Map.of("decnn.rewrite", "noted"))
                .write(network);
        data = pictures(folder.resolve("data"), 10);
    }

    private static Path pictures(Path data, int classes) throws IOException {
        for (String part : List.of("train", "test")) {
            for (int i = 0; i < 20; i++) {
                Path file = data.resolve(part + "/class-" + i % classes + "/" + i + ".png");
                Files.createDirectories(file.getParent());
                Files.write(file, TestPictures.png(i));
            }
        }
        return data;
    }

    @Test
    void whatComesOutIsTheNetworkWithOtherWeightsALogAndACurve() throws IOException {
        Path out = own.resolve("trained.onnx");

        CommandRun run = train(network, "--data", data, "--out", out).succeeded();

        NetworkFile trained = NetworkFile.read(out, OptionalInt.empty());
        assertThat(trained.preprocessing()).contains(preprocessing);
        assertThat(trained.notes()).containsEntry("decnn.rewrite", "noted");
        assertThat(trained.network().parameters()).isEqualTo(NETWORK.parameters());
        assertThat(OnnxWriter.write(trained.network())).isNotEqualTo(OnnxWriter.write(NETWORK));
        assertThat(run.out())
                .contains("on CPU: 2 epochs of 5 steps")
                .contains("epoch  2: loss ")
                .contains("trained.onnx is trained");
        assertThat(own.resolve("trained.csv")).content().hasLineCount(3).startsWith("epoch,rate");
        assertThat(Files.readAllBytes(own.resolve("trained.png"))).startsWith(0x89, 'P', 'N', 'G');
        assertThat(own.resolve("trained.checkpoint")).doesNotExist();
    }

    @Test
    void anUnreadablePictureIsNamed() throws IOException {
        Path broken = pictures(own.resolve("broken"), 10);
        Files.write(broken.resolve("train/class-3/3.png"), new byte[] {1, 2, 3});

        CommandRun run = train(network, "--data", broken, "--out", own.resolve("out.onnx"));

        assertMisused(run, "train/class-3/3.png");
    }

    @Test
    void dataOfOtherClassesIsRefused() throws IOException {
        Path four = pictures(own.resolve("four"), 4);

        assertMisused(
                train(network, "--data", four, "--out", own.resolve("out.onnx")),
                "the data has 4 classes");
    }

    @Test
    void aTrainedNetworkIsNotWrittenOver() throws IOException {
        Path out = Files.writeString(own.resolve("out.onnx"), "worth keeping");

        assertMisused(train(network, "--data", data, "--out", out), "--overwrite");
        assertThat(out).hasContent("worth keeping");
    }

    @Test
    void aNetworkThatSaysNothingOfItsPicturesNeedsOptionsThatDo() throws IOException {
        Path mute = own.resolve("mute.onnx");
        Files.write(mute, OnnxWriter.write(NETWORK));

        assertMisused(train(mute, "--data", data, "--out", own.resolve("out.onnx")), "--preset");
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        Path out = own.resolve("out.onnx");

        assertMisused(train(network, "--data", data, "--out", out, "--rate", 0), "over 0");
        assertMisused(train(network, "--data", data, "--out", out, "--teacher-part", 2), "0 to 1");
        assertMisused(train(own.resolve("none"), "--data", data, "--out", out), "none");
        assertMisused(train(network, "--data", own.resolve("no-data"), "--out", out), "no-data");
    }

    private static void assertMisused(CommandRun run, String part) {
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().strip()).hasLineCount(1).startsWith("decnn: ").contains(part);
    }

    private static CommandRun train(Object... args) {
        List<Object> all = new ArrayList<>(List.of("train"));
        all.addAll(Arrays.asList(args));
        all.addAll(List.of("--epochs", 2, "--batch", 4, "--threads", 1));
        return CommandRun.decnn(all.toArray());
    }
}
