package org.decnn.rewrite.decouple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.decnn.model.network.Curve;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.Joining.Arithmetic;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel;
import org.decnn.model.network.PerChannel.Pad.Border;
import org.decnn.model.network.PerChannel.Pointwise;
import org.decnn.model.network.Renumbering;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.WithinGroups.GroupNorm;
import org.decnn.model.testing.NetworkSketch;
import org.decnn.model.testing.ReferenceForward;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.rewrite.structure.Shuffles;
import org.junit.jupiter.api.Test;

/**
 * What is done to each channel goes where the channel goes; a gate of all channels is asked for.
 */
class GatesTest {

    private static final int CHANNELS = 6;

    /**
     * A residual block with squeeze-and-excitation and one of everything that a channel can have.
     */
    private static Network gated(boolean linear) {
        NetworkSketch net = new NetworkSketch("gated", 3, TensorShape.image(3, 7, 7));
        String stem = net.conv("stem", CHANNELS, 1, 3, 1, Network.INPUT);
        String x = net.layer("slopes", new PerChannel.PRelu(ramp(0.1f)), stem);
        x = net.layer("wide", new PerChannel.Pad(1, 1, 1, 1, Border.REFLECT, 0), x);
        x = net.layer("crop", new PerChannel.Crop(0, 1, 7, 7, 1, 1), x);
        String block = x;
        x = net.conv("conv", CHANNELS, 1, 3, 1, x);
        x = net.layer("scale", new PerChannel.Affine(ramp(0.5f), ramp(-0.2f)), x);
        x = net.layer("norm", new GroupNorm(CHANNELS, ramp(0.7f), ramp(0.1f), 1e-3f), x);
        x = net.layer("swish", new Pointwise(Curve.SWISH, 1, 0), x);
        String gate = net.layer("squeezing", new PerChannel.GlobalAveragePool(), x);
        if (linear) {
            gate = net.layer("vector", new Renumbering.Flatten(), gate);
            gate = net.linear("excite", CHANNELS, gate);
            gate = net.layer("map", new Renumbering.Unflatten(1, 1), gate);
        } else {
            gate = net.relu("squeezed", net.conv("squeeze", 2, 1, 1, 1, gate));
            gate = net.conv("excite", CHANNELS, 1, 1, 1, gate);
        }
        gate = net.layer("gate", Pointwise.of(Curve.SIGMOID), gate);
        x = net.layer("gated", new Arithmetic(Arithmetic.Operator.MULTIPLY), gate, x);
        x = net.layer("add", new Add(), x, block);
        x = net.layer("mish", Pointwise.of(Curve.MISH), x);
        x = net.relu("last relu", net.conv("last", CHANNELS, 1, 1, 1, x));
        return net.network(net.classifier(SmallNetworks.CLASSES, x));
    }

    private static float[] ramp(float first) {
        float[] ramp = new float[CHANNELS];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = first + 0.3f * i;
        }
        return ramp;
    }

    private static DecoupledForm form(Network network, double width, Gates gates) {
        return new DecoupledForm(network, 2, width, 1, Optional.of(Shuffles.BLOCKS), gates);
    }

    @Test
    void groupsThatHoldAllChannelsComputeTheWhole() {
        Network network = gated(false);

        Decoupled decoupled = Decoupled.of(form(network, 2, Gates.GROUP), 1);

        assertThat(decoupled.keptEnergy()).containsKeys("squeeze", "excite");
        assertThat(decoupled.keptEnergy().values())
                .allSatisfy(kept -> assertThat(kept).isCloseTo(1, within(1e-6)));
        float[] picture = SmallNetworks.randomInput(network, 1);
        float[] expected = ReferenceForward.run(network, picture);
        float[] answer = ReferenceForward.run(decoupled.network(), picture);
        for (int i = 0; i < answer.length; i++) {
            assertThat(answer[i]).isCloseTo(expected[i], within(1e-4f));
        }
    }

    @Test
    void aGateOfItsGroupIsSplitAndRefittedAsAllElse() {
        Network network = gated(false);
        Decoupled kept = Decoupled.of(form(network, 1, Gates.GROUP), 1);

        Decoupled refitted = kept.refit(Residual.pictures(network, 24), 0, 1);

        assertThat(kept.keptEnergy().get("squeeze")).isLessThan(1);
        assertThat(refitted.errors()).containsKeys("squeeze", "excite", "conv");
        refitted.errors()
                .forEach(
                        (layer, error) ->
                                assertThat(error.after())
                                        .as(layer)
                                        .isLessThanOrEqualTo(error.before()));
    }

    @Test
    void aGateOfAllChannelsIsRefusedUnlessItIsAskedFor() {
        assertThatThrownBy(() -> form(gated(false), 1, Gates.WHOLE))
                .isInstanceOf(NetworkException.class)
                .hasMessageStartingWith(
                        "layer 'gated' joins a gate that is computed of all channels")
                .hasMessageContaining("--gates group");
    }

    @Test
    void aGateOfLinearLayersIsRefusedByItsLayer() {
        assertThatThrownBy(() -> form(gated(true), 1, Gates.GROUP))
                .isInstanceOf(NetworkException.class)
                .hasMessageStartingWith("layer 'gated' joins a gate that the linear layer 'excite'")
                .hasMessageContaining("convolution of 1×1");
    }

    @Test
    void whatSeesOtherChannelsIsRefused() {
        assertRefused(new GroupNorm(2, ramp(1), ramp(1), 1e-3f), "GroupNorm");
        assertRefused(new Renumbering.PadChannels(0, 0, 0), "PadChannels");
        assertRefused(
                new org.decnn.model.network.AcrossChannels.LayerNorm(ramp(1), ramp(1), 1e-3f),
                "LayerNorm");
    }

    private static void assertRefused(Operation operation, String kind) {
        NetworkSketch net = new NetworkSketch("tied", 3, TensorShape.image(3, 7, 7));
        String x = net.conv("stem", CHANNELS, 1, 3, 1, Network.INPUT);
        x = net.relu("relu", net.conv("next", CHANNELS, 1, 3, 1, net.layer("tie", operation, x)));
        Network network = net.network(net.classifier(SmallNetworks.CLASSES, x));
        assertThatThrownBy(() -> form(network, 1, Gates.GROUP))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("'tie' (" + kind + ")")
                .hasMessageContaining("only convolutions");
    }
}
