package org.decnn.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.network.Ending;
import org.decnn.model.shard.PictureWire;
import org.junit.jupiter.api.Test;

class DeviceSharesTest {

    private static final DeviceShares UNEQUAL = new DeviceShares(List.of(.4, .4, .4, .2));

    @Test
    void theSmallestShareIsWhereTheSmallestShardIs() {
        DeviceShares placed = UNEQUAL.asPlaced(manifest(20, 20, 20, 10), List.of(3, 4, 1, 2));

        assertThat(placed.parts()).containsExactly(.4, .2, .4, .4);
        assertThat(placed).hasToString("40, 20, 40, 40");
    }

    @Test
    void amongEqualShardsTheFirstHasTheSmallest() {
        DeviceShares placed = UNEQUAL.asPlaced(manifest(20, 20, 20, 20), List.of(3, 4, 1, 2));

        assertThat(placed.parts()).containsExactly(.4, .4, .2, .4);
    }

    @Test
    void devicesMayHaveEqualShares() {
        assertThat(DeviceShares.equal(3, .4).parts()).containsExactly(.4, .4, .4);
        assertThat(DeviceShares.equal(3, .4).of(3)).isEqualTo(.4);
    }

    /** One stage, of shards of so many multiply-accumulates. */
    private static ModelManifest manifest(long... macs) {
        List<ModelManifest.ShardEntry> shards =
                LongStream.of(macs)
                        .mapToObj(
                                of ->
                                        new ModelManifest.ShardEntry(
                                                "graph", 0, of, List.of(), List.of()))
                        .toList();
        return new ModelManifest(
                ModelManifest.FORMAT,
                "shares",
                "1",
                macs.length,
                null,
                null,
                PictureWire.RGB,
                10,
                0,
                0,
                List.of(),
                List.of(new ModelManifest.StageEntry(1, "one", shards)),
                List.of(),
                List.of(),
                Ending.NONE,
                Map.of());
    }
}
