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
    void slowLinksHaveABucketTooSmallForASlice() {
        assertThat(LinkRate.parse("100mbit").burst()).isEqualTo("4600");
        assertThat(LinkRate.parse("1gbit").burst()).isEqualTo("128kb");
    }

    @Test
    void otherTextIsRefusedInALine() {
        assertThatThrownBy(() -> LinkRate.parse("fast"))
                .hasMessage("--network: 'fast' is no rate: give, e.g., 1gbit,100mbit,10mbit");
    }
}
