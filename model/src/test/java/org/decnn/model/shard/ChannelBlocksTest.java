package org.decnn.model.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.PerChannel.MaxPool;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.testing.ReferenceForward;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChannelBlocksTest {

    private static final int SHARDS = 4;

    private static ShardGraph graph(int stage) {
        return Sharder.shard(SmallNetworks.groupedInBlocks(1), SHARDS)
                .stages()
                .get(stage - 1)
                .shards()
                .get(1);
    }

    private static Map<String, Layer> inBlocks(int stage) {
        return ChannelBlocks.of(graph(stage)).stream()
                .collect(Collectors.toMap(Layer::name, layer -> layer));
    }

    @Test
    void whatAPoolingReadsFillsABlock() {
        Map<String, Layer> layers = inBlocks(1);
        assertThat(graph(1).shapes().get("stem.pool").channels()).isEqualTo(24 / SHARDS);
        assertThat(((Conv) layers.get("stem.conv").operation()).outputs()).isEqualTo(16);
        assertThat(((Conv) layers.get("body.0.conv1.conv").operation()).inputs()).isEqualTo(16);
        assertThat(((Conv) layers.get("body.0.downsample").operation()).inputs()).isEqualTo(16);
    }

    @Test
    void aResidualOfAnotherStageIsPutInBlocksOnce() {
        List<Layer> layers = ChannelBlocks.of(graph(2));
        Layer sum = layers.stream().filter(l -> l.operation() instanceof Add).findFirst().get();
        List<Layer> pools =
                layers.stream().filter(layer -> layer.operation() instanceof MaxPool).toList();
        assertThat(pools).hasSize(1);
        assertThat(sum.inputs()).contains(pools.get(0).name());
        assertThat(graph(2).inputs()).containsKey(pools.get(0).inputs().get(0));
    }

    static List<Network> networks() {
        return SmallNetworks.all(3);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theResultsAreTheSameToTheBit(Network network) {
        for (Stage stage : Sharder.shard(network, SHARDS).stages()) {
            for (ShardGraph graph : stage.shards()) {
                Map<String, float[]> inputs = random(graph.inputs());
                Map<String, float[]> before =
                        ReferenceForward.run(graph.layers(), graph.inputs(), inputs);
                Map<String, float[]> after =
                        ReferenceForward.run(ChannelBlocks.of(graph), graph.inputs(), inputs);
                graph.outputs()
                        .keySet()
                        .forEach(
                                output ->
                                        assertThat(after.get(output))
                                                .containsExactly(before.get(output)));
            }
        }
    }

    private static Map<String, float[]> random(Map<String, TensorShape> shapes) {
        Random random = new Random(1);
        return shapes.entrySet().stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey,
                                entry -> normal(random, entry.getValue().elements())));
    }

    private static float[] normal(Random random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
