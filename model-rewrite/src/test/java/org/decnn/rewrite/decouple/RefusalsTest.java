package org.decnn.rewrite.decouple;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.TensorShape;
import org.decnn.model.testing.NetworkSketch;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.rewrite.data.DataException;
import org.decnn.rewrite.structure.Shuffles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RefusalsTest {

    private static void refuses(Network network, double width, Shuffles how, String... says) {
        assertThatThrownBy(() -> new DecoupledForm(network, 4, width, how))
                .isInstanceOf(NetworkException.class)
                .message()
                .doesNotContain("\n")
                .contains(says);
    }

    static List<Network> concatenated() {
        return List.of(SmallNetworks.squeezeNetLike(1), SmallNetworks.denseNetLike(1));
    }

    @ParameterizedTest
    @MethodSource("concatenated")
    void concatenatedChannels(Network network) {
        String concat =
                network.layers().stream()
                        .map(Layer::name)
                        .filter(name -> name.contains("concat"))
                        .findFirst()
                        .orElseThrow();
        refuses(network, 2, Shuffles.STAGES, "'" + concat + "'", "Concat", "only convolutions");
    }

    @Test
    void convolutionsThatAreGroupedAlready() {
        refuses(
                SmallNetworks.groupedResidual(1),
                2,
                Shuffles.STAGES,
                "'body.0.1.conv'",
                "4 groups",
                "give the dense network");
    }

    @Test
    void aConvolutionThatIsAddedToThePicture() {
        NetworkSketch net = new NetworkSketch("input-residual", 1, TensorShape.image(3, 8, 8));
        String x = net.conv("stem", 3, 1, 3, 1, Network.INPUT);
        x = net.layer("add", new Add(), x, Network.INPUT);
        refuses(
                net.network(net.classifier(10, x)),
                2,
                Shuffles.STAGES,
                "'stem'",
                "network's input",
                "put a convolution on the other branch");
    }

    @Test
    void aNetworkWithoutALinearLayer() {
        NetworkSketch net = new NetworkSketch("headless", 1, TensorShape.image(3, 8, 8));
        String x = net.convBnRelu("stem", 8, 1, 3, 1, Network.INPUT);
        refuses(
                net.network(net.conv("last", 10, 1, 1, 1, x)),
                2,
                Shuffles.STAGES,
                "'last'",
                "end the network in a linear layer");
    }

    @Test
    void aWidthThatLeavesChannelsOut() {
        refuses(Residual.network(1, 8), 0.5, Shuffles.STAGES, "width 0.5", "1 or more");
    }

    @Test
    void shufflesAfterBlocksThatAreNotThere() {
        refuses(SmallNetworks.denseChain(1), 2, Shuffles.BLOCKS, "no residual blocks", "stages");
    }

    @Test
    void shufflesAfterStridesThatAreNotThere() {
        refuses(SmallNetworks.denseChain(1), 2, Shuffles.STRIDES, "no strided", "stages");
    }

    @Test
    void tooFewPictures() {
        Network network = Residual.network(1, 8);
        Decoupled kept = Decoupled.of(new DecoupledForm(network, 4, 1, Shuffles.STAGES), 1);

        assertThatThrownBy(() -> kept.refit(Residual.pictures(network, 3), 0, 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("3 pictures are too few");
    }

    @Test
    void oneGroup() {
        assertThatThrownBy(() -> new DecoupledForm(Residual.network(1, 8), 1, 1, Shuffles.STAGES))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("2 groups or more");
    }
}
