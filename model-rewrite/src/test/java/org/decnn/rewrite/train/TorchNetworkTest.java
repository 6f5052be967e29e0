package org.decnn.rewrite.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.decnn.model.network.AcrossChannels;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Weighted;
import org.decnn.model.testing.ReferenceForward;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** PyTorch computes what a network says, with its running statistics and with a batch's own. */
class TorchNetworkTest {

    static Stream<Network> networks() {
        return SmallNetworks.all(7).stream()
                .filter(
                        network ->
                                network.layers().stream().noneMatch(it -> isLrn(it.operation())));
    }

    private static boolean isLrn(Operation operation) {
        return operation instanceof AcrossChannels.Lrn;
    }

    @ParameterizedTest
    @MethodSource("networks")
    void logitsEqualThoseOfAPlainForwardPass(Network network) {
        try (NDManager manager = Torch.manager(1)) {
            float[] first = SmallNetworks.randomInput(network, 1);
            float[] second = SmallNetworks.randomInput(network, 2);
            NDArray batch = batch(manager, network.input(), first, second);

            NDArray logits = new TorchNetwork(network, manager).logits(batch, false);

            Network plain = network.upToLogits();
            assertClose(logits.get(0).toFloatArray(), ReferenceForward.run(plain, first));
            assertClose(logits.get(1).toFloatArray(), ReferenceForward.run(plain, second));
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aSnapshotIsTheNetwork(Network network) {
        try (NDManager manager = Torch.manager(1)) {
            Network snapshot = new TorchNetwork(network, manager).snapshot();

            assertThat(snapshot.parameters()).isEqualTo(network.parameters());
            float[] input = SmallNetworks.randomInput(network, 3);
            assertThat(ReferenceForward.run(snapshot, input))
                    .containsExactly(ReferenceForward.run(network.upToLogits(), input));
        }
    }

    @Test
    void aTrainingStepKeepsATenthOfItsStatistics() {
        Network network = SmallNetworks.groupedResidual(1);
        Layer norm = firstNorm(network);
        float bias = convolutionBefore(norm, network).bias(0);
        try (NDManager manager = Torch.manager(1)) {
            TorchNetwork torch = new TorchNetwork(network, manager);
            float before = torch.state().get(norm.name() + ".mean").toFloatArray()[0];
            TensorShape shape = network.input();
            float[] black = new float[shape.elements()];

            // A convolution of nothing is its bias, and so is the batch's mean.
            torch.logits(batch(manager, shape, black, black), true);

            assertThat(torch.state().get(norm.name() + ".mean").toFloatArray()[0])
                    .isCloseTo(0.9f * before + 0.1f * bias, Offset.offset(1e-6f));
        }
    }

    private static Weighted.Conv convolutionBefore(Layer norm, Network network) {
        return network.layers().stream()
                .filter(layer -> layer.name().equals(norm.inputs().get(0)))
                .map(layer -> (Weighted.Conv) layer.operation())
                .findFirst()
                .orElseThrow();
    }

    private static Layer firstNorm(Network network) {
        return network.layers().stream()
                .filter(layer -> layer.operation() instanceof PerChannel.BatchNorm)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aLayerThatIsNotTrainedIsNamed() {
        Network network = SmallNetworks.alexNetLike(1);
        try (NDManager manager = Torch.manager(1)) {
            assertThatThrownBy(() -> new TorchNetwork(network, manager))
                    .isInstanceOf(NetworkException.class)
                    .hasMessageContaining("Lrn")
                    .hasMessageContaining("elsewhere");
        }
    }

    private static NDArray batch(NDManager manager, TensorShape shape, float[]... inputs) {
        float[] all = new float[inputs.length * shape.elements()];
        for (int i = 0; i < inputs.length; i++) {
            System.arraycopy(inputs[i], 0, all, i * shape.elements(), shape.elements());
        }
        return manager.create(
                all, new Shape(inputs.length, shape.channels(), shape.height(), shape.width()));
    }

    private static void assertClose(float[] computed, float[] expected) {
        float largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(computed).hasSameSizeAs(expected);
        for (int i = 0; i < computed.length; i++) {
            assertThat(computed[i]).isCloseTo(expected[i], Offset.offset(1e-4f * largest));
        }
    }
}
