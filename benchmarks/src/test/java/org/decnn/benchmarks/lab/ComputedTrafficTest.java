package org.decnn.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.network.Ending;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.ExchangeKind;
import org.decnn.model.shard.PictureWire;
import org.decnn.model.shard.Transfer;
import org.junit.jupiter.api.Test;

class ComputedTrafficTest {

    /** Two shards: an image of 10 bytes to each, 100 floats from each to each, 4 to the sum. */
    private static final ModelManifest MANIFEST =
            new ModelManifest(
                    ModelManifest.FORMAT,
                    "two",
                    "1",
                    2,
                    null,
                    null,
                    PictureWire.RGB,
                    4,
                    0,
                    0,
                    List.of(),
                    List.of(
                            new ModelManifest.StageEntry(1, "one", List.of()),
                            new ModelManifest.StageEntry(2, "two", List.of())),
                    List.of(
                            edge(0, 1, ExchangeKind.FAN_OUT, ElementType.UINT8, 10, 1, 2),
                            edge(1, 2, ExchangeKind.SHUFFLE, ElementType.FLOAT32, 100, 2, 2),
                            edge(2, 3, ExchangeKind.REDUCE, ElementType.FLOAT32, 4, 2, 1)),
                    List.of(),
                    Ending.NONE,
                    Map.of());

    @Test
    void halfOfWhatGoesToAnyDeviceAndAllThatGoesToTheOtherShardLeavesADevice() {
        // (10·2·½ + 400·2 + 16·2·½) / 2
        assertThat(ComputedTraffic.bytesSentPerDevice(MANIFEST, 2)).isEqualTo(413);
    }

    @Test
    void oneDeviceSendsNothing() {
        assertThat(ComputedTraffic.bytesSentPerDevice(MANIFEST, 1)).isZero();
    }

    private static Edge edge(
            int from, int to, ExchangeKind kind, ElementType wire, int elements, int p, int q) {
        List<Transfer> transfers = new ArrayList<>();
        for (int i = 0; i < p; i++) {
            for (int j = 0; j < q; j++) {
                transfers.add(
                        new Transfer(
                                from,
                                i,
                                to,
                                j,
                                List.of(new Transfer.Part("out", "in", wire, elements))));
            }
        }
        return new Edge(from, to, List.of(kind), wire, transfers);
    }
}
