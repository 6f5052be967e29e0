package org.decnn.rewrite.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class UnequalBoardsTest {

    @Test
    void boardsThatOnlyComputeGetWhatTheyAreFast() {
        assertThat(new UnequalBoards(List.of(40., 80., 20.)).weights(50, 0))
                .containsExactly(0.5, 1., 0.25);
    }

    @Test
    void allAreThroughAtTheSameTime() {
        UnequalBoards boards = new UnequalBoards(List.of(20., 40., 30.));
        double graphsMs = 100;
        double besideMs = 7;
        List<Double> weights = boards.weights(graphsMs, besideMs);
        double sum = weights.stream().mapToDouble(weight -> weight).sum();

        double first = besideMs + graphsMs * weights.get(0) / sum;
        double second = (besideMs + graphsMs * weights.get(1) / sum) / 2;
        double third = (besideMs + graphsMs * weights.get(2) / sum) / 1.5;

        assertThat(second).isCloseTo(first, within(1e-9));
        assertThat(third).isCloseTo(first, within(1e-9));
    }

    @Test
    void ofTheLabsFourTheSlowOneGetsAThirdNotHalf() {
        assertThat(new UnequalBoards(List.of(2., 2., 2., 1.)).weights(73, 6.4).get(3))
                .isCloseTo(0.353, within(0.001));
    }

    @Test
    void oneThatIsTooSlowForAnythingHasNone() {
        assertThat(new UnequalBoards(List.of(10., 1.)).weights(10, 5).get(1)).isLessThan(0);
    }
}
