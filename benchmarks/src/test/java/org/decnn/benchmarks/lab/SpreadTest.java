package org.decnn.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void medianOfAnEvenNumberIsBetweenTheMiddleTwo() {
        assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 9.0))).isEqualTo(new Spread(3.5, 1, 9, 4));
    }

    @Test
    void medianOfAnOddNumberIsTheMiddleOne() {
        assertThat(Spread.of(List.of(4.0, 1.0, 9.0))).isEqualTo(new Spread(4, 1, 9, 3));
    }

    @Test
    void percentilesAreValuesThatWereMeasured() {
        List<Double> values = IntStream.rangeClosed(1, 200).mapToObj(i -> (double) i).toList();
        assertThat(Spread.percentile(values, 50)).hasValue(100);
        assertThat(Spread.percentile(values, 99)).hasValue(198);
        assertThat(Spread.percentile(List.of(7.0, 5.0), 99)).hasValue(7);
        assertThat(Spread.percentile(List.of(), 50)).isEmpty();
    }
}
