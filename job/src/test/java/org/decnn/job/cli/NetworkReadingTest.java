package org.decnn.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.decnn.job.testing.CommandRun;
import org.decnn.model.directory.LocalModelFiles;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.NetworkFile;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.decnn.model.network.Network;
import org.decnn.model.network.PerChannel.GlobalAveragePool;
import org.decnn.model.network.Renumbering.Flatten;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Window;
import org.decnn.model.onnx.OnnxWriter;
import org.decnn.model.testing.NetworkSketch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the options say of a network and its pictures, and what its file says itself. */
class NetworkReadingTest {

    private static final List<Double> MEAN = List.of(.485, .456, .406);
    private static final List<Double> STD = List.of(.229, .224, .225);

    @TempDir private Path folder;

    @ParameterizedTest(name = "{0}")
    @MethodSource("alike")
    void anOptionThatSaysWhatTheFileSaysIsAccepted(String options) throws IOException {
        assertThat(shard(speaking(), options).code()).as(options).isZero();
    }

    static Stream<String> alike() {
        return Stream.of(
                "--preset imagenet",
                "--mean .485,.456,.406",
                "--std .229,.224,.225 --channel-order rgb",
                "--crop 16 --resize 18 --scale 0.00392156862745098");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("different")
    void anOptionThatSaysSomethingElseIsRefusedWithTheDifference(String options, String said)
            throws IOException {
        CommandRun run = shard(speaking(), options);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("says itself", said, "leave").hasLineCount(1);
    }

    static Stream<Arguments> different() {
        return Stream.of(
                Arguments.of("--preset cifar10", "resized to 18, not 16"),
                Arguments.of("--preset caffe", "channels as RGB, not BGR"),
                Arguments.of(
                        "--mean 0", "with the mean [0.485, 0.456, 0.406], not [0.0, 0.0, 0.0]"),
                Arguments.of("--std 1,1,2", "not [1.0, 1.0, 2.0]"),
                Arguments.of("--scale 1", "not 1.0"));
    }

    @Test
    void oneValueIsForAllChannels() throws IOException {
        Path file = write(network(3, 16, 16));

        shard(file, "--mean 0.5 --std 0.25").succeeded();

        assertThat(preprocessing().mean()).isEqualTo(List.of(.5, .5, .5));
        assertThat(preprocessing().std()).isEqualTo(List.of(.25, .25, .25));
    }

    @Test
    void theCropFollowsAnInputThatIsNoSquareAndThatIsSaid() throws IOException {
        CommandRun run = shard(write(network(3, 14, 28)), "--preset imagenet").succeeded();

        assertThat(run.out()).contains("the shorter side becomes 32 pixels, and the middle 28×14");
        assertThat(preprocessing())
                .extracting(Preprocessing::width, Preprocessing::height, Preprocessing::resize)
                .containsExactly(28, 14, 32);
    }

    @Test
    void picturesOfOtherThanOneOrThreeChannelsAreRefused() throws IOException {
        CommandRun run = shard(write(network(4, 16, 16)), "--preset imagenet");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("takes 4 channels, and pictures have 1 or 3");
    }

    @Test
    void theNetworkIsCutOffBehindTheOutputThatIsNamed() throws IOException {
        Path file = write(network(3, 16, 16));

        shard(file, "--preset imagenet --output flat").succeeded();

        assertThat(ModelDirectory.open(new LocalModelFiles(folder.resolve("model"))).manifest())
                .extracting(manifest -> manifest.classes())
                .isEqualTo(8);
        assertThat(shard(file, "--preset imagenet --output absent --overwrite").err())
                .contains("no tensor 'absent'; its outputs are 'fc'");
    }

    private Preprocessing preprocessing() {
        return ModelDirectory.open(new LocalModelFiles(folder.resolve("model")))
                .manifest()
                .preprocessing();
    }

    private Path speaking() throws IOException {
        Path file = folder.resolve("speaking.onnx");
        new NetworkFile(
                        network(3, 16, 16),
                        Optional.of(
                                new Preprocessing(
                                        16, 16, 18, ChannelOrder.RGB, 1 / 255., MEAN, STD)))
                .write(file);
        return file;
    }

    private Path write(Network network) throws IOException {
        return Files.write(folder.resolve("network.onnx"), OnnxWriter.write(network));
    }

    private static Network network(int channels, int height, int width) {
        NetworkSketch sketch =
                new NetworkSketch("small", 1, TensorShape.image(channels, height, width));
        String conv = sketch.conv("conv", 8, 1, Window.square(3, 1, 1), Network.INPUT);
        String pool = sketch.layer("pool", new GlobalAveragePool(), conv);
        String flat = sketch.layer("flat", new Flatten(), pool);
        return sketch.network(sketch.linear("fc", 10, flat));
    }

    private CommandRun shard(Path file, String options) {
        String line =
                "shard " + file + " --shards 2 --out " + folder.resolve("model") + " " + options;
        return CommandRun.decnn((Object[]) line.split(" "));
    }
}
