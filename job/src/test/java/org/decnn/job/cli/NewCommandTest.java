package org.decnn.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.decnn.job.testing.CommandRun;
import org.decnn.model.directory.NetworkFile;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.decnn.model.network.TensorShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code decnn new} writes and says. */
class NewCommandTest {

    @TempDir private Path folder;

    @Test
    void aNewNetworkIsWrittenWithItsPreprocessingAndItsExchangesAreSaid() {
        Path out = folder.resolve("new.onnx");

        CommandRun run = make(out, "resnet20 --groups 4 --width 2").succeeded();

        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("resnet20-g4-w2, 275,114 parameters, 0.041 GMAC, input 3×32×32")
                .contains("over 4 shards, exchanges: 2")
                .containsSubsequence("shuffle", "4,096 bytes an image to each peer")
                .containsSubsequence("shuffle", "2,048 bytes an image to each peer");
        NetworkFile file = NetworkFile.read(out, OptionalInt.empty());
        assertThat(file.network().parameters()).isEqualTo(275_114);
        Preprocessing pictures = file.preprocessing().orElseThrow();
        assertThat(pictures.resize()).isEqualTo(32);
        assertThat(pictures.mean()).containsExactly(.4914, .4822, .4465);
    }

    @Test
    void aNewNetworkIsSplitAsItIs() {
        Path out = folder.resolve("new.onnx");
        make(out, "resnet34 --groups 4 --width 0.25 --input 64 --classes 12").succeeded();

        CommandRun split =
                CommandRun.decnn("shard", out, "--shards", 4, "--out", folder.resolve("model"))
                        .succeeded();

        assertThat(split.out())
                .contains("input 3×64×64, 12 classes", "stage 4 · layer4.0.conv2–fc");
    }

    @Test
    void inputAndPreprocessingAreAsAsked() {
        Path out = folder.resolve("new.onnx");

        make(out, "resnet50 --width 0.0625 --input 64 --classes 3 --preset caffe").succeeded();

        NetworkFile file = NetworkFile.read(out, OptionalInt.empty());
        assertThat(file.network().input()).isEqualTo(TensorShape.image(3, 64, 64));
        assertThat(file.preprocessing().orElseThrow().channelOrder()).isEqualTo(ChannelOrder.BGR);
        assertThat(file.preprocessing().orElseThrow().resize()).isEqualTo(73);
    }

    @Test
    void theSeedIsTheFilesOnlyChance() throws IOException {
        Path first = folder.resolve("first.onnx");
        Path second = folder.resolve("second.onnx");
        Path other = folder.resolve("other.onnx");

        make(first, "resnet20 --seed 7").succeeded();
        make(second, "resnet20 --seed 7").succeeded();
        make(other, "resnet20 --seed 8").succeeded();

        assertThat(second).hasSameBinaryContentAs(first);
        assertThat(Files.mismatch(first, other)).isNotEqualTo(-1);
    }

    @Test
    void aFileThatIsThereStaysUnlessTold() throws IOException {
        Path out = Files.writeString(folder.resolve("new.onnx"), "years of training");

        assertRefused(make(out, "resnet20"), "new.onnx", "--overwrite");
        assertThat(out).hasContent("years of training");

        make(out, "resnet20 --overwrite").succeeded();
        assertThat(NetworkFile.read(out, OptionalInt.empty()).network().parameters())
                .isEqualTo(272_474);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "resnet18, resnet18, RESNET50",
        "resnet20 --shuffles everywhere, everywhere, STAGES",
        "resnet20 --groups 4 --width 1.3, layer 'conv1', width 1.25",
        "resnet20 --groups 3, layer 'conv1', width 0.9375",
        "resnet20 --groups 0, not 0, use 1",
        "resnet20 --width 0, not 0, use 1",
        "resnet20 --classes 0, not 0, ask for more",
        "vgg16 --input 16, features.43, input of 32",
        "vgg16 --width 8, features.34, smaller width",
        "resnet50 --input 100000, layer 'conv1', smaller input",
        "resnet20 --channel-order grey, colour, rgb",
        "resnet20 --resize 8, resize 8, 0 to stretch",
    })
    void newSaysWhatIsWrong(String words, String thing, String remedy) {
        Path out = folder.resolve("new.onnx");

        assertRefused(make(out, words), thing, remedy);
        assertThat(out).doesNotExist();
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed() {
        assertRefused(make(folder, "resnet20"), folder.toString(), "give --out a file");
        assertRefused(make(folder.resolve("no/new.onnx"), "resnet20"), "new.onnx", "make it first");
        assertRefused(CommandRun.decnn("new", "resnet20"), "--out", "--help");
    }

    private static CommandRun make(Path out, String words) {
        List<Object> args = new ArrayList<>(List.of("new"));
        args.addAll(List.of(words.split(" ")));
        args.addAll(List.of("--out", out));
        return CommandRun.decnn(args.toArray());
    }

    private static void assertRefused(CommandRun run, String thing, String remedy) {
        assertThat(run.err()).startsWith("decnn: ").contains(thing).contains(remedy);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.code()).isEqualTo(2);
    }
}
