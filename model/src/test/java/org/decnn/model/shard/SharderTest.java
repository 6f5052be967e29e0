package org.decnn.model.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.decnn.model.network.Joining;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.Renumbering;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Weighted;
import org.decnn.model.testing.NetworkSketch;
import org.decnn.model.testing.ReferenceForward;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.model.testing.SplitForward;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SharderTest {

    static Stream<Arguments> networksAndShards() {
        return SmallNetworks.all(7).stream()
                .flatMap(
                        network ->
                                Stream.of(1, 2, 4)
                                        .map(
                                                shards ->
                                                        Arguments.of(
                                                                network.name(), network, shards)));
    }

    @ParameterizedTest(name = "{0} over {2}")
    @MethodSource("networksAndShards")
    void theSplitNetworkEqualsTheWholeOne(String name, Network network, int shards) {
        float[] input = SmallNetworks.randomInput(network, 11);
        float[] whole = ReferenceForward.run(network.upToLogits(), input);

        float[] split = SplitForward.run(Sharder.shard(network, shards), input);

        assertClose(split, whole);
    }

    @ParameterizedTest(name = "{0} over {2}")
    @MethodSource("networksAndShards")
    void theSplitNetworkEqualsTheWholeOneWithItsStemWhereThePictureIsDecoded(
            String name, Network network, int shards) {
        float[] input = SmallNetworks.randomInput(network, 11);
        float[] whole = ReferenceForward.run(network.upToLogits(), input);

        float[] split =
                SplitForward.run(Sharder.shard(network, Shares.even(shards), Stem.HOME), input);

        assertClose(split, whole);
    }

    @Test
    void theSmallNetworksNeedEveryKindOfExchange() {
        Set<ExchangeKind> kinds = EnumSet.noneOf(ExchangeKind.class);
        for (Network network : SmallNetworks.all(7)) {
            for (Stem stem : Stem.values()) {
                Sharder.shard(network, Shares.even(4), stem)
                        .edges()
                        .forEach(edge -> kinds.addAll(edge.kinds()));
            }
        }
        assertThat(kinds).containsExactlyInAnyOrder(ExchangeKind.values());
    }

    @ParameterizedTest(name = "{0} over {2}")
    @MethodSource("networksAndShards")
    void theWeightsOfAllShardsAreTheNetworksAndNoWeightIsOnTwo(
            String name, Network network, int shards) {
        ShardedNetwork split = Sharder.shard(network, shards);
        long weights =
                split.stages().stream()
                        .flatMap(stage -> stage.shards().stream())
                        .mapToLong(SharderTest::weightValues)
                        .sum();

        assertThat(weights).isEqualTo(weightValues(network.layers()));
    }

    @ParameterizedTest(name = "{0} over {2}")
    @MethodSource("networksAndShards")
    void aStemAtHomeHasItsWeightsAndNoShardHasAnyOfThem(String name, Network network, int shards) {
        ShardedNetwork split = Sharder.shard(network, Shares.even(shards), Stem.HOME);
        long ofShards =
                split.stages().stream()
                        .flatMap(stage -> stage.shards().stream())
                        .mapToLong(SharderTest::weightValues)
                        .sum();

        assertThat(weightValues(split.stem().orElseThrow()))
                .isEqualTo(weightValues(Stem.layersOf(network)))
                .isPositive();
        assertThat(weightValues(split.stem().orElseThrow()) + ofShards)
                .isEqualTo(weightValues(network.layers()));
    }

    @Test
    void aPictureThatGoesToMoreThanOneLayerHasNoStemToComputeAtHome() {
        NetworkSketch net = new NetworkSketch("late-reader", 1, TensorShape.image(3, 8, 8));
        String x = net.conv("conv", 3, 1, 3, 1, Network.INPUT);
        x = net.layer("add", new Joining.Add(), x, Network.INPUT);
        Network network = net.network(net.classifier(SmallNetworks.CLASSES, x));

        assertThatThrownBy(() -> Sharder.shard(network, Shares.even(2), Stem.HOME))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("more than one layer")
                .hasMessageContaining("leave it to the shards");
    }

    @Test
    void oneShardIsOneStageWithoutExchanges() {
        for (Network network : SmallNetworks.all(3)) {
            ShardedNetwork split = Sharder.shard(network, 1);
            assertThat(split.stages()).as(network.name()).hasSize(1);
            assertThat(split.edges()).as(network.name()).hasSize(2);
        }
    }

    @Test
    void oneShardOfGroupsThatMeetInPairsBringsTogetherWhatMeetsAndNothingElse() {
        Network network = SmallNetworks.groupsInPairs(1);

        Stage only = Sharder.shard(network, 1).stages().get(0);

        assertThat(only.shards().get(0).layers())
                .filteredOn(layer -> layer.operation() instanceof Renumbering.Select)
                .hasSize(2);
    }

    @Test
    void aDecoupledNetworkIsCutAtItsShufflesOnly() {
        Network network = SmallNetworks.groupedWithShuffles(1);
        long shuffles =
                network.layers().stream()
                        .filter(layer -> layer.operation() instanceof Renumbering.ChannelShuffle)
                        .count();

        ShardedNetwork split = Sharder.shard(network, 4);

        assertThat(split.stages()).hasSize((int) shuffles + 1);
        assertThat(split.edges().stream().flatMap(edge -> edge.kinds().stream()))
                .containsOnly(ExchangeKind.FAN_OUT, ExchangeKind.SHUFFLE, ExchangeKind.REDUCE);
    }

    @Test
    void aShuffleOf28ChannelsOver4ShardsSendsSlicesOf2And2And2And1() {
        ShardedNetwork split = Sharder.shard(SmallNetworks.unevenGroups(1), 4);
        Edge shuffle =
                split.edges().stream()
                        .filter(edge -> edge.kinds().contains(ExchangeKind.SHUFFLE))
                        .findFirst()
                        .orElseThrow();
        for (int shard = 0; shard < 4; shard++) {
            List<Integer> slices = new ArrayList<>();
            for (Transfer transfer : shuffle.transfers()) {
                if (transfer.fromShard() == shard) {
                    Transfer.Part part = transfer.parts().get(0);
                    slices.add(
                            split.stages()
                                    .get(0)
                                    .shards()
                                    .get(shard)
                                    .outputs()
                                    .get(part.output())
                                    .channels());
                }
            }
            assertThat(slices).as("shard %s", shard).containsExactlyInAnyOrder(2, 2, 2, 1);
        }
    }

    @Test
    void everyGraphInputIsSentOnceAndEveryGraphOutputIsUsed() {
        for (Network network : SmallNetworks.all(5)) {
            ShardedNetwork split = Sharder.shard(network, 4);
            for (Stage stage : split.stages()) {
                for (int shard = 0; shard < 4; shard++) {
                    List<String> sent = new ArrayList<>();
                    Set<String> used = new HashSet<>();
                    for (Edge edge : split.edges()) {
                        for (Transfer transfer : edge.transfers()) {
                            if (transfer.toStage() == stage.number()
                                    && transfer.toShard() == shard) {
                                transfer.parts().forEach(part -> sent.add(part.input()));
                            }
                            if (transfer.fromStage() == stage.number()
                                    && transfer.fromShard() == shard) {
                                transfer.parts().forEach(part -> used.add(part.output()));
                            }
                        }
                    }
                    ShardGraph graph = stage.shards().get(shard);
                    assertThat(sent).containsExactlyInAnyOrderElementsOf(graph.inputs().keySet());
                    assertThat(used).isEqualTo(graph.outputs().keySet());
                }
            }
        }
    }

    /** Engines bind memory to each; ONNX Runtime leaves an output that is an input unwritten. */
    @Test
    void noGraphsOutputIsOneOfItsInputs() {
        for (Network network : passingOn()) {
            for (Stem stem : Stem.values()) {
                for (Stage stage : Sharder.shard(network, Shares.even(4), stem).stages()) {
                    for (ShardGraph graph : stage.shards()) {
                        assertThat(graph.outputs().keySet())
                                .as(
                                        "%s, stem at %s, stage %s",
                                        network.name(), stem, stage.number())
                                .doesNotContainAnyElementsOf(graph.inputs().keySet());
                    }
                }
            }
        }
    }

    /** The last has a sum across a cut of what its stem gives. */
    private static List<Network> passingOn() {
        NetworkSketch net = new NetworkSketch("passes", 1, TensorShape.image(3, 8, 8));
        String stem = net.conv("stem", 16, 1, 3, 1, Network.INPUT);
        String x = net.layer("shuffle", new Renumbering.ChannelShuffle(4, 4), stem);
        x = net.conv("grouped", 16, 4, 3, 1, x);
        x = net.layer("sum", new Joining.Add(), x, stem);
        List<Network> networks = new ArrayList<>(SmallNetworks.all(3));
        networks.add(net.network(net.classifier(SmallNetworks.CLASSES, x)));
        return networks;
    }

    @ParameterizedTest(name = "{0} shards")
    @ValueSource(ints = {3, 5, 6, 7})
    void wholeGroupsAreDealtOutWhereTheShardsDoNotDivideThem(int shards) {
        for (Network network :
                List.of(SmallNetworks.groupedWithShuffles(1), SmallNetworks.groupedResidual(1))) {
            float[] input = SmallNetworks.randomInput(network, 11);

            float[] split = SplitForward.run(Sharder.shard(network, shards), input);

            assertClose(split, ReferenceForward.run(network.upToLogits(), input));
        }
    }

    private static long weightValues(ShardGraph graph) {
        return weightValues(graph.layers());
    }

    private static long weightValues(List<Layer> layers) {
        long values = 0;
        for (Layer layer : layers) {
            if (layer.operation() instanceof Weighted.Conv conv) {
                values += conv.weight().values().length;
            } else if (layer.operation() instanceof Weighted.Linear linear) {
                values += linear.weight().values().length;
            }
        }
        return values;
    }

    static void assertClose(float[] actual, float[] expected) {
        float scale = 0;
        for (float value : expected) {
            scale = Math.max(scale, Math.abs(value));
        }
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i])
                    .as("logit %s", i)
                    .isCloseTo(expected[i], org.assertj.core.data.Offset.offset(1e-4f * scale));
        }
    }
}
