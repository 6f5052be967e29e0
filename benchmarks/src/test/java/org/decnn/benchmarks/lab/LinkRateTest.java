package org.decnn.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LinkRateTest {

    @Test
    void ratesAreReadAsTcReadsThem() {
        assertThat(LinkRate.parse("1gbit").bitsPerSecond()).isEqualTo(1e9);
        assertThat(LinkRate.parse("100mbit").bitsPerSecond()).isEqualTo(1e8);
        assertThat(LinkRate.parse("500kbit").bitsPerSecond()).isEqualTo(5e5);
    }

    @Test
    void theKernelHandsOnAsManyPacketsAtOnceAsTheBucketHolds() {
        assertThat(LinkRate.parse("100mbit").largestSegment()).isEqualTo(3 * 1448 + 456);
        assertThat(LinkRate.parse("100mbit").withBucket(10_000).largestSegment())
                .isEqualTo(6 * 1448 + 456);
        assertThat(LinkRate.UNLIMITED.largestSegment()).isEqualTo(65536);
    }

    @Test
    void otherTextIsRefusedInALine() {
        assertThatThrownBy(() -> LinkRate.parse("fast"))
                .hasMessage("--network: 'fast' is no rate: give, e.g., 1gbit,100mbit,10mbit");
    }
}
