package org.decnn.rewrite.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccuracyTest {

    /** Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3 (score, Wilson). */
    @ParameterizedTest
    @CsvSource({
        "81, 263, .2553, .3662",
        "15, 148, .0624, .1605",
        "0, 20, .0000, .1611",
        "1, 29, .0061, .1718"
    })
    void theIntervalIsThePublishedOne(int correct, int images, double low, double high) {
        Accuracy accuracy = new Accuracy(correct, images);
        assertThat(accuracy.low()).isCloseTo(low, within(0.00005));
        assertThat(accuracy.high()).isCloseTo(high, within(0.00005));
        Accuracy mirrored = new Accuracy(images - correct, images);
        assertThat(mirrored.low()).isCloseTo(1 - high, within(0.00005));
        assertThat(mirrored.high()).isCloseTo(1 - low, within(0.00005));
    }
}
