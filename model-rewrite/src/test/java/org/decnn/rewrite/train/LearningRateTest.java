package org.decnn.rewrite.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.decnn.rewrite.train.LearningRate.OneCycle;
import org.decnn.rewrite.train.LearningRate.Steps;
import org.junit.jupiter.api.Test;

class LearningRateTest {

    /** PyTorch: OneCycleLR(max_lr=1, total_steps=101, pct_start=0.3).get_last_lr(). */
    @Test
    void oneCycleRisesAndFallsAsPyTorchs() {
        OneCycle cycle = new OneCycle(1, 0.3);

        assertThat(cycle.at(0, 10)).isEqualTo(0.04f);
        assertThat(cycle.at(1.5, 10)).isCloseTo(0.52f, within(1e-6f));
        assertThat(cycle.at(3, 10)).isEqualTo(1);
        assertThat(cycle.at(6.5, 10)).isCloseTo(0.5f, within(1e-5f));
        assertThat(cycle.at(10, 10)).isCloseTo(4e-6f, within(1e-9f));
    }

    @Test
    void aCycleWithoutWarmUpStartsAtItsPeak() {
        assertThat(new OneCycle(0.1, 0).at(0, 5)).isEqualTo(0.1f);
    }

    @Test
    void stepsFallToATenthAtEachMilestone() {
        Steps steps = new Steps(0.1, List.of(2, 3));

        assertThat(steps.at(1.99, 4)).isEqualTo(0.1f);
        assertThat(steps.at(2, 4)).isCloseTo(0.01f, within(1e-9f));
        assertThat(steps.at(3.5, 4)).isCloseTo(0.001f, within(1e-9f));
    }

    @Test
    void aRateThatGoesNowhereIsRefused() {
        assertThatThrownBy(() -> new OneCycle(0, 0.3)).hasMessageContaining("over 0");
        assertThatThrownBy(() -> new OneCycle(0.1, 1)).hasMessageContaining("less than 1");
        assertThatThrownBy(() -> new Steps(-1, List.of())).hasMessageContaining("over 0");
    }
}
