package org.decnn.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.decnn.model.network.AcrossChannels.Normalise;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.Joining.Concat;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.PerChannel.AveragePool;
import org.decnn.model.network.PerChannel.Relu;
import org.decnn.model.network.Renumbering.Select;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Window;
import org.decnn.model.testing.OnnxRuntimeForward;
import org.decnn.model.testing.ReferenceForward;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxWriterTest {

    private static final long SEED = 20;

    static Stream<Network> networks() {
        return SmallNetworks.all(SEED).stream();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theWrittenNetworkComputesWhatTheDefinitionSays(Network network) {
        float[] input = SmallNetworks.randomInput(network, SEED);

        float[] computed = OnnxRuntimeForward.run(OnnxWriter.write(network), input);

        Agreement.assertClose(computed, ReferenceForward.run(network, input), 1e-5);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void logitsOfTheSmallNetworksAreNearOne(Network network) {
        float[] logits = ReferenceForward.run(network, SmallNetworks.randomInput(network, SEED));

        assertThat(Agreement.largest(logits)).isBetween(0.05, 50.0);
    }

    @Test
    void aGraphHasSeveralInputsAndOutputsUnderTheirOwnNames() {
        TensorShape slice = TensorShape.image(2, 2, 2);
        byte[] model =
                new OnnxGraphBuilder()
                        .input("from.1", slice, ElementType.FLOAT32)
                        .input("from.0", slice, ElementType.FLOAT32)
                        .layer(Layer.of("joined", new Concat(), "from.0", "from.1"))
                        .layer(Layer.of("to.0", new Select(new int[] {3}), "joined"))
                        .layer(Layer.of("sum", new Add(), "from.0", "from.1"))
                        .output("to.0")
                        .output("sum")
                        .build("shard");

        Map<String, float[]> outputs =
                OnnxRuntimeForward.run(
                        model,
                        Map.of(
                                "from.0", new float[] {0, 1, 2, 3, 4, 5, 6, 7},
                                "from.1", new float[] {8, 9, 10, 11, 12, 13, 14, 15}));

        assertThat(outputs.keySet()).containsExactly("to.0", "sum");
        assertThat(outputs.get("to.0")).containsExactly(12, 13, 14, 15);
        assertThat(outputs.get("sum")).containsExactly(8, 10, 12, 14, 16, 18, 20, 22);
    }

    @ParameterizedTest
    @MethodSource
    void picturesAreNormalisedInsideTheGraph(Normalise normalise) {
        Network network =
                new Network(
                        "normalised",
                        TensorShape.image(3, 4, 4),
                        List.of(Layer.of("normalised", normalise, Network.INPUT)),
                        "normalised");
        Random random = new Random(SEED);
        float[] picture = new float[48];
        for (int i = 0; i < picture.length; i++) {
            picture[i] = random.nextInt(256);
        }

        float[] computed = OnnxRuntimeForward.run(OnnxWriter.write(network), picture);

        Agreement.assertClose(computed, ReferenceForward.run(network, picture), 1e-6);
    }

    static Stream<Normalise> picturesAreNormalisedInsideTheGraph() {
        float[] mean = {0.485f, 0.456f, 0.406f};
        float[] std = {0.229f, 0.224f, 0.225f};
        return Stream.of(
                new Normalise(new int[] {0, 1, 2}, 1 / 255f, mean, std),
                new Normalise(new int[] {2, 1, 0}, 1f, new float[] {103, 116, 123}, std));
    }

    @Test
    void anAveragePoolWithDilationIsRefused() {
        Window dilated = new Window(2, 2, 1, 1, 0, 0, 0, 0, 2, 2, false);
        OnnxGraphBuilder graph =
                new OnnxGraphBuilder().input("x", TensorShape.image(1, 4, 4), ElementType.FLOAT32);

        assertThatThrownBy(() -> graph.layer(Layer.of("p", new AveragePool(dilated, false), "x")))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("'p'")
                .hasMessageContaining("dilation");
    }

    @Test
    void aTensorNameIsUsedOnce() {
        OnnxGraphBuilder graph =
                new OnnxGraphBuilder().input("x", TensorShape.image(1, 4, 4), ElementType.FLOAT32);

        assertThatThrownBy(() -> graph.layer(Layer.of("x", new Relu(), "x")))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("two tensors 'x'");
    }
}
