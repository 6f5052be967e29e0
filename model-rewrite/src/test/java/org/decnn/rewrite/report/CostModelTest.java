package org.decnn.rewrite.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Small cases, by hand. */
class CostModelTest {

    private static final Offset<Double> EXACT = within(1e-9);

    /** 2 GMAC/s and 80 Mbit/s: 2 million MACs, or 10,000 bytes, a millisecond. */
    private static final CostModel MODEL = new CostModel(2, 80);

    @Test
    void aDeviceAloneTakesAsLongAsItComputes() {
        PredictedTime time =
                MODEL.predict(
                        split(
                                List.of(stage(1, 6_000_000, 0), stage(2, 0, 0)),
                                device(6_000_000, 0, 0)));

        assertThat(time.imageMs()).isCloseTo(3, EXACT);
        assertThat(time.latencyMs()).isCloseTo(3, EXACT);
        assertThat(time.networkBound()).isFalse();
    }

    @Test
    void inAStreamTheBusiestDeviceOrLinkSetsThePace() {
        // Computing 4 ms on device 1; link of device 0 is 7 ms out and 1 ms in, at once.
        PredictedTime time =
                MODEL.predict(
                        split(
                                List.of(stage(1, 8_000_000, 70_000), stage(2, 0, 0)),
                                device(2_000_000, 70_000, 10_000),
                                device(8_000_000, 10_000, 70_000)));

        assertThat(time.computeMs()).isCloseTo(4, EXACT);
        assertThat(time.linkMs()).isCloseTo(7, EXACT);
        assertThat(time.imageMs()).isCloseTo(7, EXACT);
        assertThat(time.networkBound()).isTrue();
    }

    @Test
    void oneImageAlonePassesStagesAndExchangesOneAfterTheOther() {
        // 1 ms picture, 2 ms stage 1, 3 ms exchange, 1.5 ms stage 2, 0.1 ms logits.
        PredictedTime time =
                MODEL.predict(
                        split(
                                List.of(
                                        stage(1, 4_000_000, 10_000),
                                        stage(2, 3_000_000, 30_000),
                                        stage(3, 0, 1_000)),
                                device(7_000_000, 41_000, 0)));

        assertThat(time.latencyMs()).isCloseTo(7.6, EXACT);
    }

    @Test
    void aTenthOfTheRateIsTenTimesTheTransfer() {
        assertThat(new CostModel(20, 10).transferMs(1_250_000)).isCloseTo(1000, EXACT);
        assertThat(new CostModel(20, 100).transferMs(1_250_000)).isCloseTo(100, EXACT);
        assertThat(new CostModel(20, 1000).transferMs(1_250_000)).isCloseTo(10, EXACT);
    }

    @Test
    void aDeviceThatComputesNothingIsRefused() {
        assertThatThrownBy(() -> new CostModel(0, 100)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> new CostModel(20, Double.NaN)).hasMessageContaining("above 0");
    }

    private static SplitCost split(List<StageCost> stages, DeviceCost... devices) {
        return new SplitCost(devices.length, 0, 0, 0, 0, stages, List.of(devices));
    }

    private static StageCost stage(int number, long macs, long linkBytes) {
        return new StageCost(number, "stage", macs, "gather", linkBytes, linkBytes);
    }

    private static DeviceCost device(long macs, long sent, long received) {
        return new DeviceCost(0, 0, macs, sent, received);
    }
}
