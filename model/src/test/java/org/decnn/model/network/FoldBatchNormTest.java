package org.decnn.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.decnn.model.network.PerChannel.Affine;
import org.decnn.model.network.PerChannel.BatchNorm;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.testing.NetworkSketch;
import org.decnn.model.testing.ReferenceForward;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FoldBatchNormTest {

    static List<Network> networks() {
        return SmallNetworks.all(5);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theFoldedNetworkGivesTheSameAnswer(Network network) {
        float[] input = SmallNetworks.randomInput(network, 3);

        float[] folded = ReferenceForward.run(FoldBatchNorm.in(network), input);

        float[] expected = ReferenceForward.run(network, input);
        float scale = 0;
        for (float value : expected) {
            scale = Math.max(scale, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat(folded[i]).isCloseTo(expected[i], within(1e-5f * scale));
        }
    }

    @Test
    void noBatchNormIsLeftBehindAConvolutionThatOnlyItReads() {
        for (Network network : networks()) {
            Network folded = FoldBatchNorm.in(network);
            for (Layer layer : folded.layers()) {
                if (layer.operation() instanceof BatchNorm) {
                    String input = layer.inputs().get(0);
                    assertThat(folded.layers())
                            .as("%s in %s", layer.name(), network.name())
                            .noneMatch(
                                    before ->
                                            before.name().equals(input)
                                                    && before.operation() instanceof Conv
                                                    && folded.readersOf(input).size() == 1);
                }
            }
        }
    }

    @Test
    void constantsBetweenAConvolutionAndItsBatchNormAreFoldedToo() {
        NetworkSketch net = new NetworkSketch("scaled", 1, TensorShape.image(3, 6, 6));
        String x = net.conv("conv", 2, 1, 3, 1, Network.INPUT);
        Affine scale = new Affine(new float[] {2, 0.5f}, new float[] {-1, 3});
        x = net.batchNorm("norm", net.layer("scale", scale, x));
        Network network = net.network(net.classifier(SmallNetworks.CLASSES, x));

        Network folded = FoldBatchNorm.in(network);

        assertThat(folded.layers()).hasSize(network.layers().size() - 2);
        theFoldedNetworkGivesTheSameAnswer(network);
    }

    @Test
    void aNetworkWithoutBatchNormComesBackAsItIs() {
        Network network = FoldBatchNorm.in(SmallNetworks.denseChain(1));

        assertThat(FoldBatchNorm.in(network).layers()).isEqualTo(network.layers());
    }
}
