package org.decnn.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowTest {

    @Test
    void rateOfARegularStreamDoesNotDependOnWhereTheWindowLies() {
        List<Long> appends = List.of(0L, 300L, 600L, 900L, 1200L, 1500L, 1800L);
        for (long from = 0; from < 300; from += 10) {
            assertThat(Window.of(appends, from, from + 1250, 1).imagesPerSecond())
                    .isCloseTo(1 / 0.3, within(1e-9));
        }
    }

    @Test
    void rateOfImagesThatComeInBurstsDoesNotDependOnWhereTheWindowLies() {
        List<Long> appends = new ArrayList<>();
        for (long burst = 1000; burst <= 30_000; burst += 2000) {
            appends.addAll(List.of(burst, burst + 10, burst + 20, burst + 30));
        }
        for (long from = 0; from < 4000; from += 100) {
            assertThat(Window.of(appends, from, from + 9000, 4).imagesPerSecond())
                    .isCloseTo(2, within(.03));
        }
    }

    @Test
    void lessThanARoundIsCountedOverTheWholeWindow() {
        List<Long> burst = List.of(1000L, 1010L, 1020L);
        assertThat(Window.of(burst, 0, 10_000, 4)).isEqualTo(new Window(0.3, 3));
    }

    @Test
    void lessThanTwoImagesAreCountedOverTheWholeWindow() {
        assertThat(Window.of(List.of(500L), 0, 10_000, 1)).isEqualTo(new Window(0.1, 1));
        assertThat(Window.of(List.of(), 0, 10_000, 1)).isEqualTo(new Window(0, 0));
    }

    @Test
    void predictionsOutsideTheWindowDoNotCount() {
        assertThat(Window.of(List.of(100L, 1100L, 2100L, 9000L), 1000, 3000, 1).images())
                .isEqualTo(2);
    }
}
