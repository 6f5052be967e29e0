package org.decnn.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.decnn.job.avro.ClassProbability;
import org.decnn.operators.logits.TopClasses;
import org.junit.jupiter.api.Test;

class LogitsCheckTest {

    @Test
    void probabilitiesGiveTheLogitsBackButForAConstant() {
        float[] logits = {3, -1, 0.5f, 8};
        assertThat(difference(logits, logits)).isCloseTo(0, within(1e-9));
        assertThat(difference(logits, new float[] {13, 9, 10.5f, 18})).isCloseTo(0, within(1e-9));
    }

    @Test
    void aDifferenceIsAPartOfTheGreatestLogit() {
        // Less their means: -4, 0, 4 against -4.2, 0.1, 4.1.
        double difference = difference(new float[] {0, 4, 8}, new float[] {-0.3f, 4, 8});
        assertThat(difference).isCloseTo(0.05, within(1e-6));
    }

    private static double difference(float[] expected, float[] actual) {
        double[] values = new double[expected.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = expected[i];
        }
        List<ClassProbability> top = new ArrayList<>();
        for (TopClasses.Entry entry : TopClasses.of(actual, List.of(), actual.length)) {
            top.add(new ClassProbability(entry.classIndex(), entry.label(), entry.probability()));
        }
        return LogitsCheck.difference(values, top);
    }
}
