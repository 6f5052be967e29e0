package org.decnn.model.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.decnn.model.network.Network;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.testing.NetworkSketch;
import org.decnn.model.testing.ReferenceForward;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.model.testing.SplitForward;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A network split for boards of unequal speed. */
class UnequalShardsTest {

    private static final Shares HALF_FIRST = new Shares(List.of(2., 1., 1.));
    private static final Shares ONE_IS_SLOW = new Shares(List.of(2., 2., 2., 1.));

    static Stream<Arguments> networksAndShares() {
        return SmallNetworks.all(7).stream()
                .flatMap(
                        network ->
                                Stream.of(
                                                HALF_FIRST,
                                                ONE_IS_SLOW,
                                                new Shares(List.of(1., 50.)),
                                                new Shares(List.of(.3, 1., 1., 1., .3)))
                                        .map(
                                                shares ->
                                                        Arguments.of(
                                                                network.name(), network, shares)));
    }

    @ParameterizedTest(name = "{0} over {2}")
    @MethodSource("networksAndShares")
    void theSplitNetworkEqualsTheWholeOne(String name, Network network, Shares shares) {
        float[] input = SmallNetworks.randomInput(network, 11);
        float[] whole = ReferenceForward.run(network.upToLogits(), input);

        for (Stem stem : Stem.values()) {
            SharderTest.assertClose(
                    SplitForward.run(Sharder.shard(network, shares, stem), input), whole);
        }
    }

    @Test
    void fourGroupsOverABoardTwiceAsFastAndTwoOthersAreTwoAndOneAndOne() {
        Network network = SmallNetworks.groupedWithShuffles(1);

        ShardedNetwork split = Sharder.shard(network, HALF_FIRST, Stem.SHARDS);

        for (Stage stage : split.stages()) {
            assertThat(stage.shards().stream().mapToInt(UnequalShardsTest::groups))
                    .containsExactly(2, 1, 1);
        }
        assertThat(parts(split)).satisfies(UnequalShardsTest::areHalfAndTwoQuarters);
    }

    @Test
    void theStemsChannelsAreThoseOfTheGroupsBehindItSoThatNoExchangeIsBetween() {
        ShardedNetwork split =
                Sharder.shard(SmallNetworks.groupedWithShuffles(1), ONE_IS_SLOW, Stem.SHARDS);

        assertThat(split.stages()).hasSize(3);
        assertThat(split.edges().stream().flatMap(edge -> edge.kinds().stream()))
                .containsOnly(ExchangeKind.FAN_OUT, ExchangeKind.SHUFFLE, ExchangeKind.REDUCE);
    }

    @Test
    void aDenseNetworksChannelsAreDealtOutInProportion() {
        NetworkSketch net = new NetworkSketch("dense", 1, TensorShape.image(3, 8, 8));
        String x = net.convBnRelu("one", 28, 1, 3, 1, Network.INPUT);
        x = net.convBnRelu("two", 56, 1, 3, 1, x);
        Network network = net.network(net.classifier(SmallNetworks.CLASSES, x));

        double[] parts = parts(Sharder.shard(network, ONE_IS_SLOW, Stem.SHARDS));

        for (int shard = 0; shard < 4; shard++) {
            assertThat(parts[shard]).isCloseTo(ONE_IS_SLOW.of(shard), within(0.005));
        }
    }

    @Test
    void sevenGroupsGoOverFourBoardsOfWhichOneIsHalfAsFast() {
        NetworkSketch net = new NetworkSketch("seven", 1, TensorShape.image(3, 8, 8));
        String x = net.convBnRelu("stem", 28, 1, 3, 1, Network.INPUT);
        x = net.convBnRelu("body", 56, 7, 3, 1, x);
        Network network = net.network(net.classifier(SmallNetworks.CLASSES, x));

        ShardedNetwork split = Sharder.shard(network, ONE_IS_SLOW, Stem.SHARDS);

        assertThat(split.stages()).hasSize(1);
        assertThat(split.stages().get(0).shards().stream().mapToInt(UnequalShardsTest::groups))
                .containsExactly(2, 2, 2, 1);
    }

    /** Two groups of a wide layer: the fast board has one of them, the slow ones half of one. */
    @Test
    void whereThereAreFewerGroupsThanBoardsTheSlowOnesShareAGroup() {
        NetworkSketch net = new NetworkSketch("two-groups", 1, TensorShape.image(3, 16, 16));
        String x = net.conv("wide", 512, 2, 3, 1, net.conv("stem", 512, 1, 1, 1, Network.INPUT));
        Network network = net.network(net.classifier(SmallNetworks.CLASSES, x));

        ShardedNetwork split = Sharder.shard(network, HALF_FIRST, Stem.SHARDS);

        assertThat(parts(split)).satisfies(UnequalShardsTest::areHalfAndTwoQuarters);
    }

    @Test
    void aBoardSoSlowThatItsPartIsLessThanAChannelHasNoPartInALayer() {
        Network network = SmallNetworks.groupedResidual(1);

        ShardedNetwork split =
                Sharder.shard(network, new Shares(List.of(1., 1e-4, 1.)), Stem.SHARDS);

        assertThat(parts(split)[1]).isZero();
    }

    private static int groups(ShardGraph graph) {
        return graph.layers().stream()
                .map(layer -> layer.operation())
                .filter(Conv.class::isInstance)
                .mapToInt(operation -> ((Conv) operation).groups())
                .max()
                .orElse(0);
    }

    /** What part of all multiply-accumulates each shard has. */
    private static double[] parts(ShardedNetwork split) {
        double[] macs =
                IntStream.range(0, split.shards())
                        .mapToDouble(
                                shard ->
                                        split.stages().stream()
                                                .mapToLong(
                                                        stage -> stage.shards().get(shard).macs())
                                                .sum())
                        .toArray();
        double all = Arrays.stream(macs).sum();
        return IntStream.range(0, macs.length).mapToDouble(shard -> macs[shard] / all).toArray();
    }

    private static void areHalfAndTwoQuarters(double[] parts) {
        assertThat(parts[0]).isCloseTo(0.5, within(0.01));
        assertThat(parts[1]).isCloseTo(0.25, within(0.01));
        assertThat(parts[2]).isCloseTo(0.25, within(0.01));
    }
}
