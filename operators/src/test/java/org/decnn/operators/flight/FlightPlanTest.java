package org.decnn.operators.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.decnn.operators.slice.SampleId;
import org.decnn.operators.stage.ShardKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlightPlanTest {

    @ParameterizedTest(name = "{0} image(s), {1} shards in {2} replica(s), {3} device(s)")
    @CsvSource({
        "1, 4, 1, 4",
        "3, 4, 1, 4",
        "16, 4, 1, 4",
        "17, 4, 1, 3",
        "16, 4, 2, 8",
        "5, 3, 1, 1"
    })
    void theDevicesSharesAreAllImagesInFlight(int images, int shards, int replicas, int devices) {
        ShardKeys keys = new ShardKeys(shards, replicas);

        assertThat(shares(inTurn(keys, images), devices).sum()).isEqualTo(images);
        if (images >= devices) {
            assertThat(shares(whereRead(keys, images), devices).sum()).isEqualTo(images);
        }
    }

    @ParameterizedTest(name = "{0} device(s)")
    @ValueSource(ints = {1, 2, 3, 4})
    void whoDecodesWhatItReadsHasAnEvenShareHoweverManyShardsItHolds(int devices) {
        FlightPlan plan = whereRead(new ShardKeys(4, 1), 12);

        assertThat(shares(plan, devices)).hasSize(devices).containsOnly(12 / devices);
    }

    @Test
    void whereThreeDevicesTakeTurnsTheOneWithTwoHomesHasTwoShares() {
        FlightPlan plan = inTurn(new ShardKeys(4, 1), 16);

        assertThat(shares(plan, 3)).containsExactly(8, 4, 4);
    }

    @Test
    void whoDecodesWhatItReadsNeverWaitsForEver() {
        assertThat(shares(whereRead(new ShardKeys(4, 1), 2), 4)).containsExactly(1, 1, 1, 1);
    }

    @ParameterizedTest(name = "{0} image(s) on {1} device(s)")
    @CsvSource({"1, 4", "2, 4", "3, 3", "16, 4", "16, 2", "16, 1"})
    void aSampleIsAtHomeOnADeviceThatMayHaveOneInFlight(int images, int devices) {
        ShardKeys keys = new ShardKeys(4, 1);
        FlightPlan plan = inTurn(keys, images);

        for (int offset = 0; offset < 100; offset++) {
            Home home = plan.homeOf(new SampleId(offset % 3, offset));
            int device =
                    KeyGroupRangeAssignment.assignKeyToParallelOperator(
                            home, keys.maxParallelism(), devices);
            assertThat(plan.shareOf(device, devices)).as("share of %s", home).isPositive();
        }
    }

    @ParameterizedTest(name = "{0} device(s)")
    @ValueSource(ints = {1, 2, 3, 4})
    void whatADeviceDecodesIsAtHomeThere(int devices) {
        ShardKeys keys = new ShardKeys(4, 1);
        FlightPlan plan = inTurn(keys, 1);

        for (int device = 0; device < devices; device++) {
            assertThat(keys.subtaskOfKey(plan.homeOn(device, devices), devices)).isEqualTo(device);
        }
    }

    @Test
    void neighboursTakeTurns() {
        ShardKeys keys = new ShardKeys(4, 1);
        FlightPlan plan = inTurn(keys, 16);

        assertThat(
                        IntStream.range(0, 8)
                                .map(
                                        i ->
                                                KeyGroupRangeAssignment.assignKeyToParallelOperator(
                                                        plan.homeOf(new SampleId(0, i)), 4, 4)))
                .containsExactly(0, 1, 2, 3, 0, 1, 2, 3);
    }

    @ParameterizedTest(name = "{0} image(s) in flight on {1} device(s), {2} together")
    @CsvSource({"1, 4, 1", "4, 4, 1", "16, 4, 2", "32, 4, 4", "1000, 4, 4", "16, 1, 4"})
    void aDeviceSendsNoMoreTogetherThanHalfOfItsImages(int images, int devices, int together) {
        FlightPlan plan = new FlightPlan(new ShardKeys(4, 1), images, 4, false);

        assertThat(plan.batchOf(0, devices)).isEqualTo(together);
    }

    @Test
    void thereIsAlwaysAnImageInFlight() {
        ShardKeys keys = new ShardKeys(4, 1);

        assertThatThrownBy(() -> new FlightPlan(keys, 0, 1, false))
                .hasMessage("at least 1 image is in flight, not 0");
        assertThatThrownBy(() -> new FlightPlan(keys, 1, 0, false))
                .hasMessage("a batch has at least 1 image, not 0");
    }

    private static FlightPlan inTurn(ShardKeys keys, int images) {
        return new FlightPlan(keys, images, 1, false);
    }

    private static FlightPlan whereRead(ShardKeys keys, int images) {
        return new FlightPlan(keys, images, 1, true);
    }

    private static IntStream shares(FlightPlan plan, int devices) {
        return IntStream.range(0, devices).map(i -> plan.shareOf(i, devices));
    }
}
