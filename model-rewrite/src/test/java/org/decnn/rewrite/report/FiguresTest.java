package org.decnn.rewrite.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void threeDigitsCount() {
        assertThat(Figures.bytes(999)).isEqualTo("999\u00a0B");
        assertThat(Figures.bytes(1_234)).isEqualTo("1.23\u00a0kB");
        assertThat(Figures.bytes(12_345_678)).isEqualTo("12.3\u00a0MB");
        assertThat(Figures.macs(4_089_000_000L)).isEqualTo("4.09\u00a0G");
        assertThat(Figures.milliseconds(0.0412)).isEqualTo("0.041\u00a0ms");
        assertThat(Figures.milliseconds(2_029)).isEqualTo("2.03\u00a0s");
        assertThat(Figures.rate(100)).isEqualTo("100\u00a0Mbit/s");
        assertThat(Figures.rate(1000)).isEqualTo("1\u00a0Gbit/s");
    }

    @Test
    void aChangeSaysItsDirection() {
        assertThat(Figures.change(100, 7)).isEqualTo("−93\u00a0%");
        assertThat(Figures.change(100, 101.1)).isEqualTo("+1.1\u00a0%");
        assertThat(Figures.change(100, 250)).isEqualTo("×2.50");
        assertThat(Figures.change(5, 5)).isEqualTo("same");
        assertThat(Figures.change(0, 5)).isEmpty();
    }
}
