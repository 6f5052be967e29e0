package org.decnn.rewrite.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class McNemarTest {

    /**
     * Airway hyper-responsiveness of 21 children: 1 and 7 discordant pairs. Fagerland, Lydersen and
     * Laake, BMC Medical Research Methodology 13:91 (2013), table 1: exact conditional p = 0.070.
     */
    @Test
    void fewDiscordantPicturesGiveThePublishedExactProbability() {
        McNemar test = new McNemar(1, 7);
        assertThat(test.isExact()).isTrue();
        assertThat(test.pValue()).isCloseTo(0.070, within(0.0005));
    }

    /**
     * 40 and 12 discordant pairs: R's {@code mcnemar.test} gives chi-squared 14.019, p 0.000181.
     * Bobbitt, "How to Perform McNemar's Test in R", Statology (2020).
     */
    @Test
    void manyDiscordantPicturesGiveThePublishedChiSquare() {
        McNemar test = new McNemar(40, 12);
        assertThat(test.isExact()).isFalse();
        assertThat(test.chiSquare()).isCloseTo(14.019, within(0.0005));
        assertThat(test.pValue()).isCloseTo(0.000181, within(0.0000005));
    }

    @Test
    void theExactProbabilityIsThatOfCountingAllOutcomes() {
        for (int n = 0; n <= 16; n++) {
            for (int first = 0; first <= n; first++) {
                assertThat(new McNemar(first, n - first).pValue())
                        .isCloseTo(atLeastAsFarApart(first, n), within(1e-12));
            }
        }
    }

    /** Of all ways to deal n pictures to two networks, the share that is at least as uneven. */
    private static double atLeastAsFarApart(int first, int n) {
        int uneven = 0;
        for (int outcome = 0; outcome < 1 << n; outcome++) {
            int dealt = Integer.bitCount(outcome);
            if (Math.abs(2 * dealt - n) >= Math.abs(2 * first - n)) {
                uneven++;
            }
        }
        return (double) uneven / (1 << n);
    }

    @Test
    void whereTheExactTestEndsTheOtherTakesOverSmoothly() {
        assertThat(new McNemar(8, 17).isExact()).isTrue();
        assertThat(new McNemar(8, 18).isExact()).isFalse();
        assertThat(new McNemar(8, 17).pValue()).isCloseTo(0.1078, within(0.0001));
        assertThat(new McNemar(8, 18).pValue()).isBetween(0.05, 0.1078);
    }

    @Test
    void networksThatErrEquallyOftenDoNotDiffer() {
        for (int each : new int[] {0, 1, 12, 13, 5000}) {
            assertThat(new McNemar(each, each).pValue()).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void aProbabilityThatIsTinyIsNotNought() {
        assertThat(new McNemar(900, 100).pValue()).isPositive().isLessThan(1e-100);
    }

    @Test
    void onlyPicturesThatOneNetworkAloneHasRightCount() {
        List<String> classes = List.of("cat", "dog");
        int[] labels = {0, 0, 1, 1, 0, 1};
        Evaluation first = new Evaluation("a", classes, labels, new int[] {0, 0, 1, 0, 1, 1}, 6);
        Evaluation second = new Evaluation("b", classes, labels, new int[] {0, 1, 0, 0, 0, 0}, 6);
        assertThat(McNemar.of(first, second)).isEqualTo(new McNemar(3, 1));
        assertThat(McNemar.of(second, first)).isEqualTo(new McNemar(1, 3));
        Evaluation shorter = new Evaluation("c", classes, new int[1], new int[1], 1);
        assertThatThrownBy(() -> McNemar.of(first, shorter))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a saw 6 pictures, c saw 1");
    }
}
