package org.decnn.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleUnaryOperator;
import org.decnn.benchmarks.soak.Sample.Life;
import org.junit.jupiter.api.Test;

class TrendTest {

    private static final long WARM_UP = TimeUnit.MINUTES.toMillis(10);
    private static final Life LIFE = new Life("device-1", 7);

    @Test
    void aLeakIsItsSlopeAndWhatAProcessTakesToWarmUpIsNot() {
        List<Sample> samples =
                each10Seconds(60, hours -> hours < 1 / 6. ? 300 * hours : 40 + 3 * hours);

        Trend trend = Trend.of(samples, WARM_UP).get(0);

        assertThat(trend.perHour()).isCloseTo(3, within(1e-6));
        assertThat(trend.first()).isCloseTo(40.5, within(1e-6));
        assertThat(trend.isFlat()).isFalse();
    }

    @Test
    void whatGoesUpAndDownIsFlat() {
        List<Sample> samples = each10Seconds(60, hours -> 40 + 5 * Math.sin(100 * hours));

        assertThat(Trend.of(samples, WARM_UP)).allMatch(Trend::isFlat);
    }

    @Test
    void aProcessThatLivesForLessThanTwiceItsWarmUpIsNotJudged() {
        assertThat(Trend.of(each10Seconds(19, hours -> 100 * hours), WARM_UP)).isEmpty();
        assertThat(Trend.of(each10Seconds(20, hours -> 100 * hours), WARM_UP)).hasSize(1);
    }

    /** A few minutes say little of an hour: there it is held to what it rose by. */
    @Test
    void aShortSoakIsHeldToWhatItRoseBy() {
        List<Sample> samples = each10Seconds(6, hours -> 40 + 4 * hours);

        assertThat(Trend.of(samples, TimeUnit.MINUTES.toMillis(1))).allMatch(Trend::isFlat);
    }

    private static List<Sample> each10Seconds(int minutes, DoubleUnaryOperator valueAtHour) {
        List<Sample> samples = new ArrayList<>();
        for (int seconds = 0; seconds <= minutes * 60; seconds += 10) {
            samples.add(
                    new Sample(
                            seconds * 1000L,
                            LIFE,
                            Quantity.HEAP,
                            valueAtHour.applyAsDouble(seconds / 3600.)));
        }
        return samples;
    }
}
