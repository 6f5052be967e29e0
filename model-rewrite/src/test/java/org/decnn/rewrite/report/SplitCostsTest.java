package org.decnn.rewrite.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.decnn.model.network.FoldBatchNorm;
import org.decnn.model.network.Network;
import org.decnn.model.network.Renumbering.ChannelShuffle;
import org.decnn.model.network.TensorShape;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.ExchangeKind;
import org.decnn.model.shard.ShardedNetwork;
import org.decnn.model.shard.Sharder;
import org.decnn.model.testing.NetworkSketch;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SplitCostsTest {

    private static final int DEVICES = 4;

    static List<Network> networks() {
        return SmallNetworks.all(7).stream().map(FoldBatchNorm::in).toList();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void devicesTogetherComputeTheWholeNetwork(Network network) {
        SplitCost cost = SplitCosts.of(Sharder.shard(network, DEVICES));

        assertThat(cost.perDevice().stream().mapToLong(DeviceCost::macs).sum())
                .isEqualTo(network.macs());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void devicesTogetherHoldTheWholeNetwork(Network network) {
        SplitCost cost = SplitCosts.of(Sharder.shard(network, DEVICES));

        assertThat(cost.perDevice().stream().mapToLong(DeviceCost::weightBytes).sum())
                .isEqualTo(4 * network.parameters());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void exchangedBytesAreTheSharders(Network network) {
        ShardedNetwork split = Sharder.shard(network, DEVICES);

        SplitCost cost = SplitCosts.of(split);

        assertThat(cost.exchangeBytes())
                .isEqualTo(
                        split.edges().stream()
                                .filter(
                                        edge ->
                                                edge.fromStage() > 0
                                                        && edge.toStage() < split.logitsStage())
                                .mapToLong(Edge::bytesBetweenShards)
                                .sum());
        assertThat(cost.exchanges())
                .isEqualTo(
                        (int)
                                split.edges().stream()
                                        .filter(
                                                edge ->
                                                        edge.kinds().stream()
                                                                .anyMatch(
                                                                        ExchangeKind
                                                                                ::crossesShards))
                                        .mapToInt(Edge::toStage)
                                        .distinct()
                                        .count());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void whatIsSentIsReceived(Network network) {
        SplitCost cost = SplitCosts.of(Sharder.shard(network, DEVICES));

        long sent = cost.perDevice().stream().mapToLong(DeviceCost::sentBytes).sum();
        long received = cost.perDevice().stream().mapToLong(DeviceCost::receivedBytes).sum();
        assertThat((double) sent).isCloseTo(cost.networkBytes(), within((double) DEVICES));
        assertThat((double) received).isCloseTo(cost.networkBytes(), within((double) DEVICES));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void oneDeviceSendsNothing(Network network) {
        SplitCost cost = SplitCosts.of(Sharder.shard(network, 1));

        assertThat(cost.networkBytes()).isZero();
        assertThat(cost.linkBytes()).isZero();
        assertThat(cost.exchanges()).isZero();
    }

    /** Two devices, 4×4 pictures, 8 channels: counted by hand. */
    @Test
    void aShuffleOfTwoDevicesCostsWhatItSays() {
        NetworkSketch net = new NetworkSketch("two", 1, TensorShape.image(3, 4, 4));
        String x = net.conv("stem", 8, 1, 3, 1, Network.INPUT);
        x = net.layer("shuffle", new ChannelShuffle(2, 4), x);
        x = net.conv("body", 8, 2, 1, 1, x);
        Network network = net.network(net.classifier(10, x));

        SplitCost cost = SplitCosts.of(Sharder.shard(network, 2));

        // Each device sends the other 2 of its 4 channels of 16 fp32 values.
        assertThat(cost.exchanges()).isEqualTo(1);
        assertThat(cost.exchangeBytes()).isEqualTo(2 * 2 * 16 * 4);
        assertThat(cost.stages().get(1).exchange()).isEqualTo("shuffle");
        assertThat(cost.stages().get(1).linkBytes()).isEqualTo(2 * 16 * 4);
        // One copy of 48 bytes goes to the other device, and one of two parts of ten logits.
        assertThat(cost.pictureBytes()).isEqualTo(48);
        assertThat(cost.logitBytes()).isEqualTo(10 * 4);
        // On average over turns: half a copy, half a part, and the slice.
        assertThat(cost.linkBytes()).isEqualTo(24 + 20 + 128);
        // Device 0 has the partial sum's bias. Stem 4·27 + 4, body 4·4 + 4, fc 10·4 + 10.
        assertThat(cost.weightBytes()).isEqualTo(4 * (112 + 20 + 50));
        assertThat(cost.macs()).isEqualTo(4 * 27 * 16 + 4 * 4 * 16 + 10 * 4);
        // At its peak stage 1 has the stem's 64 values, and the two halves that it is cut into.
        assertThat(cost.activationBytes()).isEqualTo(4 * (64 + 32 + 32));
    }
}
