package org.decnn.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.Renumbering.ChannelShuffle;
import org.decnn.model.testing.OnnxRuntimeForward;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real networks, as ONNX Runtime runs their files and as it runs what was read from them. */
@Tag("shared-data")
class SharedNetworksTest {

    private static final Path MODELS =
            Path.of(Objects.requireNonNull(System.getenv("DECNN_DATA")), "models");

    @ParameterizedTest
    @CsvSource({
        "decnn-resnet20-g4-cifar10.onnx, 1e-4, 275114, 41.3",
        "resnet20-cifar10.onnx, 1e-4, 272282, 40.8",
        "resnet56-cifar10.onnx, 1e-4, 855578, 125.7",
        "squeezenet1.1-imagenet-fp16.onnx, 1e-2, 1235496, 349.2",
    })
    void aNetworkThatIsReadAndWrittenPredictsWhatItsFilePredicts(
            String file, double tolerance, long parameters, double megaMacs) throws IOException {
        byte[] original = Files.readAllBytes(MODELS.resolve(file));
        Network network = OnnxReader.read(MODELS.resolve(file));
        byte[] written = OnnxWriter.write(network);

        assertThat(network.parameters()).isEqualTo(parameters);
        assertThat(network.macs() / 1e6).isCloseTo(megaMacs, Offset.offset(0.1));
        for (int seed = 0; seed < 5; seed++) {
            float[] input = SmallNetworks.randomInput(network, seed);
            float[] expected = OnnxRuntimeForward.run(original, input);
            float[] actual = OnnxRuntimeForward.run(written, input);

            Agreement.assertClose(actual, expected, tolerance);
            assertThat(Agreement.top1(actual)).isEqualTo(Agreement.top1(expected));
        }
    }

    @Test
    void theDecoupledNetworkHasShuffleNetsShuffles() {
        Network network = OnnxReader.read(MODELS.resolve("decnn-resnet20-g4-cifar10.onnx"));

        List<Layer> shuffles =
                network.layers().stream()
                        .filter(layer -> layer.operation() instanceof ChannelShuffle)
                        .toList();

        assertThat(shuffles)
                .containsExactly(
                        Layer.of("body.3", new ChannelShuffle(4, 8), "body.2.relu_1"),
                        Layer.of("body.7", new ChannelShuffle(4, 16), "body.6.relu_1"));
        assertThat(network.output()).isEqualTo("fc");
    }
}
